import sqlalchemy as sa

from partners.accounts.browsing.models import SavedView
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(SavedView)
def _views(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own, in the company one acts for."""
    return sa.and_(SavedView.owner_company_id == actor.company_id, SavedView.person_id == actor.id)
