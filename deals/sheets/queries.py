from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from deals.models import Deal
from deals.sheets.models import DealSheet
from partners.accounts.models import Account
from portal.kernel.db import Work, raw


def sheets_of(work: Work, limit: int = 20) -> Sequence[DealSheet]:
    """Return the actor's own sheets, the newest first."""
    newest = DealSheet.created_at.desc(), DealSheet.id.desc()
    return work.all(sa.select(DealSheet).order_by(*newest).limit(limit))


def customers(work: Work, names: Collection[str]) -> Sequence[Account]:
    """Return the visible accounts of these names or web domains, written in lower case."""
    if not names:
        return []
    return work.all(
        sa.select(Account).where(
            sa.or_(sa.func.lower(Account.name).in_(names), sa.func.lower(Account.domain).in_(names))
        )
    )


def registered_crm_ids(work: Work, company_id: UUID, crm_ids: Collection[str]) -> set[str]:
    """Return which of its CRM ids a company registered before. For the portal itself."""
    found = sa.select(Deal.crm_id).where(
        Deal.owner_company_id == company_id, Deal.crm_id.in_(crm_ids)
    )
    return {each for each in work.session.scalars(found) if each}


def wait_for_sheets(work: Work, company_id: UUID) -> None:
    """Let one row after the other of a company's sheets be registered."""
    key = sa.func.hashtextextended(f"deal sheets of {company_id}", 0)
    work.session.execute(raw(sa.select(sa.func.pg_advisory_xact_lock(key)), "a lock reads no rows"))
