"""The console: what needs an operator, found by anything a partner could quote on the phone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from edi.gateway import actions, policies, queries
from edi.gateway.files import stream_file
from edi.gateway.models import Interchange
from edi.gateway.presentation import (
    DISPOSITIONS,
    kind_name,
    looks_of,
    marked,
    step_line_of,
    title_of,
)
from edi.gateway.raw_file import RawFile, read_raw_file, reported_as
from edi.gateway.states import InterchangeState
from edi.orders.queries import orders_of_messages
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("gateway", __name__, template_folder="templates")
VIEWS = ("attention", "transit", "all")
TABS = ("business", "raw", "related")
MOST_MESSAGES = 50

register_page(
    Page(
        label=lazy_gettext("Gateway"),
        icon="arrow-left-right",
        endpoint="gateway.index",
        permission="gateway:read",
        order=20,
        staff=True,
        count=queries.attention_count,
        section="/gateway",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "interchange_looks": lambda each: looks_of(each, g.now),
        "interchange_kind": kind_name,
        "interchange_title": title_of,
        "interchange_steps": step_line_of,
        "message_dispositions": DISPOSITIONS,
        "reported_as": reported_as,
        "marked": marked,
    }


@blueprint.get("/gateway")
@requires("gateway:read")
def index(work: Work) -> ResponseReturnValue:
    return render_template("gateway/index.html", **_list(work))


@blueprint.get("/gateway/<uuid:interchange_id>")
@requires("gateway:read")
def show(work: Work, interchange_id: UUID) -> ResponseReturnValue:
    return _detail(work, queries.get_interchange(work, interchange_id))


@blueprint.get("/gateway/<uuid:interchange_id>/raw")
@requires("gateway:read")
def show_raw(work: Work, interchange_id: UUID) -> Response:
    return stream_file(services().storage, work.get(Interchange, interchange_id))


@blueprint.post("/gateway/<uuid:interchange_id>/replay")
@requires("gateway:operate")
def create_replay(work: Work, interchange_id: UUID) -> ResponseReturnValue:
    interchange = _changed(work, interchange_id)
    actions.replay_interchange(work, interchange)
    return _to(interchange)


@blueprint.post("/gateway/<uuid:interchange_id>/resolution")
@requires("gateway:operate")
def create_resolution(work: Work, interchange_id: UUID) -> ResponseReturnValue:
    interchange = _changed(work, interchange_id)
    try:
        actions.resolve_interchange(work, interchange, request.form.get("resolution", ""))
    except Invalid as error:
        return _detail(work, interchange, error.fields), 422
    return _to(interchange)


def _changed(work: Work, interchange_id: UUID) -> Interchange:
    interchange = queries.get_interchange(work, interchange_id)
    work.expect_version(interchange, request.form.get("version", interchange.version, type=int))
    return interchange


def _to(interchange: Interchange) -> ResponseReturnValue:
    return redirect(url_for("gateway.show", interchange_id=interchange.id), 303)


def _detail(work: Work, interchange: Interchange, errors: dict[str, str] | None = None) -> str:
    tab = request.args.get("tab", "raw" if interchange.needs_attention else "business")
    is_bad = interchange.state is InterchangeState.QUARANTINED
    return render_template(
        "gateway/show.html",
        **_list(work),
        selected=interchange,
        tab=tab if tab in TABS else "business",
        tabs=_tabs(interchange, tab),
        messages=interchange.messages[:MOST_MESSAGES],
        orders=orders_of_messages(work, [m.id for m in interchange.messages[:MOST_MESSAGES]]),
        raw=_raw(interchange) if tab == "raw" else None,
        related=queries.related_to(work, interchange) if tab == "related" else [],
        can_replay=is_bad and policies.can_replay(work.actor, interchange),
        can_resolve=interchange.needs_attention and policies.can_operate(work.actor),
        errors=errors or {},
    )


def _raw(interchange: Interchange) -> RawFile:
    findings = [
        *interchange.findings,
        *(finding for message in interchange.messages for finding in message.findings),
    ]
    return read_raw_file(services().storage.chunks(interchange.storage_key), findings)


def _list(work: Work) -> dict[str, Any]:
    view = request.args.get("view", "attention")
    view = view if view in VIEWS else "attention"
    search = request.args.get("q", "").strip()[:80]
    shown, next_url = cut_page("gateway.index", _page(work, view, search), _place)
    return {
        "view": view,
        "search": search,
        "chips": _chips(view, search),
        "interchanges": shown,
        "outside": _outside(work, view, search, shown),
        "next_url": next_url,
    }


def _page(work: Work, view: str, search: str) -> Sequence[Interchange]:
    return queries.interchanges_page(
        work,
        attention_only=view == "attention",
        in_transit=view == "transit",
        search=search,
        after=asked_position("gateway.index", moment_and_id),
        limit=PAGE_SIZE + 1,
    )


def _outside(work: Work, view: str, search: str, shown: Sequence[Interchange]) -> list[Interchange]:
    """Return what matches the search outside the filter: a quoted number is always found."""
    if view == "all" or not search:
        return []
    inside = {each.id for each in shown}
    matching = queries.interchanges_page(work, search=search, limit=20)
    return [each for each in matching if each.id not in inside]


def _place(interchange: Interchange) -> tuple[str, str]:
    return interchange.created_at.isoformat(), str(interchange.id)


def _chips(view: str, search: str) -> list[tuple[str, str, bool, None]]:
    labels = (gettext("Needs attention"), gettext("In transit"), gettext("All"))
    kept: dict[str, Any] = {"q": search} if search else {}
    return [
        (label, url_for("gateway.index", view=name, **kept), name == view, None)
        for name, label in zip(VIEWS, labels, strict=True)
    ]


def _tabs(interchange: Interchange, current: str) -> list[tuple[str, str, bool, None]]:
    labels = (gettext("Business"), gettext("Raw"), gettext("Related"))
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k in {"view", "q"}}
    return [
        (
            label,
            url_for("gateway.show", interchange_id=interchange.id, tab=name, **kept),
            name == current,
            None,
        )
        for name, label in zip(TABS, labels, strict=True)
    ]
