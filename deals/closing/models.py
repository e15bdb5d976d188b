"""What becomes of a partner's open deals when the partner leaves."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from deals.models import Deal
from portal.kernel.db import Base, Owned


class Closure(StrEnum):
    """What becomes of a deal.

    HAND_BACK: the customer goes back to the host. CLOSE: the deal ends. KEEP: the partner stays
    protected until the protection ends by itself.
    """

    HAND_BACK = "HAND_BACK"
    CLOSE = "CLOSE"
    KEEP = "KEEP"


class ClosurePlan(Owned, Base):
    """The plan for one open deal. The partner owns it, as the deal; the host decides it."""

    __tablename__ = "closure_plans"

    deal_id: Mapped[UUID]
    closure: Mapped[Closure]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str]

    deal: Mapped[Deal] = relationship(
        primaryjoin="foreign(ClosurePlan.deal_id) == Deal.id", lazy="raise", viewonly=True
    )

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"], ["deals.owner_company_id", "deals.id"]
        ),
        sa.UniqueConstraint("deal_id"),
    )
