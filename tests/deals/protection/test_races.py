"""Twenty people approve overlapping registrations at one moment: one wins, all others learn it.

Real connections, real threads, real commits. Every run plays a few rounds, KONTOR_EXAMPLES all 200.
"""

import os
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.protection.models import Protection
from deals.protection.states import RUNNING
from deals.queries import get_deal
from deals.registration.actions import NewLine, register_deal
from partners.accounts.models import Account
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database
from portal.kernel.errors import Conflict
from tests.cast import Cast, a_deal, build_cast
from tests.conftest import StoppedClock

IS_LONG = "KONTOR_EXAMPLES" in os.environ
ROUNDS = 200 if IS_LONG else 3
PEOPLE = 20
SEED = secrets.randbits(32) if IS_LONG else 20261122
OTHERS = ("SENSORS", "CABINETS", "GATEWAYS")


@pytest.fixture
def crowd(own_urls: DatabaseUrls, clock: StoppedClock) -> Iterator[Database]:
    database = Database(own_urls.app, pool_size=PEOPLE + 2, clock=clock)
    yield database
    database.close()


def test_of_twenty_simultaneous_approvals_exactly_one_wins(crowd: Database) -> None:
    cast, lot = build_cast(crowd), random.Random(SEED)  # noqa: S311 - which families, no secret
    reviewers = [cast.actor(name) for name in ("dana", "desk", "adam")]
    outcomes: Counter[tuple[int, int]] = Counter()

    with ThreadPoolExecutor(PEOPLE) as threads:
        for number in range(ROUNDS):
            deals = registrations(cast, f"Customer {number}", lot)
            start = Barrier(PEOPLE)
            tries = [
                threads.submit(approve, crowd, reviewers[place % len(reviewers)], deal, start)
                for place, deal in enumerate(deals)
            ]
            won = [deal for deal, each in zip(deals, tries, strict=True) if each.result() is None]
            refused = [each.result() for each in tries if each.result() is not None]
            assert all("exclusive protection" in str(refusal) for refusal in refused), refused
            assert protected(crowd, deals) == set(won)
            outcomes[len(won), len(refused)] += 1

    print(
        f"figure: {PEOPLE} simultaneous approvals, {ROUNDS} rounds, seed {SEED}: (won, refused)"
        f" {dict(outcomes)}"
    )
    assert outcomes == {(1, PEOPLE - 1): ROUNDS}


def registrations(cast: Cast, customer: str, lot: random.Random) -> list[UUID]:
    """Register the customer twenty times for drives, with other families before and behind them."""
    account = cast.account(customer)
    actors = {name: cast.actor(name) for name in ("alice", "charlie")}
    cast.share(account, "luebeck")
    cast.share(account, "danzig")
    made = []
    for number in range(PEOPLE):
        families = ["DRIVES", *lot.sample(OTHERS, lot.randrange(3))]
        lot.shuffle(families)
        lines = tuple(NewLine(family, 1, Decimal(1)) for family in families)
        with cast.database.work(actors["alice" if number % 2 else "charlie"]) as work:
            found = work.get(Account, account.id)
            made.append(register_deal(work, found, a_deal(lines=lines)).id)
    return made


def approve(crowd: Database, reviewer: Actor, deal_id: UUID, start: Barrier) -> Conflict | None:
    """Approve when all are ready; return the refusal, if there was one."""
    try:
        with crowd.work(reviewer) as work:
            deal = get_deal(work, deal_id)
            start.wait(timeout=30)
            approve_deal(work, deal)
    except Conflict as refusal:
        return refusal
    return None


def protected(crowd: Database, deals: list[UUID]) -> set[UUID]:
    with crowd.work(system_actor("test")) as work:
        return set(
            work.session.scalars(
                sa.select(Protection.deal_id).where(
                    Protection.deal_id.in_(deals), Protection.state.in_(list(RUNNING))
                )
            )
        )
