"""Campaigns of the host, and who answered them from where."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.catalogue.models import ProductFamily
from portal.kernel.db import Base, Owned


class Campaign(Owned, Base):
    """A page of the portal on which anybody can say that they may buy.

    Visitors see its title, text and product family; the name is for the host's own people.
    """

    __tablename__ = "campaigns"

    name: Mapped[str] = mapped_column(sa.String(80))
    slug: Mapped[str] = mapped_column(sa.String(60))
    """How its address ends."""
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.String(2000))
    family_code: Mapped[str | None] = mapped_column(sa.ForeignKey("product_families.code"))
    """What it is about; None lets the visitor choose."""
    ends_on: Mapped[date | None]
    """The last day on which it is answered, in the host's zone."""
    is_closed: Mapped[bool] = mapped_column(default=False)

    family: Mapped[ProductFamily | None] = relationship(lazy="raise", viewonly=True)

    def is_open(self, today: date) -> bool:
        """Return whether it takes answers on a day of the host's calendar."""
        return not self.is_closed and (self.ends_on is None or today <= self.ends_on)

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("slug"),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_is_plain"),
        sa.Index("ix_campaigns_newest", "owner_company_id", sa.text("created_at DESC"), "id"),
    )


class CampaignAnswer(Owned, Base):
    """Which lead came from which campaign, and from which site: for the host's eyes alone."""

    __tablename__ = "campaign_answers"

    campaign_id: Mapped[UUID]
    lead_id: Mapped[UUID]
    address: Mapped[str] = mapped_column(sa.String(64))
    """The visitor's network address; of IPv6 the site (`portal.kernel.network_sites`)."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "campaign_id"], ["campaigns.owner_company_id", "campaigns.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"], ["leads.owner_company_id", "leads.id"]
        ),
        sa.UniqueConstraint("lead_id"),
        sa.Index("ix_campaign_answers_campaign", "campaign_id"),
        sa.Index("ix_campaign_answers_recent", "created_at", "address"),
    )
