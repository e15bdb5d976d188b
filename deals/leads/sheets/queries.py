from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from deals.leads.models import Lead, LeadContact
from deals.leads.sheets.models import KEPT, LeadSheet, LeadSheetRow, RowState
from deals.sheets.models import SheetState
from portal.kernel.db import Work, raw

ATTENTION = (RowState.FAULTY, RowState.LEFT_OUT)


def sheets_of(work: Work, limit: int = 20) -> Sequence[LeadSheet]:
    """Return the actor's own sheets, the newest first."""
    return work.all(
        sa.select(LeadSheet)
        .where(LeadSheet.created_at > work.now - KEPT)
        .order_by(LeadSheet.created_at.desc(), LeadSheet.id.desc())
        .limit(limit)
    )


def delete_expired(work: Work) -> int:
    """Delete sheets that were kept for their time, but one at work, with their rows; count them."""
    expired = sa.select(LeadSheet.id).where(
        LeadSheet.created_at <= work.now - KEPT, LeadSheet.state != SheetState.RUNNING
    )
    work.session.execute(
        sa.delete(LeadSheetRow).where(LeadSheetRow.sheet_id.in_(expired)),
        execution_options={"synchronize_session": False},
    )
    deleted = sa.delete(LeadSheet).where(LeadSheet.id.in_(expired)).returning(LeadSheet.id)
    return len(
        work.session.scalars(deleted, execution_options={"synchronize_session": False}).all()
    )


def rows_page(
    work: Work, sheet: LeadSheet, *, only_attention: bool, after: int = 0, limit: int = 50
) -> Sequence[LeadSheetRow]:
    """Return rows of a sheet in their order, past a number."""
    statement = (
        sa.select(LeadSheetRow)
        .where(LeadSheetRow.sheet_id == sheet.id, LeadSheetRow.number > after)
        .order_by(LeadSheetRow.number)
        .limit(limit)
    )
    if only_attention:
        statement = statement.where(LeadSheetRow.state.in_(ATTENTION))
    return work.all(statement)


def next_row(work: Work, sheet_id: UUID) -> LeadSheetRow | None:
    return work.session.scalars(
        sa.select(LeadSheetRow)
        .where(LeadSheetRow.sheet_id == sheet_id, LeadSheetRow.state == RowState.READY)
        .order_by(LeadSheetRow.number)
        .limit(1)
    ).first()


def keys_before(work: Work, sheet_id: UUID, keys: Collection[str]) -> set[str]:
    """Return which keys rows of a sheet have that were read already, and found right."""
    found = sa.select(LeadSheetRow.key).where(
        LeadSheetRow.sheet_id == sheet_id,
        LeadSheetRow.key.in_(set(keys) - {""}),
        LeadSheetRow.state == RowState.READY,
    )
    return set(work.session.scalars(found))


def leads_of(work: Work, owner: UUID, emails: Collection[str]) -> dict[tuple[str, str], UUID]:
    """Return the leads of people by e-mail (in lower case) and product family.

    For the portal itself: also those of partners that the reader does not look after.
    """
    email = sa.func.lower(LeadContact.email)
    rows = work.session.execute(
        sa.select(email, Lead.family_code, Lead.id)
        .join(Lead, Lead.id == LeadContact.lead_id)
        .where(LeadContact.owner_company_id == owner, email.in_(emails))
        .order_by(Lead.created_at.desc())
    )
    return {(address, family): lead_id for address, family, lead_id in rows}


def visible_of(work: Work, lead_ids: Collection[UUID]) -> set[UUID]:
    """Return which of some leads the reader sees."""
    if not lead_ids:
        return set()
    return set(work.session.scalars(sa.select(Lead.id).where(Lead.id.in_(lead_ids))))


def wait_for_sheets(work: Work, company_id: UUID) -> None:
    """Let one row after the other of a company's sheets be taken in."""
    key = sa.func.hashtextextended(f"lead sheets of {company_id}", 0)
    work.session.execute(raw(sa.select(sa.func.pg_advisory_xact_lock(key)), "a lock reads no rows"))
