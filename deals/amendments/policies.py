import sqlalchemy as sa

from deals.amendments.models import Amendment
from deals.models import Deal
from deals.policies import can_answer, visible_deal_ids
from deals.review.states import Review
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Amendment)
def _amendments(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the two sides alone, whoever else reads the deal."""
    side = (
        owner_is_managed(Amendment.owner_company_id, actor)
        if actor.is_host
        else Amendment.owner_company_id == actor.company_id
    )
    return sa.and_(side, Amendment.deal_id.in_(visible_deal_ids(actor)))


def can_amend(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)


def is_amendable(deal: Deal) -> bool:
    """Return whether something may still be changed: it waits, or is approved and not closed.

    What was handed over stays as a record, whatever its stage was then.
    """
    is_over = deal.is_closed or deal.was_handed_over
    return not is_over and (deal.is_undecided or deal.review is Review.APPROVED)
