"""The steps of a dispute on the page of its deal: the partner's, and the host's."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from deals.conflicts.precedence import Rule
from deals.disputes import actions
from deals.disputes.presentation import ABOUT, STATES, VERDICTS
from deals.disputes.states import Verdict
from deals.page import act_on
from portal.kernel.db import Work
from portal.web.access import requires

E = TypeVar("E", bound=StrEnum)

blueprint = Blueprint("disputes", __name__, template_folder="templates")


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"dispute_about": ABOUT, "dispute_states": STATES, "dispute_verdicts": VERDICTS}


@blueprint.post("/deals/<uuid:deal_id>/dispute")
@requires("deals:register")
def create(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Dispute a decision, or appeal against how that was decided."""
    if request.form.get("do") == "appeal":
        why = request.form.get("appeal", "")
        return act_on(work, deal_id, lambda deal: actions.appeal(work, deal, why))
    claim = request.form.get("claim", "")
    return act_on(work, deal_id, lambda deal: actions.open_dispute(work, deal, claim))


@blueprint.post("/deals/<uuid:deal_id>/dispute/decision")
@requires("deals:approve")
def create_decision(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Take a dispute up, or decide it."""
    if request.form.get("do") == "investigate":
        return act_on(work, deal_id, lambda deal: actions.investigate(work, deal))
    verdict, rule = _chosen(Verdict, "verdict"), _chosen(Rule, "dispute_rule")
    reason = request.form.get("verdict_reason", "")
    return act_on(
        work, deal_id, lambda deal: actions.decide_dispute(work, deal, verdict, rule, reason)
    )


def _chosen(kind: type[E], name: str) -> E | None:
    value = request.form.get(name, "")
    return kind(value) if value in set(kind) else None
