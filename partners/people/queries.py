"""Reads of people that several packages need."""

from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import PartnerRelationship
from portal.kernel.db import Work


def channel_manager_of(work: Work, partner_id: UUID) -> UUID | None:
    """Return the person at the host who looks after a partner, if one is assigned."""
    return work.session.scalar(
        sa.select(PartnerRelationship.channel_manager_id).where(
            PartnerRelationship.partner_id == partner_id
        )
    )
