"""What won deals earn, approved, paid and taken back, as one more thing that people do."""

from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from deals.commissions.actions import approve, claw_back, pay
from deals.commissions.models import CommissionEntry, EntryKind
from portal.kernel.actor import system_actor
from tests.deals.machine.house import FINANCE
from tests.deals.machine.moves import WHY
from tests.deals.machine.player import Player

PARTS: Final = (None, Decimal("0.01"), Decimal("1000.00"), Decimal("4600.01"))


class Settling(Player):
    """A rule for the ledger; `house` is where it is applied."""

    @rule(seed=st.integers(0, 2**32))
    def settle(self, seed: int) -> None:
        """Mostly by the host's finance, of all or of a part, and sometimes too much."""
        random, house = self._random(seed), self.house
        accruals = self._accruals()
        if not accruals:
            return
        entry_id, amount = random.choice(accruals), random.choice(PARTS)
        who = random.choice([*FINANCE, *FINANCE, "alice", "dana"])
        step = random.choice(["approve commission", "pay", "claw back"])

        def act() -> None:
            with self._database.work(house.actors[who]) as work:
                accrual = work.get(CommissionEntry, entry_id)
                match step:
                    case "approve commission":
                        approve(work, accrual, amount)
                    case "pay":
                        pay(work, accrual, amount, "SEPA 4711", work.now.date())
                    case _:
                        claw_back(work, accrual, amount, WHY)
                work.flush()

        house.attempt(step, act)

    def _accruals(self) -> list[UUID]:
        with self._database.work(system_actor("test")) as work:
            return list(
                work.session.scalars(
                    sa.select(CommissionEntry.id)
                    .where(CommissionEntry.kind == EntryKind.ACCRUED)
                    .order_by(CommissionEntry.created_at, CommissionEntry.id)
                )
            )
