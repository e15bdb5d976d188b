"""The terms of the programme on a page: what is promised, and which days do not count."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deals.approval.queries import steps_of
from deals.pipeline.presentation import STAGES
from deals.pipeline.states import OPEN
from deals.programme import actions, queries
from deals.programme.forms import read_programme, typed_of
from deals.programme.models import DEFAULTS
from deals.programme.policies import can_set
from partners.companies.queries import holidays_of
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.web.access import requires
from portal.web.timeline import activities_of

blueprint = Blueprint("programme", __name__, template_folder="templates")


@blueprint.get("/deals/programme")
@requires("programme:write")
def show(work: Work) -> ResponseReturnValue:
    return _page(work)


@blueprint.post("/deals/programme")
@requires("programme:write")
def update(work: Work) -> ResponseReturnValue:
    ensure(can_set(work.actor))
    try:
        wanted = read_programme(request.form)
        version = request.form.get("version", 0, type=int)
        actions.set_programme(work, *wanted, version)
    except Invalid as error:
        return _page(work, request.form, errors=error.fields), error.status
    except Conflict as conflict:
        work.rollback()
        return _page(work, conflict=conflict), conflict.status
    return redirect(url_for("programme.show"), 303)


def _page(
    work: Work,
    typed: Mapping[str, str] | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    programme = queries.find_programme(work)
    terms = programme.terms if programme else DEFAULTS
    return render_template(
        "programme/show.html",
        typed=typed_of(terms, holidays_of(work), steps_of(work)) if typed is None else typed,
        version=programme.version if programme else 0,
        errors=errors or {},
        conflict=conflict,
        stages=[(stage.value, STAGES[stage]) for stage in OPEN],
        changes=activities_of(work, programme.id) if programme else [],
    )
