import sqlalchemy as sa

from deals.evidence.models import Evidence
from deals.models import Deal
from deals.policies import can_answer, visible_deal_ids
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Evidence)
def _evidence(actor: Actor) -> sa.ColumnElement[bool]:
    """Show it to the two sides alone, whoever else reads the deal."""
    side = (
        owner_is_managed(Evidence.owner_company_id, actor)
        if actor.is_host
        else Evidence.owner_company_id == actor.company_id
    )
    return sa.and_(side, Evidence.deal_id.in_(visible_deal_ids(actor)))


def can_name(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)
