"""Random people do random things to registrations, leads and hand-offs; some things always hold.

Hypothesis plays: who does what, in which order, and how much time passes between, noted by the
workers or not. Every run plays a few games, KONTOR_EXAMPLES=200 five thousand.
"""

from collections import Counter
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deals.leads import placing
from deals.leads.actions import take_in
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import CHOSEN
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.cast import PEOPLE, Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.leads import a_lead
from tests.deals.machine import moves
from tests.deals.machine.handing import HandingOver
from tests.deals.machine.house import (
    CUSTOMERS,
    FAMILIES,
    MANAGES,
    PARTNERS,
    SELLERS,
    STAFF,
    Move,
    build_house,
)
from tests.deals.machine.invariants import NOTHING, Seen, check
from tests.deals.machine.settling import Settling
from tests.edi.examples import examples
from tests.web.conftest import services

__all__ = ["services"]
GAMES, STEPS = 25, 30
OF_EVERY_KIND = 1000
"""So many games have every step in them."""
READERS = tuple(who for who in PEOPLE if PEOPLE[who][1] != "host" or who in MANAGES)
anybody = st.sampled_from(sorted(READERS))
places = st.integers(0, 40)
HOURS = (1, 20, 30, 75, 24 * 7, 24 * 25, 24 * 61)


