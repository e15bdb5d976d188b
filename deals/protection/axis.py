"""The second axis of a deal: whether, from when and until when its partner is protected."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from deals.numbered import Numbered
from deals.protection.states import (
    PROTECTION_TRANSITIONS,
    RUNNING,
    ProtectionState,
    RevocationReason,
)


class ProtectionAxis(Numbered):
    """The columns and steps of a protection. What a decision does to it, the deal knows."""

    protection: Mapped[ProtectionState] = mapped_column(default=ProtectionState.NONE)
    is_exclusive: Mapped[bool] = mapped_column(default=True)
    left_out: Mapped[list[str]] = mapped_column(ARRAY(sa.String(16)), default=list)
    """Product families that a split left to others; it does not protect them."""
    protected_from: Mapped[datetime | None]
    protected_until: Mapped[datetime | None]
    """None while nothing ends it: it is provisional, or an extension is being decided."""
    reminded_days: Mapped[int | None]
    """The last reminder of its end that was sent, in days before it."""
    revoked_for: Mapped[RevocationReason | None]

    def run_until(self, until: datetime | None) -> None:
        """Let a protection that was approved run until an instant, or until somebody decides."""
        if self.protection is not ProtectionState.ACTIVE:
            raise self._moved_on()
        self.protected_until = until

    def end_protection(self, state: ProtectionState, *, at: datetime) -> None:
        """End it now; one that ran out before ended when it ran out."""
        self._enter_protection(state)
        self.protected_until = min(self.protected_until or at, at)

    def protection_runs(self, now: datetime) -> bool:
        """Return whether what was given has not ended yet."""
        return self.protection in RUNNING and (
            self.protected_until is None or self.protected_until > now
        )

    @property
    def was_handed_over(self) -> bool:
        """Whether another company sells it now, with a deal of its own; this one stays as it is."""
        return self.protection is ProtectionState.TRANSFERRED

    def _protect(
        self, *, at: datetime, until: datetime, is_exclusive: bool, left_out: Sequence[str]
    ) -> None:
        self._enter_protection(ProtectionState.ACTIVE)
        self.protected_from, self.protected_until = at, until
        self.is_exclusive, self.left_out = is_exclusive, list(left_out)

    def _protect_again(self, *, until: datetime, is_exclusive: bool) -> None:
        if self.protection is not ProtectionState.REVOKED:
            raise self._moved_on()
        self._enter_protection(ProtectionState.ACTIVE)
        self.protected_until, self.is_exclusive = until, is_exclusive
        self.revoked_for = self.reminded_days = None

    def _forget_revoked(self) -> None:
        if self.protection is ProtectionState.REVOKED:
            self._enter_protection(ProtectionState.NONE)
            self.protected_from = self.protected_until = None

    def _enter_protection(self, state: ProtectionState) -> None:
        if state not in PROTECTION_TRANSITIONS[self.protection]:
            raise self._moved_on()
        self.protection = state
