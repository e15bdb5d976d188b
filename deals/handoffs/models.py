"""Hand-offs, in tables by who may read them: what the giver does, whom it asks, what each is shown.

No column of a row is hidden from somebody who sees the row, so that row security alone is enough.
"""

from datetime import datetime
from decimal import Decimal
from typing import NoReturn
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import Territory
from deals.handoffs.states import (
    HAND_OFF_TRANSITIONS,
    OFFER_TRANSITIONS,
    TAKEN,
    WAITING,
    Fallback,
    HandOffState,
    Kind,
    OfferState,
    Side,
    Task,
)
from deals.models import Deal
from deals.pipeline.states import Stage
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class HandOff(Owned, Base):
    """A deal that its owner, the giver, gives to another company. It names the customer."""

    __tablename__ = "handoffs"

    deal_id: Mapped[UUID]
    kind: Mapped[Kind]
    responsibilities: Mapped[str] = mapped_column(sa.String(1000))
    """Who does what from then on; read before the acceptance too."""
    percent: Mapped[int]
    """Per cent of the whole deal that are attributed to the receiver."""
    fallback: Mapped[Fallback]
    is_hosts: Mapped[bool]
    """The host started it: then the giver consented to nothing, and opens nothing of its own."""
    state: Mapped[HandOffState]
    offered_by_id: Mapped[UUID | None]
    offered_by_name: Mapped[str]
    receiver_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    receiver_name: Mapped[str | None]
    """The receiver's trade name when it accepted."""
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.String(1000))
    """Why it was recalled or returned."""
    back_id: Mapped[UUID | None]
    """The giver's deal in which it goes on after it was returned."""

    deal: Mapped[Deal] = relationship(
        primaryjoin="foreign(HandOff.deal_id) == Deal.id", lazy="raise", viewonly=True
    )
    giver: Mapped[Company] = relationship(
        primaryjoin="foreign(HandOff.owner_company_id) == Company.id", lazy="raise", viewonly=True
    )

    @property
    def is_open(self) -> bool:
        """Whether it is offered, or is being handed over."""
        return self.state in WAITING | TAKEN

    def may_enter(self, state: HandOffState) -> bool:
        return state in HAND_OFF_TRANSITIONS[self.state]

    def enter(self, state: HandOffState) -> None:
        if not self.may_enter(state):
            _refuse()
        self.state = state

    def accept(self, receiver: Company, *, at: datetime) -> None:
        self.enter(HandOffState.ACCEPTED)
        self.receiver_company_id, self.receiver_name = receiver.id, receiver.trade_name
        self.accepted_at = at

    def end(self, state: HandOffState, *, at: datetime, reason: str | None = None) -> None:
        self.enter(state)
        self.ended_at, self.reason = at, reason

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "back_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_is_one"),
        sa.CheckConstraint(
            "(receiver_company_id IS NOT NULL)"
            " = (state IN ('ACCEPTED', 'IN_TRANSITION', 'COMPLETED', 'RETURNED'))",
            name="whoever_took_it",
        ),
        sa.Index(
            "uq_handoffs_open",
            "deal_id",
            unique=True,
            postgresql_where=sa.text("state IN ('DRAFT', 'OFFERED', 'ACCEPTED', 'IN_TRANSITION')"),
        ),
        sa.Index("ix_handoffs_deal", "deal_id", sa.text("created_at DESC")),
        sa.Index("ix_handoffs_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_handoffs_state", "state", sa.text("created_at DESC"), "id"),
    )


class HandOffTurn(Owned, Base):
    """Whom a hand-off is offered to, one after the other. Receivers read none of it.

    Turns that the host chose are for the host's people alone, not for the giver.
    """

    __tablename__ = "handoff_turns"

    handoff_id: Mapped[UUID]
    position: Mapped[int]
    company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    is_hosts_choice: Mapped[bool]
    offer_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("handoff_offers.id"))
    """None until it is asked."""
    grant_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("account_share_grants.id"))
    """The grant on the customer that was made for it, or widened; undone when the deal returns."""
    widened_by: Mapped[list[str] | None] = mapped_column(ARRAY(sa.String(32)))
    """What was added to a grant that was there before; None if it was made for this."""

    company: Mapped[Company | None] = relationship(
        foreign_keys=[company_id], lazy="raise", viewonly=True
    )
    offer: Mapped["HandOffOffer | None"] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "handoff_id"], ["handoffs.owner_company_id", "handoffs.id"]
        ),
        sa.UniqueConstraint("handoff_id", "position"),
        sa.UniqueConstraint("offer_id"),
    )


