"""Registering many deals from a sheet: bring it, read what is wrong, watch it being registered."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deals.sheets import actions
from deals.sheets.models import DealSheet
from deals.sheets.presentation import STATES
from deals.sheets.queries import sheets_of
from deals.sheets.reading import COLUMNS, MOST_BYTES, MOST_ROWS, NEEDED
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires, services

blueprint = Blueprint("sheets", __name__, template_folder="templates")


@blueprint.get("/deals/sheets")
@requires("deals:register")
def index(work: Work) -> ResponseReturnValue:
    return _list(work, {})


@blueprint.post("/deals/sheets")
@requires("deals:register")
def create(work: Work) -> ResponseReturnValue:
    file = request.files.get("file")
    name, content = (file.filename or "", file.stream.read(MOST_BYTES + 1)) if file else ("", b"")
    try:
        sheet = actions.bring_sheet(work, services().database, name, content)
    except Invalid as error:
        return _list(work, error.fields), error.status
    return redirect(url_for("sheets.show", sheet_id=sheet.id), 303)


@blueprint.get("/deals/sheets/<uuid:sheet_id>")
@requires("deals:register")
def show(work: Work, sheet_id: UUID) -> ResponseReturnValue:
    return render_template("sheets/show.html", sheet=work.get(DealSheet, sheet_id), states=STATES)


@blueprint.post("/deals/sheets/<uuid:sheet_id>")
@requires("deals:register")
def change(work: Work, sheet_id: UUID) -> ResponseReturnValue:
    sheet = work.lock(DealSheet, sheet_id)
    if request.form.get("do") == "start":
        actions.start_sheet(work, sheet)
    else:
        actions.stop_sheet(work, sheet)
    return redirect(url_for("sheets.show", sheet_id=sheet.id), 303)


def _list(work: Work, errors: Mapping[str, str]) -> str:
    return render_template(
        "sheets/index.html",
        sheets=sheets_of(work),
        errors=errors,
        states=STATES,
        needed=NEEDED,
        optional=[each for each in COLUMNS if each not in NEEDED],
        most=MOST_ROWS,
    )
