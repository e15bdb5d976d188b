"""Protections extended and decisions disputed: what takes several steps, one after the other.

Steps drawn one by one hardly ever get that far: an extension is asked for in the last days of a
protection and answered while it waits, and of three verdicts each needs its own dispute.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from deals.models import Deal
from deals.protection.states import ProtectionState
from deals.review.states import Review
from portal.kernel.actor import system_actor
from tests.deals.machine import moves
from tests.deals.machine.house import SELLERS, STAFF
from tests.deals.machine.player import Player

seeds: Final = st.integers(0, 2**32)
LAST_DAYS: Final = (29, 10, 1)
"""Before its end, within the window in which an extension may be asked for."""
ANSWERS: Final = ("grant extension", "grant extension", "decline extension", "revoke")


class Defending(Player):
    """Rules for what partners have and lose; `house` is where they are applied."""

    @rule(seed=seeds)
    def extend(self, seed: int) -> None:
        """Time goes by until an end is near; its partner asks, and the host mostly answers."""
        random, house = self._random(seed), self.house
        running = self._deals(
            sa.select(Deal).where(
                Deal.protection == ProtectionState.ACTIVE, Deal.protected_until.is_not(None)
            )
        )
        if not running:
            return
        deal = random.choice(running)
        assert deal.protected_until is not None
        asks_at = deal.protected_until - timedelta(days=random.choice(LAST_DAYS))
        if asks_at > house.clock.at:
            hours = (asks_at - house.clock.at) / timedelta(hours=1)
            house.pass_time(hours, is_noted=random.random() < 0.5)
            self.everything_holds()
        self._take("ask for extension", self._seller(random, deal.id), deal.id)
        if random.random() < 0.8:
            self._take(random.choice(ANSWERS), random.choice(STAFF), deal.id)

    @rule(seed=seeds)
    def argue(self, seed: int) -> None:
        """A partner does not accept a decision; somebody else at the host looks at it again."""
        random = self._random(seed)
        lost = self._deals(
            sa.select(Deal).where(
                sa.or_(
                    Deal.review.in_([Review.REJECTED, Review.WAIT_LISTED]),
                    Deal.protection == ProtectionState.REVOKED,
                )
            )
        )
        if not lost:
            return
        deal_id = random.choice(lost).id
        self._take("dispute", self._seller(random, deal_id), deal_id)
        if random.random() < 0.5:
            self._take("investigate", random.choice(STAFF), deal_id)
        self._take(random.choice(moves.VERDICTS), random.choice(STAFF), deal_id)
        if random.random() < 0.5:
            self._take("appeal", self._seller(random, deal_id), deal_id)

    def _take(self, move: str, who: str, deal_id: UUID) -> None:
        self.house.on_deal(move, who, deal_id, moves.ALL[move])
        self.everything_holds()

    def _seller(self, random: Random, deal_id: UUID) -> str:
        return random.choice(SELLERS[self.house.owners[deal_id]])

    def _deals(self, statement: sa.Select[Deal]) -> Sequence[Deal]:
        with self._database.work(system_actor("test")) as work:
            return work.all(statement.order_by(Deal.submission_sequence, Deal.id))
