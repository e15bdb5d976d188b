"""The pipeline on a page of its own, and moving a sale along on the page of its deal."""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deals.models import Deal
from deals.page import act_on
from deals.pipeline import actions
from deals.pipeline.board import board_of
from deals.pipeline.presentation import does_not_fit
from deals.pipeline.states import Stage, StageReason
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires

blueprint = Blueprint("pipeline", __name__, template_folder="templates")
E = TypeVar("E", bound=StrEnum)


@blueprint.get("/deals/pipeline")
@requires("deals:read")
def show(work: Work) -> ResponseReturnValue:
    return render_template("pipeline/show.html", board=board_of(work, _today(work)))


@blueprint.post("/deals/<uuid:deal_id>/stage")
@requires("deals:read")
def create_stage(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Move it. A reader's role does not say it: the deal's own people may, or both sides'."""
    stage, note = _chosen(Stage, "stage"), request.form.get("note", "")
    field = f"stage_reason_{stage}"

    reason = _chosen(StageReason, field)

    def move(deal: Deal) -> None:
        try:
            actions.move_stage(work, deal, stage, reason, note)
        except Invalid as error:
            fields = dict(error.fields)
            if said := fields.pop("stage_reason", None):
                fields[field] = does_not_fit(stage, reason) if stage and reason else said
            raise Invalid(fields=fields) from None

    return act_on(work, deal_id, move)


def _today(work: Work) -> date:
    """Return the reader's day: what was expected yesterday is late where they are."""
    return work.now.astimezone(ZoneInfo(work.actor.time_zone)).date()


def _chosen(kind: type[E], name: str) -> E | None:
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        return None
