"""Importing customers on screen: bring a sheet, read what would happen, watch it happen."""

from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage

from partners.accounts.duplicates.identities import FIELDS
from partners.accounts.duplicates.presentation import LABELS
from partners.accounts.imports import actions
from partners.accounts.imports.models import AccountImport, ImportState
from partners.accounts.imports.queries import imports_page
from partners.accounts.imports.reading import MOST_BYTES
from partners.accounts.presentation import PARENT_LABELS
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id

blueprint = Blueprint("account_imports", __name__, template_folder="templates")
ROOM_FOR_FORM_PARTS: Final = 64 * 1024
STATES: Final[dict[ImportState, tuple[Any, str, str]]] = {
    ImportState.TRYING: (lazy_gettext("Being read"), "amber", "scan-line"),
    ImportState.TRIED: (lazy_gettext("Tried out"), "blue", "list-checks"),
    ImportState.REFUSED: (lazy_gettext("Not readable"), "red", "circle-x"),
    ImportState.RUNNING: (lazy_gettext("Running"), "amber", "loader"),
    ImportState.DONE: (lazy_gettext("Done"), "green", "circle-check"),
    ImportState.STOPPED: (lazy_gettext("Stopped"), "neutral", "circle-pause"),
}
FIELD_LABELS: Final[dict[str, Any]] = {
    "name": lazy_gettext("Name"),
    "domain": lazy_gettext("Domain"),
    "country": lazy_gettext("Country"),
    "place": lazy_gettext("Place"),
    **{FIELDS[kind]: label for kind, label in LABELS.items()},
    **PARENT_LABELS,
}


@blueprint.before_request
def _take_sheets() -> None:
    """Raise the cap of form bodies for the one route that takes a sheet."""
    if request.endpoint == "account_imports.create":
        request.max_content_length = MOST_BYTES + ROOM_FOR_FORM_PARTS


@blueprint.get("/accounts/imports")
@requires("accounts:write")
def index(work: Work) -> ResponseReturnValue:
    return _list(work, {})


@blueprint.post("/accounts/imports")
@requires("accounts:write")
def create(work: Work) -> ResponseReturnValue:
    file = request.files.get("file") or FileStorage()
    try:
        record = actions.bring_sheet(
            work, services().storage, file.filename or "", cast("BinaryIO", file.stream)
        )
    except Invalid as error:
        return _list(work, error.fields), error.status
    return redirect(url_for("account_imports.show", import_id=record.id), 303)


@blueprint.get("/accounts/imports/<uuid:import_id>")
@requires("accounts:write")
def show(work: Work, import_id: UUID) -> ResponseReturnValue:
    return render_template(
        "imports/show.html",
        record=work.get(AccountImport, import_id),
        states=STATES,
        labels=FIELD_LABELS,
    )


@blueprint.post("/accounts/imports/<uuid:import_id>")
@requires("accounts:write")
def change(work: Work, import_id: UUID) -> ResponseReturnValue:
    record = work.lock(AccountImport, import_id)
    if request.form.get("do") == "start":
        actions.start_import(work, record)
    else:
        actions.stop_import(work, record)
    return redirect(url_for("account_imports.show", import_id=record.id), 303)


def _list(work: Work, errors: dict[str, str]) -> str:
    after = asked_position("account_imports.index", moment_and_id)
    found = imports_page(work, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("account_imports.index", found, _place)
    return render_template(
        "imports/index.html", imports=shown, next_url=next_url, errors=errors, states=STATES
    )


def _place(record: AccountImport) -> tuple[str, str]:
    return record.created_at.isoformat(), str(record.id)
