"""Random people do random things to registrations, leads and hand-offs; some things always hold.

Hypothesis plays: who does what, in which order, and how much time passes between, noted by the
workers or not. Every run plays a few games, KONTOR_EXAMPLES=200 five thousand.
"""

from collections import Counter
from random import Random
from typing import ClassVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.machine import moves
from tests.deals.machine.defending import Defending
from tests.deals.machine.handing import HandingOver
from tests.deals.machine.house import (
    FAMILIES,
    READERS,
    SELLERS,
    STAFF,
    Move,
    build_house,
)
from tests.deals.machine.invariants import NOTHING, Seen, check
from tests.deals.machine.leading import Leading, anybody, places
from tests.deals.machine.settling import Settling
from tests.edi.examples import examples
from tests.web.conftest import services

__all__ = ["services"]
GAMES, STEPS = 25, 30
OF_EVERY_KIND = 1000
"""So many games have every step in them."""
HOURS = (1, 20, 30, 75, 24 * 7, 24 * 25, 24 * 61)


class Trade(Leading, Defending, HandingOver, Settling):
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
            random = self._random(seed)
            self._go_on(random, random.choice(list(self.house.owners)))

    @precondition(lambda self: self.house.owners)
    @rule(seed=st.integers(0, 2**32), times=st.integers(3, 12))
    def one_deal_goes_on(self, seed: int, times: int) -> None:
        """Take several such steps with one deal, so that some get as far as being won."""
        random = self._random(seed)
        deal_id = random.choice(list(self.house.owners))
        for _ in range(times):
            self._go_on(random, deal_id)

    def _go_on(self, random: Random, deal_id: UUID) -> None:
        if fitting := moves.fitting(self.seen.deals[deal_id]):
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
        f" {len(Trade.done)} kinds of step done, the rarest:"
        f" {', '.join(f'{name} {n}' for name, n in Trade.done.most_common()[:-8:-1])}"
    )
    assert sum(Trade.done.values()) > Trade.games
    if examples(GAMES) >= OF_EVERY_KIND:
        never = {"move to qualified"}  # where every sale begins
        assert {*moves.ALL, *moves.ALL_OF_LEADS} - set(Trade.done) == never
