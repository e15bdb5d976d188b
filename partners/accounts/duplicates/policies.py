import sqlalchemy as sa

from partners.accounts.duplicates.models import AccountIdentity, DuplicateSign, PairDecision
from partners.accounts.models import Account
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(AccountIdentity)
def _identities(actor: Actor) -> sa.ColumnElement[bool]:
    """Show the owner its own: what else a customer is called is no grantee's business."""
    return AccountIdentity.owner_company_id == actor.company_id


@visible_to(DuplicateSign)
def _signs(actor: Actor) -> sa.ColumnElement[bool]:
    return DuplicateSign.owner_company_id == actor.company_id


@visible_to(PairDecision)
def _decisions(actor: Actor) -> sa.ColumnElement[bool]:
    return PairDecision.owner_company_id == actor.company_id


def can_edit(actor: Actor, account: Account) -> bool:
    """Say whether the actor keeps this account: it is its company's own."""
    return actor.has_permission("accounts:write") and actor.is_company(account.owner_company_id)
