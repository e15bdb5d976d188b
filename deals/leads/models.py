"""Leads, in three tables by who may read them: what it is about, whom to call, who was asked.

No column of a row is hidden from somebody who sees the row, so that row security alone is enough.
"""

from datetime import datetime
from typing import NoReturn
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import ProductFamily, Territory
from deals.leads.states import (
    LEAD_TRANSITIONS,
    OFFER_TRANSITIONS,
    LeadState,
    OfferState,
    Rule,
    Size,
)
from partners.companies.models import Company
from portal.kernel.db import Base, Owned
from portal.kernel.errors import TransitionRefused
from portal.kernel.words import said


class Lead(Owned, Base):
    """Somebody who may buy, found by the host. It says nothing of who that is (`LeadContact`)."""

    __tablename__ = "leads"

    source: Mapped[str] = mapped_column(sa.String(80))
    industry: Mapped[str] = mapped_column(sa.String(80))
    country: Mapped[str] = mapped_column(sa.String(2))
    territory_code: Mapped[str] = mapped_column(sa.ForeignKey("territories.code"))
    family_code: Mapped[str] = mapped_column(sa.ForeignKey("product_families.code"))
    size: Mapped[Size]
    state: Mapped[LeadState]
    rule: Mapped[Rule | None]
    """By which rule it was offered last."""
    holder_company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("companies.id"))
    accepted_at: Mapped[datetime | None]
    contact_due_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    """When its holder is reminded of the first contact; None once that is done, or not worth it."""
    late_told_at: Mapped[datetime | None]
    """When the host was told that the customer was not reached in time."""
    contacted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.String(2000))
    """Why it was retired or rejected."""
    deal_id: Mapped[UUID | None]
    """The holder's registration that it became."""

    family: Mapped[ProductFamily] = relationship(lazy="raise", viewonly=True)
    territory: Mapped[Territory] = relationship(lazy="raise", viewonly=True)
    holder: Mapped[Company | None] = relationship(
        foreign_keys=[holder_company_id], lazy="raise", viewonly=True
    )
    contact: Mapped["LeadContact"] = relationship(lazy="raise", viewonly=True)

    def may_enter(self, state: LeadState) -> bool:
        return state in LEAD_TRANSITIONS[self.state]

    def enter(self, state: LeadState) -> None:
        if not self.may_enter(state):
            _refuse()
        self.state = state

    def accept(
        self, holder_id: UUID, *, at: datetime, contact_due_at: datetime, remind_at: datetime | None
    ) -> None:
        self.enter(LeadState.ACCEPTED)
        self.holder_company_id = holder_id
        self.accepted_at, self.contact_due_at, self.remind_at = at, contact_due_at, remind_at

    def take_back(self) -> None:
        """Undo offers or an acceptance: nobody holds it, and it can be offered again."""
        self.enter(LeadState.QUALIFIED)
        self.holder_company_id = self.accepted_at = self.contact_due_at = None
        self.remind_at = self.late_told_at = None

    def reach(self, *, at: datetime) -> None:
        self.enter(LeadState.CONTACTED)
        self.contacted_at = at

    def convert(self, deal_id: UUID, *, at: datetime) -> None:
        self.enter(LeadState.CONVERTED)
        self.deal_id, self.closed_at = deal_id, at

    def close(self, state: LeadState, reason: str, *, at: datetime) -> None:
        self.enter(state)
        self.reason, self.closed_at = reason, at

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.ForeignKeyConstraint(
            ["holder_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.CheckConstraint(
            "CASE WHEN state IN ('ACCEPTED', 'CONTACTED', 'CONVERTED')"
            " THEN holder_company_id IS NOT NULL"
            " WHEN state <> 'RETIRED' THEN holder_company_id IS NULL ELSE true END",
            name="who_holds_it",
        ),
        sa.CheckConstraint(
            "(deal_id IS NOT NULL) = (state = 'CONVERTED')", name="converted_into_a_deal"
        ),
        sa.Index("ix_leads_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index("ix_leads_state", "state", sa.text("created_at DESC"), "id"),
        sa.Index("ix_leads_holder", "holder_company_id", "state"),
        sa.Index("ix_leads_deal_id", "deal_id", postgresql_where=sa.text("deal_id IS NOT NULL")),
        sa.Index(
            "ix_leads_remind_at",
            "remind_at",
            postgresql_where=sa.text("state = 'ACCEPTED' AND remind_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_leads_contact_due_at",
            "contact_due_at",
            postgresql_where=sa.text("state = 'ACCEPTED'"),
        ),
    )


class LeadContact(Owned, Base):
    """Who the customer is and whom to call: for the host, and the company that accepted."""

    __tablename__ = "lead_contacts"

    lead_id: Mapped[UUID]
    customer_name: Mapped[str] = mapped_column(sa.String(200))
    domain: Mapped[str | None] = mapped_column(sa.String(253))
    contact_name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    need: Mapped[str] = mapped_column(sa.String(2000))
    consented_at: Mapped[datetime | None]
    """When the contact agreed to be called by a partner, if they entered it themselves."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"], ["leads.owner_company_id", "leads.id"]
        ),
        sa.UniqueConstraint("lead_id"),
        sa.Index("ix_lead_contacts_email", "owner_company_id", sa.text("lower(email)")),
    )


class LeadOffer(Owned, Base):
    """A lead offered to the partner that owns this row, with its own copy of what it may know."""

    __tablename__ = "lead_offers"

    lead_id: Mapped[UUID] = mapped_column(sa.ForeignKey("leads.id"))
    rule: Mapped[Rule]
    industry: Mapped[str] = mapped_column(sa.String(80))
    country: Mapped[str] = mapped_column(sa.String(2))
    territory_code: Mapped[str] = mapped_column(sa.ForeignKey("territories.code"))
    family_code: Mapped[str] = mapped_column(sa.ForeignKey("product_families.code"))
    size: Mapped[Size]
    state: Mapped[OfferState]
    expires_at: Mapped[datetime]
    answer_days: Mapped[int]
    contact_days: Mapped[int]
    """Business days promised with it, whatever the programme says later."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None]
    answered_by_name: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(sa.String(2000))

    family: Mapped[ProductFamily] = relationship(lazy="raise", viewonly=True)
    territory: Mapped[Territory] = relationship(lazy="raise", viewonly=True)
    partner: Mapped[Company] = relationship(
        primaryjoin="foreign(LeadOffer.owner_company_id) == Company.id",
        lazy="raise",
        viewonly=True,
    )
    lead: Mapped[Lead | None] = relationship(lazy="raise", viewonly=True)

    @property
    def accepted_lead(self) -> Lead | None:
        """The lead itself, where the partner accepted it and nothing has taken it back."""
        return self.lead if self.state is OfferState.ACCEPTED else None

    def state_at(self, now: datetime) -> OfferState:
        """Return where it stands by the clock, whatever a job wrote down."""
        has_lapsed = self.state is OfferState.PENDING and self.expires_at <= now
        return OfferState.EXPIRED if has_lapsed else self.state

    def is_open(self, now: datetime) -> bool:
        return self.state_at(now) is OfferState.PENDING

    def enter(self, state: OfferState, *, at: datetime) -> None:
        if state not in OFFER_TRANSITIONS[self.state]:
            _refuse()
        self.state, self.answered_at = state, at

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.Index(
            "uq_lead_offers_accepted",
            "lead_id",
            unique=True,
            postgresql_where=sa.text("state = 'ACCEPTED'"),
        ),
        sa.Index(
            "uq_lead_offers_pending",
            "lead_id",
            "owner_company_id",
            unique=True,
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
        sa.Index("ix_lead_offers_lead", "lead_id", "created_at"),
        sa.Index("ix_lead_offers_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
        sa.Index(
            "ix_lead_offers_expires_at",
            "expires_at",
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
    )


def _refuse() -> NoReturn:
    raise TransitionRefused(
        said("This lead has moved on, so this step is not open any more. Look at it again.")
    )
