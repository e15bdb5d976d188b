"""What the giver does, or agrees to: the hand-off itself, and whom it is offered to."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.handoffs.models.offers import HandOffOffer
from deals.handoffs.models.refusing import refuse
from deals.handoffs.states import (
    HAND_OFF_TRANSITIONS,
    TAKEN,
    WAITING,
    Fallback,
    HandOffState,
    Kind,
)
from deals.models import Deal
from partners.companies.models import Company
from portal.kernel.actor import Actor
from portal.kernel.db import Base, Owned


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
    """The host started it: then the giver opens nothing of its own, also where it agreed."""
    state: Mapped[HandOffState]
    offered_by_id: Mapped[UUID | None]
    offered_by_name: Mapped[str]
    receiver_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    receiver_name: Mapped[str | None]
    """The receiver's trade name when it accepted."""
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.String(1000))
    """Why the giver declined it, or why it was recalled or returned."""
    consent_due_at: Mapped[datetime | None]
    """Until when the giver answers what the host proposed; None if it was not asked."""
    remind_at: Mapped[datetime | None]
    """When the giver is reminded of that; None once it is done, or not worth doing."""
    has_agreed: Mapped[bool | None]
    """The giver's answer; None before it, and for ever if there was none: silence is no consent."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None]
    answered_by_name: Mapped[str | None]
    back_id: Mapped[UUID | None]
    """The giver's deal in which it goes on after it was returned."""

    deal: Mapped[Deal] = relationship(
        primaryjoin="foreign(HandOff.deal_id) == Deal.id", lazy="raise", viewonly=True
    )
    giver: Mapped[Company] = relationship(
        primaryjoin="foreign(HandOff.owner_company_id) == Company.id", lazy="raise", viewonly=True
    )

    def state_at(self, now: datetime) -> HandOffState:
        """Return where it stands by the clock, whatever a job wrote down."""
        return HandOffState.EXPIRED if self.has_lapsed(now) else self.state

    def has_lapsed(self, now: datetime) -> bool:
        """Return whether its giver let the time to answer pass, noted or not."""
        due = self.consent_due_at
        return self.state is HandOffState.PROPOSED and due is not None and due <= now

    def is_open(self, now: datetime) -> bool:
        """Return whether it is proposed or offered, or is being handed over."""
        return self.state_at(now) in WAITING | TAKEN

    @property
    def was_refused(self) -> bool:
        """Whether the giver declined it: then nobody else was ever asked."""
        return self.has_agreed is False

    def may_enter(self, state: HandOffState) -> bool:
        return state in HAND_OFF_TRANSITIONS[self.state]

    def enter(self, state: HandOffState) -> None:
        if not self.may_enter(state):
            refuse()
        self.state, self.remind_at = state, None

    def answer(self, by: Actor, *, has_agreed: bool, at: datetime) -> None:
        """Keep what the giver said to the host's proposal."""
        self.has_agreed, self.answered_at = has_agreed, at
        self.answered_by_id, self.answered_by_name = by.id, by.name

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
        sa.CheckConstraint(
            "consent_due_at IS NULL OR has_agreed IS TRUE"
            " OR state IN ('PROPOSED', 'DECLINED', 'EXPIRED', 'RECALLED')",
            name="silence_is_no_consent",
        ),
        sa.CheckConstraint(
            "(has_agreed IS NULL) = (answered_at IS NULL)", name="answered_when_said"
        ),
        sa.CheckConstraint(
            "state <> 'PROPOSED' OR (consent_due_at IS NOT NULL AND has_agreed IS NULL)",
            name="proposed_for_a_time",
        ),
        sa.Index(
            "uq_handoffs_open",
            "deal_id",
            unique=True,
            postgresql_where=sa.text(
                "state IN ('PROPOSED', 'DRAFT', 'OFFERED', 'ACCEPTED', 'IN_TRANSITION')"
            ),
        ),
        sa.Index("ix_handoffs_deal", "deal_id", sa.text("created_at DESC")),
        sa.Index("ix_handoffs_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_handoffs_state", "state", sa.text("created_at DESC"), "id"),
        sa.Index(
            "ix_handoffs_consent_due_at",
            "consent_due_at",
            postgresql_where=sa.text("state = 'PROPOSED'"),
        ),
        sa.Index(
            "ix_handoffs_remind_at",
            "remind_at",
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        ),
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
    offer: Mapped[HandOffOffer | None] = relationship(lazy="raise", viewonly=True)

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "handoff_id"], ["handoffs.owner_company_id", "handoffs.id"]
        ),
        sa.UniqueConstraint("handoff_id", "position"),
        sa.UniqueConstraint("offer_id"),
    )
