import sqlalchemy as sa

from deals.sheets.models import DealSheet
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(DealSheet)
def _sheets(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, in the company one acts for."""
    return sa.and_(DealSheet.owner_company_id == actor.company_id, DealSheet.person_id == actor.id)
