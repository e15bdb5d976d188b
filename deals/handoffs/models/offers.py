"""What a receiver is asked, and what it said."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import Territory
from deals.handoffs.models.refusing import refuse
from deals.handoffs.states import OFFER_TRANSITIONS, Kind, OfferState
from deals.pipeline.states import Stage
from portal.kernel.db import Base, Owned


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
            refuse()
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
