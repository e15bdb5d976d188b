"""Moving a sale along, on the page of its deal."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from deals.page import act_on
from deals.pipeline import actions
from deals.pipeline.states import Stage, StageReason
from portal.kernel.db import Work
from portal.web.access import requires

blueprint = Blueprint("pipeline", __name__, template_folder="templates")
E = TypeVar("E", bound=StrEnum)


@blueprint.post("/deals/<uuid:deal_id>/stage")
@requires("deals:read")
def create_stage(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Move it. A reader's role does not say it: the deal's own people may, or both sides'."""
    stage, reason = _chosen(Stage, "stage"), _chosen(StageReason, "stage_reason")
    note = request.form.get("note", "")
    return act_on(work, deal_id, lambda deal: actions.move_stage(work, deal, stage, reason, note))


def _chosen(kind: type[E], name: str) -> E | None:
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        return None
