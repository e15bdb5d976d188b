import sqlalchemy as sa

from deals.leads.sheets.models import LeadSheet, LeadSheetRow
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(LeadSheet)
def _sheets(actor: Actor) -> sa.ColumnElement[bool]:
    return _mine(LeadSheet, actor)


@visible_to(LeadSheetRow)
def _rows(actor: Actor) -> sa.ColumnElement[bool]:
    sheets = LeadSheet.__table__.c
    return LeadSheetRow.sheet_id.in_(sa.select(sheets.id).where(_mine(sheets, actor)))


def _mine(sheets: object, actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, in the company one acts for."""
    return sa.and_(
        getattr(sheets, "owner_company_id") == actor.company_id,  # noqa: B009 - class or columns
        getattr(sheets, "person_id") == actor.id,  # noqa: B009
    )
