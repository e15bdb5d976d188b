import sqlalchemy as sa

from partners.accounts.duplicates.policies import can_edit
from partners.accounts.merging.models import MergedAccount
from partners.accounts.models import Account
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import read_rules, visible_to


@visible_to(MergedAccount)
def _merged(actor: Actor) -> sa.ColumnElement[bool]:
    seen = sa.select(Account.id).where(
        Account.id == MergedAccount.into_id, read_rules()[Account](actor)
    )
    return seen.correlate_except(Account).exists()


def can_merge(actor: Actor, account: Account) -> bool:
    """Say whether the actor may merge it with another: who sees all grants of its company does."""
    sees_all_grants = actor.reach in {Reach.ALL, Reach.COMPANY}
    may_share = actor.has_permission("accounts:share")
    return may_share and sees_all_grants and can_edit(actor, account)
