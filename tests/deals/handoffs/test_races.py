"""Twenty people accept, recall and let one hand-off expire at one moment: exactly one counts.

Real connections, real threads, real commits. Every run plays a few rounds, KONTOR_EXAMPLES all 100.
"""

import os
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.handoffs import accepting, answers, consent, offering
from deals.handoffs.jobs import keep_time
from deals.handoffs.models import HandOff
from deals.handoffs.news import PLACER
from deals.handoffs.states import HandOffState
from deals.models import Deal
from deals.protection.models import Protection
from deals.protection.states import ProtectionState
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database
from portal.kernel.errors import Conflict, TransitionRefused
from tests.cast import build_cast
from tests.conftest import StoppedClock
from tests.deals.handoffs.stage import Stage

IS_LONG = "KONTOR_EXAMPLES" in os.environ
ROUNDS = 100 if IS_LONG else 3
PEOPLE = 20
SEED = secrets.randbits(32) if IS_LONG else 20261122


@pytest.fixture
def crowd(own_urls: DatabaseUrls, clock: StoppedClock) -> Iterator[Database]:
    database = Database(own_urls.app, pool_size=PEOPLE * 2 + 2, clock=clock)
    yield database
    database.close()


def test_of_twenty_answers_recalls_and_expiries_exactly_one_counts(
    crowd: Database, clock: StoppedClock
) -> None:
    handing, lot = Stage(build_cast(crowd)), random.Random(SEED)  # noqa: S311 - no secret
    outcomes = Counter[HandOffState]()
    with ThreadPoolExecutor(PEOPLE) as threads:
        for number in range(ROUNDS):
            account = handing.cast.account(f"Customer {number}", "alice")
            handing.deal_id = handing.protected(account, "bob")
            handing.hand_off("danzig")
            clock.at = handing.offer("danzig").expires_at - timedelta(milliseconds=1)
            tries = _tries(crowd, clock, handing)
            lot.shuffle(tries)
            start = Barrier(PEOPLE)
            won = sum(threads.map(_did, tries, [start] * PEOPLE))
            assert won == 1
            outcomes[handing.handoff.state] += 1
            _one_owner(crowd, handing)
    print(f"figure: {PEOPLE} at one hand-off, {ROUNDS} rounds, seed {SEED}: {dict(outcomes)}")


def test_of_twenty_answers_of_one_owner_exactly_one_counts(
    crowd: Database, clock: StoppedClock
) -> None:
    cast, lot = build_cast(crowd), random.Random(SEED)  # noqa: S311 - no secret
    handing = Stage(cast)
    outcomes = Counter[HandOffState]()
    with ThreadPoolExecutor(PEOPLE) as threads:
        for number in range(ROUNDS):
            account = cast.account(f"Hosts customer {number}", "dana")
            cast.share(account, "luebeck")
            handing.deal_id = handing.protected(account, "bob")
            handing.hand_off("danzig", by="dana")
            due = handing.handoff.consent_due_at
            assert due is not None
            clock.at = due - timedelta(milliseconds=1)
            tries = _replies(crowd, clock, handing)
            lot.shuffle(tries)
            start = Barrier(PEOPLE)
            won = sum(threads.map(_did, tries, [start] * PEOPLE))
            assert won == 1
            outcomes[handing.handoff.state] += 1
            asked = handing.handoff.state is HandOffState.OFFERED
            assert list(handing.offers()) == (["danzig"] if asked else [])
    print(f"figure: {PEOPLE} at one proposal, {ROUNDS} rounds, seed {SEED}: {dict(outcomes)}")


def _replies(crowd: Database, clock: StoppedClock, handing: Stage) -> list[Callable[[], object]]:
    cast, handoff_id = handing.cast, handing.handoff_id
    alice, bob, dana = cast.alice, cast.bob, cast.dana
    kinds: list[Callable[[], object]] = [
        lambda: consent.agree(crowd, alice, handoff_id),
        lambda: consent.agree(crowd, bob, handoff_id),
        lambda: consent.refuse(crowd, bob, handoff_id, "No"),
        lambda: _recalled(crowd, dana, handoff_id),
    ]
    return [kinds[place % len(kinds)] for place in range(PEOPLE - 1)] + [
        lambda: _expire(crowd, clock)
    ]


def _recalled(crowd: Database, by: Actor, handoff_id: UUID) -> None:
    """Take back what is proposed; once it was agreed to, that is a step of its own."""
    with crowd.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        if handoff.state is not HandOffState.PROPOSED:
            raise Conflict("answered before")
        offering.recall_in(work, handoff, by, "Stop")


def _tries(crowd: Database, clock: StoppedClock, handing: Stage) -> list[Callable[[], object]]:
    cast, handoff_id, offer_id = handing.cast, handing.handoff_id, handing.offer_to("danzig")
    charlie, sam, alice = cast.charlie, cast.actor("sam"), cast.alice
    kinds: list[Callable[[], object]] = [
        lambda: accepting.accept(crowd, charlie, offer_id),
        lambda: accepting.accept(crowd, sam, offer_id),
        lambda: answers.decline(crowd, sam, offer_id, "No"),
        lambda: offering.recall(crowd, alice, handoff_id, "Stop"),
    ]
    return [kinds[place % len(kinds)] for place in range(PEOPLE - 1)] + [
        lambda: _expire(crowd, clock)
    ]


def _expire(crowd: Database, clock: StoppedClock) -> None:
    """Let the job look a little later, when time is over for it and for nobody else's clock."""
    late = StoppedClock(clock.at + timedelta(seconds=1))
    database = Database.__new__(Database)
    database.__dict__.update(crowd.__dict__)
    database.clock = late
    if not keep_time(database):
        raise Conflict("answered before")


def _did(attempt: Callable[[], object], start: Barrier) -> int:
    start.wait(timeout=30)
    try:
        attempt()
    except (Conflict, TransitionRefused):
        return 0
    return 1


def _one_owner(crowd: Database, handing: Stage) -> None:
    """Hold the deal against the invariant: it runs at one company, whatever happened."""
    with crowd.work(system_actor("test")) as work:
        key = work.get(Deal, handing.deal_id).customer_key
        running = work.all(
            sa.select(Protection).where(
                Protection.customer_key == key, Protection.state == ProtectionState.ACTIVE
            )
        )
    expected = "danzig" if handing.handoff.state is HandOffState.ACCEPTED else "luebeck"
    assert [each.owner_company_id for each in running] == [handing.company(expected)]
