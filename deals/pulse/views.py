"""Saying that a sale is alive, on the page of its deal."""

from uuid import UUID

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from deals.models import Deal
from deals.page import act_on
from deals.pulse import actions
from deals.pulse.presentation import stalled_since
from portal.kernel.db import Work
from portal.web.access import requires
from portal.web.answers import read_day

blueprint = Blueprint("pulse", __name__, template_folder="templates")


@blueprint.app_template_filter("stalled_since")
def _stalled_since(deal: Deal) -> object:
    return stalled_since(deal, g.now)


@blueprint.post("/deals/<uuid:deal_id>/pulse")
@requires("deals:read")
def create(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Keep it alive. A reader's role does not say it: the deal's own people may, or both sides'."""
    step, day = request.form.get("step", ""), request.form.get("step_on", "")
    return act_on(
        work, deal_id, lambda deal: actions.keep_alive(work, deal, step, read_day(day, "step_on"))
    )
