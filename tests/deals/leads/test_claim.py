"""Twenty people claim one pool lead at one moment: one has it, all others learn that it is gone.

Real connections, real threads, real commits. Every run plays a few rounds, KONTOR_EXAMPLES all 200.
"""

import os
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.leads import actions
from deals.leads.models import Lead, LeadOffer
from deals.leads.placing import TAKEN, accept, offer_lead
from deals.leads.states import LeadState, OfferState, Rule
from deals.programme.actions import set_programme
from deals.programme.models import Terms
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database
from portal.kernel.errors import Conflict
from tests.cast import Cast, build_cast
from tests.conftest import StoppedClock
from tests.deals.leads.leads import a_lead

IS_LONG = "KONTOR_EXAMPLES" in os.environ
ROUNDS = 200 if IS_LONG else 3
PEOPLE = 20
SEED = secrets.randbits(32) if IS_LONG else 20261122
CLAIMANTS = ("alice", "bob", "charlie", "sam", "nina")


@pytest.fixture
def crowd(own_urls: DatabaseUrls, clock: StoppedClock) -> Iterator[Database]:
    database = Database(own_urls.app, pool_size=PEOPLE * 2 + 2, clock=clock)
    yield database
    database.close()


def test_of_twenty_people_claiming_one_pool_lead_exactly_one_has_it(
    crowd: Database,
) -> None:
    cast, lot = build_cast(crowd), random.Random(SEED)  # noqa: S311 - who goes when, no secret
    with crowd.work(cast.actor("adam")) as work:
        set_programme(work, Terms(most_leads=ROUNDS + 1), {}, [])
    actors = {name: cast.actor(name) for name in CLAIMANTS}
    outcomes: Counter[tuple[int, int]] = Counter()

    with ThreadPoolExecutor(PEOPLE) as threads:
        for _ in range(ROUNDS):
            lead_id, offers = pooled(cast)
            claimants = [actors[CLAIMANTS[place % len(CLAIMANTS)]] for place in range(PEOPLE)]
            lot.shuffle(claimants)
            start = Barrier(PEOPLE)
            tries = [
                threads.submit(claim, crowd, each, offers[each.company_id], start)
                for each in claimants
            ]
            refused = [each.result() for each in tries if each.result() is not None]
            won = [
                each.company_id
                for each, answer in zip(claimants, tries, strict=True)
                if answer.result() is None
            ]
            assert {str(refusal) for refusal in refused} == {str(TAKEN)}
            assert holder_of(crowd, lead_id) == (won[0], {OfferState.ACCEPTED: 1})
            outcomes[len(won), len(refused)] += 1

    print(
        f"figure: {PEOPLE} people claiming one pool lead, {ROUNDS} rounds, seed {SEED}:"
        f" (won, refused) {dict(outcomes)}"
    )
    assert outcomes == {(1, PEOPLE - 1): ROUNDS}


def pooled(cast: Cast) -> tuple[UUID, dict[UUID | None, UUID]]:
    """Put a lead into the pool; return its id and the id of each partner's offer."""
    dana = cast.dana
    with cast.database.work(dana) as work:
        lead = actions.take_in(work, a_lead())
        actions.qualify(work, lead)
        lead_id = lead.id
    offer_lead(cast.database, dana, lead_id, Rule.POOL)
    with cast.database.work(system_actor("test")) as work:
        offers = work.all(sa.select(LeadOffer).where(LeadOffer.lead_id == lead_id))
        return lead_id, {each.owner_company_id: each.id for each in offers}


def claim(crowd: Database, by: Actor, offer_id: UUID, start: Barrier) -> Conflict | None:
    start.wait(timeout=30)
    try:
        accept(crowd, by, offer_id)
    except Conflict as refusal:
        return refusal
    return None


def holder_of(crowd: Database, lead_id: UUID) -> tuple[UUID | None, dict[OfferState, int]]:
    """Return who holds the lead, and how its offers ended other than by being taken back."""
    with crowd.work(system_actor("test")) as work:
        lead = work.get(Lead, lead_id)
        assert lead.state is LeadState.ACCEPTED
        states = work.session.scalars(
            sa.select(LeadOffer.state).where(
                LeadOffer.lead_id == lead_id, LeadOffer.state != OfferState.RECALLED
            )
        )
        return lead.holder_company_id, dict(Counter(states))
