"""What is done to a protection on the page of its deal: each step a resource of its own."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from deals.actions import cancel_deal
from deals.models import Deal
from deals.page import act_on
from deals.protection import actions, extending
from deals.protection.states import RevocationReason
from deals.review.states import Review
from portal.kernel.db import Work
from portal.web.access import requires

blueprint = Blueprint("protection", __name__, template_folder="templates")


@blueprint.post("/deals/<uuid:deal_id>/release")
@requires("deals:register")
def create_release(work: Work, deal_id: UUID) -> ResponseReturnValue:
    reason = request.form.get("release_reason", "")
    return act_on(work, deal_id, lambda deal: actions.release_protection(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/extension")
@requires("deals:register")
def create_extension(work: Work, deal_id: UUID) -> ResponseReturnValue:
    evidence = request.form.get("evidence", "")

    def ask(deal: Deal) -> None:
        extending.ask_extension(work, deal, evidence)

    return act_on(work, deal_id, ask)


@blueprint.post("/deals/<uuid:deal_id>/extension/answer")
@requires("deals:approve")
def create_extension_answer(work: Work, deal_id: UUID) -> ResponseReturnValue:
    if request.form.get("do") == "grant":
        return act_on(work, deal_id, lambda deal: extending.grant_extension(work, deal))
    reason = request.form.get("extension_reason", "")
    return act_on(work, deal_id, lambda deal: extending.decline_extension(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/ending")
@requires("deals:approve")
def create_ending(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """End what the host has before it: a registration is cancelled, a protection revoked."""
    reason = request.form.get("ending_reason", "")

    def end(deal: Deal) -> None:
        if deal.may_enter(Review.CANCELLED):
            cancel_deal(work, deal, reason)
        else:
            actions.revoke_protection(work, deal, _code(), reason)

    return act_on(work, deal_id, end)


def _code() -> RevocationReason | None:
    try:
        return RevocationReason(request.form.get("code", ""))
    except ValueError:
        return None
