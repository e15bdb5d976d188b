import sqlalchemy as sa

from partners.accounts.duplicates.models import AccountIdentity
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(AccountIdentity)
def _identities(actor: Actor) -> sa.ColumnElement[bool]:
    """Show the owner its own: what else a customer is called is no grantee's business."""
    return AccountIdentity.owner_company_id == actor.company_id
