"""Who sees whose approval is needed and was given: the host's people, and no partner."""

import sqlalchemy as sa

from deals.approval.models import Approval, ApprovalStep
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(ApprovalStep)
def _steps(actor: Actor) -> sa.ColumnElement[bool]:
    return ApprovalStep.owner_company_id == actor.company_id


@visible_to(Approval)
def _approvals(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.is_host:
        return sa.false()
    return owner_is_managed(Approval.owner_company_id, actor)
