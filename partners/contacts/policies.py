"""Who may see contacts (see `partners.accounts.audience`), and who may write them down."""

import sqlalchemy as sa

from partners.accounts.audience import Audience, Standing, readable_on_account
from partners.accounts.models import GrantObject
from partners.contacts.models import Contact
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Contact)
def _contacts(actor: Actor) -> sa.ColumnElement[bool]:
    return readable_on_account(Contact, actor, GrantObject.CONTACTS)


def can_add(actor: Actor, standing: Standing, audience: Audience) -> bool:
    """For itself any company that sees the account; for others, with a grant that lets it add."""
    return actor.has_permission("contacts:write") and (
        audience is Audience.INTERNAL or can_share(standing)
    )


def can_share(standing: Standing) -> bool:
    return standing.may_share(GrantObject.CONTACTS)


def can_change(actor: Actor, contact: Contact) -> bool:
    return actor.has_permission("contacts:write") and actor.is_company(contact.owner_company_id)