class HandOffOffer(Owned, Base):
    """A hand-off offered to the company that owns this row, with its own redacted copy.

    Who the customer is, who gives it and what it became are filled in when it is accepted.
    """

    __tablename__ = "handoff_offers"

    handoff_id: Mapped[UUID] = mapped_column(sa.ForeignKey("handoffs.id"))
    kind: Mapped[Kind]
    from_name: Mapped[str]
    """Who asks: the giver, or the host where it was the host that chose the receiver."""
    country: Mapped[str] = mapped_column(sa.String(2))
    territory_code: Mapped[str] = mapped_column(sa.ForeignKey("territories.code"))
    families: Mapped[str]
    """Names of the product families, as words."""
    currency: Mapped[str] = mapped_column(sa.String(3))
    value_from: Mapped[Decimal]
    value_below: Mapped[Decimal | None]
    """The band in which the value lies; None is no upper bound."""
    stage: Mapped[Stage]
    quarter: Mapped[str] = mapped_column(sa.String(7))
    """In which the deal is expected to close, as 2027-Q1."""
    responsibilities: Mapped[str] = mapped_column(sa.String(1000))
    percent: Mapped[int]
    state: Mapped[OfferState]
    expires_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    """When its receiver is reminded; None once that is done, or not worth doing."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None]
    answered_by_name: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(sa.String(1000))
    giver_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    giver_name: Mapped[str | None]
    customer_name: Mapped[str | None]
    deal_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("deals.id"))
    """The receiver's own deal, of a transfer."""

    territory: Mapped[Territory] = relationship(lazy="raise", viewonly=True)

    def state_at(self, now: datetime) -> OfferState:
        """Return where it stands by the clock, whatever a job wrote down."""
        has_lapsed = self.state is OfferState.PENDING and self.expires_at <= now
        return OfferState.EXPIRED if has_lapsed else self.state

    def is_open(self, now: datetime) -> bool:
        return self.state_at(now) is OfferState.PENDING

    def enter(self, state: OfferState, *, at: datetime) -> None:
        if state not in OFFER_TRANSITIONS[self.state]:
            _refuse()
        self.state, self.remind_at = state, None
        self.answered_at = self.answered_at or at

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.CheckConstraint(
            "(customer_name IS NOT NULL) = (state IN ('ACCEPTED', 'COMPLETED', 'RETURNED'))",
            name="named_once_accepted",
        ),
        sa.Index(
            "uq_handoff_offers_pending",
            "handoff_id",
            unique=True,
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
        sa.Index(
            "uq_handoff_offers_accepted",
            "handoff_id",
            unique=True,
            postgresql_where=sa.text("state IN ('ACCEPTED', 'COMPLETED', 'RETURNED')"),
        ),
        sa.Index("ix_handoff_offers_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_handoff_offers_deal", "deal_id"),
        sa.Index(
            "ix_handoff_offers_expires_at",
            "expires_at",
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
        sa.Index(
            "ix_handoff_offers_remind_at",
            "remind_at",
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        ),
    )


class HandOffTask(Owned, Base):
    """A step of a hand-over that was accepted, for both sides to see and one of them to do."""

    __tablename__ = "handoff_tasks"

    handoff_id: Mapped[UUID]
    receiver_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    position: Mapped[int]
    task: Mapped[Task]
    side: Mapped[Side]
    done_at: Mapped[datetime | None]
    done_by_name: Mapped[str | None]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "handoff_id"], ["handoffs.owner_company_id", "handoffs.id"]
        ),
        sa.UniqueConstraint("handoff_id", "task"),
    )


class HandOffReceipt(Owned, Base):
    """What was agreed, for one of the two companies: the same words and the same hash for both."""

    __tablename__ = "handoff_receipts"

    handoff_id: Mapped[UUID] = mapped_column(sa.ForeignKey("handoffs.id"))
    side: Mapped[Side]
    content: Mapped[str]
    """Canonical JSON: keys in order, no spaces, UTF-8."""
    sha256: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.UniqueConstraint("handoff_id", "side"),)


def _refuse() -> NoReturn:
    raise TransitionRefused(
        said("This hand-off has moved on, so this step is not open any more. Look at it again.")
    )
