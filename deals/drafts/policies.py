"""Who sees a draft: whoever writes it, and the administrators of the same partner."""

import sqlalchemy as sa

from deals.drafts.models import DealDraft
from portal.kernel.actor import Actor
from portal.kernel.permissions import Role
from portal.kernel.policy import visible_to


@visible_to(DealDraft)
def _drafts(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.is_partner:
        return sa.false()
    own: sa.ColumnElement[bool] = DealDraft.owner_company_id == actor.company_id
    if Role.PARTNER_ADMIN in actor.roles:
        return own
    return sa.and_(own, DealDraft.person_id == actor.id)


def is_mine(actor: Actor, draft: DealDraft) -> bool:
    return actor.id == draft.person_id
