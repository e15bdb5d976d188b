"""Taking in many leads from a sheet: bring it, read what is wrong, watch it being taken in."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals.leads.sheets import actions
from deals.leads.sheets.models import KEPT, LeadSheet, LeadSheetRow, RowState
from deals.leads.sheets.queries import rows_page, sheets_of, visible_of
from deals.leads.sheets.reading import COLUMNS, MOST_ROWS, NEEDED
from deals.sheets.presentation import STATES
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page

blueprint = Blueprint("lead_sheets", __name__, template_folder="templates")
ROWS: Final[dict[RowState, tuple[Any, str, str]]] = {
    RowState.READY: (lazy_gettext("Ready"), "blue", "list-checks"),
    RowState.FAULTY: (lazy_gettext("Needs attention"), "amber", "circle-alert"),
    RowState.TAKEN_IN: (lazy_gettext("Taken in"), "green", "circle-check"),
    RowState.LEFT_OUT: (lazy_gettext("Left out"), "amber", "circle-alert"),
}


@blueprint.get("/leads/sheets")
@requires("leads:route")
def index(work: Work) -> ResponseReturnValue:
    return _list(work, {})


@blueprint.post("/leads/sheets")
@requires("leads:route")
def create(work: Work) -> ResponseReturnValue:
    file, source = request.files.get("file"), request.form.get("source", "")
    name, stream = (file.filename or "", file.stream) if file else ("", BytesIO())
    try:
        sheet = actions.bring_sheet(work, services().database, name, stream, source)
    except Invalid as error:
        work.rollback()
        return _list(work, error.fields), error.status
    return redirect(url_for("lead_sheets.show", sheet_id=sheet.id), 303)


@blueprint.get("/leads/sheets/<uuid:sheet_id>")
@requires("leads:route")
def show(work: Work, sheet_id: UUID) -> ResponseReturnValue:
    sheet = work.get(LeadSheet, sheet_id)
    only_attention = request.args.get("show") == "attention"
    after = asked_position("lead_sheets.show", _sheet_and_number)
    rows, next_url = cut_page(
        "lead_sheets.show",
        rows_page(
            work,
            sheet,
            only_attention=only_attention,
            after=after[1] if after and after[0] == sheet_id else 0,
            limit=PAGE_SIZE + 1,
        ),
        _place,
    )
    return render_template(
        "lead_sheets/show.html",
        sheet=sheet,
        rows=rows,
        next_url=next_url,
        chips=_chips(sheet, only_attention=only_attention),
        leads=visible_of(work, {row.lead_id for row in rows if row.lead_id}),
        states=STATES,
        row_states=ROWS,
    )


@blueprint.post("/leads/sheets/<uuid:sheet_id>")
@requires("leads:route")
def change(work: Work, sheet_id: UUID) -> ResponseReturnValue:
    sheet = work.lock(LeadSheet, sheet_id)
    if request.form.get("do") == "start":
        actions.start_sheet(work, sheet)
    else:
        actions.stop_sheet(work, sheet)
    return redirect(url_for("lead_sheets.show", sheet_id=sheet.id), 303)


def _list(work: Work, errors: Mapping[str, str]) -> str:
    return render_template(
        "lead_sheets/index.html",
        sheets=sheets_of(work),
        errors=errors,
        typed=request.form,
        states=STATES,
        needed=NEEDED,
        optional=[each for each in COLUMNS if each not in NEEDED],
        most=MOST_ROWS,
        kept_days=KEPT.days,
    )


def _chips(sheet: LeadSheet, *, only_attention: bool) -> list[tuple[str, str, bool, int | None]]:
    every = url_for("lead_sheets.show", sheet_id=sheet.id)
    attention = url_for("lead_sheets.show", sheet_id=sheet.id, show="attention")
    return [
        (gettext("All rows"), every, not only_attention, sheet.rows),
        (gettext("Need attention"), attention, only_attention, sheet.need_attention),
    ]


def _sheet_and_number(sheet_id: str, number: str) -> tuple[UUID, int]:
    return UUID(sheet_id), int(number)


def _place(row: LeadSheetRow) -> tuple[str, str]:
    return str(row.sheet_id), str(row.number)
