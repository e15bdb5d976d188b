"""Who hears the bell of a partner's record: those the read rules show it to, and nobody else.

A bell carries ids. So it rings for a whole company only if each of its people may see the record;
otherwise for those of the wide reach (`reach_audience`), and by name for whom the reach is
personal: the channel manager who looks after the partner, the seller who registered the deal.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import Company, CompanyKind, PartnerRelationship
from portal.kernel.actor import Reach
from portal.kernel.bell import company_audience, person_audience, reach_audience
from portal.kernel.db import Work
from portal.kernel.subjects import subject_name, subject_type


def both_sides(work: Work, record: Any) -> list[str]:
    """Return who hears of a partner's record, at the partner and at the host."""
    partner_id = record.owner_company_id
    return [*at_partner(partner_id, record), *at_host(work, partner_id)]


def at_partner(partner_id: UUID, record: Any) -> list[str]:
    """Return who of a company hears of one of its records (of a registered kind).

    Everybody, unless sellers see only what they registered themselves.
    """
    if not subject_type(subject_name(record)).restricted_to_submitter:
        return [company_audience(partner_id)]
    everyone_else = reach_audience(partner_id, Reach.COMPANY)
    submitter = record.submitter_id
    return [everyone_else, person_audience(submitter)] if submitter else [everyone_else]


def at_host(work: Work, partner_id: UUID) -> list[str]:
    """Return who at the host hears of what a partner owns: those who look after it."""
    manager = (
        sa.select(PartnerRelationship.channel_manager_id)
        .where(PartnerRelationship.partner_id == partner_id)
        .scalar_subquery()
    )
    statement = sa.select(Company.id, manager).where(Company.kind == CompanyKind.HOST)
    host_id, manager_id = work.session.execute(statement).one()
    everyone_else = reach_audience(host_id, Reach.ALL)
    return [everyone_else, person_audience(manager_id)] if manager_id else [everyone_else]
