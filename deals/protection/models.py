"""Protections, what was asked to let one last longer, and the rest after one ended."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from deals.protection.states import ProtectionState
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Protection(Owned, Base):
    """A partner is alone on (end customer, product family, leaf territory) for a span of time.

    That no two exclusive ones overlap is the database's guarantee, not a query's opinion. A span
    without an end is provisional, or held open by a request to extend it. One that is not exclusive
    keeps nobody away.
    """

    __tablename__ = "protections"

    deal_id: Mapped[UUID]
    customer_key: Mapped[str]
    family_code: Mapped[str]
    territory_code: Mapped[str]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    is_exclusive: Mapped[bool] = mapped_column(default=True)
    state: Mapped[ProtectionState]

    def run(self, until: datetime | None) -> None:
        """Let it run until an instant, or until somebody decides."""
        self.during = Range(self.during.lower, until)

    def end(self, state: ProtectionState, *, at: datetime) -> None:
        """End it now; one that ran out before ended when it ran out."""
        self.state = state
        ends = self.during.upper
        if ends is None or ends > at:
            self.during = Range(self.during.lower, at)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index("ix_protections_deal", "deal_id"),
        ExcludeConstraint(
            ("customer_key", "="),
            ("family_code", "="),
            ("territory_code", "="),
            ("during", "&&"),
            where=sa.text("is_exclusive AND state IN ('PROVISIONAL', 'ACTIVE')"),
            using="gist",
            name="ex_protections_one_exclusive",
        ),
    )


class ExtensionState(StrEnum):
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    DECLINED = "DECLINED"
    DROPPED = "DROPPED"
    """The protection ended another way before anybody answered."""


class ExtensionRequest(Owned, Base):
    """A partner asks that a protection lasts longer, and says what it has achieved.

    Until it is answered the protection does not end. One is granted at the most.
    """

    __tablename__ = "extension_requests"

    deal_id: Mapped[UUID]
    evidence: Mapped[str] = mapped_column(sa.String(2000))
    ends_at: Mapped[datetime]
    """When the protection was going to end; from there a granted extension counts."""
    asked_by_id: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    state: Mapped[ExtensionState]
    answered_at: Mapped[datetime | None]

    def answer(self, state: ExtensionState, *, at: datetime) -> None:
        if self.state is not ExtensionState.ASKED:
            raise TransitionRefused(said("This request was answered meanwhile."))
        self.state = state
        self.answered_at = at

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.Index(
            "uq_extension_requests_one",
            "deal_id",
            unique=True,
            postgresql_where=sa.text("state IN ('ASKED', 'GRANTED')"),
        ),
        sa.Index("ix_extension_requests_deal", "deal_id", sa.text("created_at DESC")),
        sa.Index(
            "ix_extension_requests_asked",
            "created_at",
            postgresql_where=sa.text("state = 'ASKED'"),
        ),
    )


class CoolingOff(Owned, Base):
    """Until when a partner does not register a customer anew whose protection it had.

    Everybody at the partner may know it: it names the customer and a day, and no deal.
    """

    __tablename__ = "cooling_offs"

    customer_key: Mapped[str]
    until: Mapped[datetime]

    __table_args__ = (
        sa.Index("ix_cooling_offs_customer", "owner_company_id", "customer_key", "until"),
    )