class Trade(HandingOver, Settling):
    """One game. The house stands already; what happens in it is undone at the end."""

    database: ClassVar[TransactionalDatabase]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    games: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = self.database.connection.begin_nested()
        self.seen: Seen = NOTHING
        self.turn = 0
        house = self.house
        house.clock.at = house.start
        for each in (
            house.owners,
            house.submitters,
            house.together,
            house.leads,
            house.done,
            house.refused,
        ):
            each.clear()
        type(self).games += 1

    def teardown(self) -> None:
        self.done.update(self.house.done)
        self.refused.update(self.house.refused)
        self.savepoint.rollback()

    @initialize(first=st.sampled_from(FAMILIES), second=st.sampled_from(FAMILIES))
    def two_rivals_register(self, first: tuple[str, ...], second: tuple[str, ...]) -> None:
        self.house.register("alice", 0, first)
        self.house.register("charlie", 0, second)

    @rule(
        who=st.sampled_from(["alice", "bob", "charlie", "sam", "nina", "vera", "dana"]),
        customer=st.sampled_from([0, 0, 0, 1]),
        families=st.sampled_from(FAMILIES),
    )
    def register(self, who: str, customer: int, families: tuple[str, ...]) -> None:
        self.house.register(who, customer, families)

    @precondition(lambda self: self.house.owners)
    @rule(seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=4))
    def people_go_on(self, seeds: list[int]) -> None:
        """Take steps that fit where a deal stands, by somebody on the right side.

        Chosen by a seed: drawn from a list, the first of it come again and again.
        """
        for seed in seeds:
            random = Random(f"{seed}:{self.turn}")  # noqa: S311 - anybody may foretell a test
            deal_id = random.choice(list(self.house.owners))
            fitting = moves.fitting(self.seen.deals[deal_id])
            if fitting:
                move = random.choice(fitting)
                sellers = SELLERS[self.house.owners[deal_id]]
                who = random.choice(STAFF if move in moves.AT_THE_HOST else sellers)
                self.house.on_deal(move, who, deal_id, moves.ALL[move])
                self.everything_holds()

    @rule(
        place=places,
        move=st.sampled_from(sorted(moves.ALL)),
        who=anybody,
    )
    def anybody_tries(self, place: int, move: str, who: str) -> None:
        self._on_deal(who, place, move, moves.ALL[move])

    def _on_deal(self, who: str, place: int, name: str, move: Move) -> None:
        deals = list(self.house.owners)
        if deals:
            self.house.on_deal(name, who, deals[place % len(deals)], move)

    @rule(customer=st.sampled_from(range(len(CUSTOMERS))), qualified=st.booleans())
    def take_in_lead(self, customer: int, qualified: bool) -> None:
        domain = f"{CUSTOMERS[customer].lower().replace(' ', '-')}.example"
        with self.database.work(self.house.actors["dana"]) as work:
            lead = take_in(work, a_lead(customer_name=CUSTOMERS[customer], domain=domain))
            if qualified:
                moves.ALL_OF_LEADS["qualify lead"](work, lead)
            self.house.leads.append(lead.id)

    @rule(
        place=places,
        by_rule=st.sampled_from(CHOSEN),
        partner=st.sampled_from(PARTNERS),
        who=st.sampled_from([*STAFF, "alice"]),
    )
    def offer_lead(self, place: int, by_rule: Any, partner: str, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is not None:
            actor, partner_id = self.house.actors[who], self.house.cast.companies[partner].id
            self.house.attempt(
                f"offer by {by_rule.value.lower()}",
                lambda: placing.offer_lead(self.database, actor, lead_id, by_rule, partner_id),
            )

    @rule(place=places, who=st.sampled_from([*STAFF, "charlie"]))
    def recall_lead(self, place: int, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is not None:
            actor = self.house.actors[who]
            self.house.attempt(
                "recall lead", lambda: placing.recall(self.database, actor, lead_id, moves.WHY)
            )

    @rule(place=places, seller=st.integers(0, 1), accepts=st.booleans(), own=st.integers(0, 9))
    def answer_offer(self, place: int, seller: int, accepts: bool, own: int) -> None:
        """Mostly somebody of the company that was asked; sometimes a rival tries."""
        with self.database.work(system_actor("test")) as work:
            offers = work.all(sa.select(LeadOffer).order_by(LeadOffer.created_at, LeadOffer.id))
            asked = [(each.id, each.owner_company_id) for each in offers if each.state == "PENDING"]
        if not asked:
            return
        offer_id, company_id = asked[place % len(asked)]
        names = {self.house.cast.companies[name].id: name for name in PARTNERS}
        company = names[company_id] if own else PARTNERS[place % len(PARTNERS)]
        actor = self.house.actors[SELLERS[company][seller % len(SELLERS[company])]]
        if accepts:
            self.house.attempt(
                "accept lead", lambda: placing.accept(self.database, actor, offer_id)
            )
        else:
            self.house.attempt(
                "decline lead", lambda: placing.decline(self.database, actor, offer_id, moves.WHY)
            )

    @rule(
        place=places,
        move=st.sampled_from(sorted(moves.ALL_OF_LEADS)),
        who=anybody,
    )
    def work_on_lead(self, place: int, move: str, who: str) -> None:
        lead_id = self._lead(place)
        if lead_id is None:
            return

        def act() -> None:
            with self.database.work(self.house.actors[who]) as work:
                moves.ALL_OF_LEADS[move](work, work.get(Lead, lead_id))

        self.house.attempt(move, act)

    def _lead(self, place: int) -> UUID | None:
        leads = self.house.leads
        return leads[place % len(leads)] if leads else None

    @rule(hours=st.sampled_from(HOURS), is_noted=st.booleans())
    def time_passes(self, hours: int, is_noted: bool) -> None:
        self.house.pass_time(hours, is_noted=is_noted)

    @invariant()
    def everything_holds(self) -> None:
        type(self).steps += 1
        self.turn += 1
        self.seen = check(self.house, self.seen, READERS[self.turn % len(READERS)])


def test_whatever_is_done_the_promises_hold(
    cast: Cast, clock: StoppedClock, services: Services, database: TransactionalDatabase
) -> None:
    Trade.house, Trade.database = build_house(cast, clock, services), database
    Trade.games = Trade.steps = 0
    Trade.done.clear()
    Trade.refused.clear()
    many = settings(
        max_examples=examples(GAMES),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Trade, settings=many)
    print(
        f"figure: random trade: n = {Trade.games} games, {Trade.steps} steps looked at,"
        f" {sum(Trade.done.values())} done, {sum(Trade.refused.values())} refused;"
        f" {len(Trade.done)} kinds of step done"
    )
    assert sum(Trade.done.values()) > Trade.games
    if examples(GAMES) >= OF_EVERY_KIND:
        never = {"move to qualified"}  # where every sale begins
        assert {*moves.ALL, *moves.ALL_OF_LEADS} - set(Trade.done) == never
