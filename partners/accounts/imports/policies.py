import sqlalchemy as sa

from partners.accounts.imports.models import AccountImport
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(AccountImport)
def _imports(actor: Actor) -> sa.ColumnElement[bool]:
    """Show the company its own."""
    return AccountImport.owner_company_id == actor.company_id
