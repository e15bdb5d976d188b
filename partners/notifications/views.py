"""How a person wants to hear of what: settings, what they muted, and the way out of digests."""

from itertools import groupby
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import contains_eager

from partners.notifications.letters import UNSUBSCRIBE
from partners.notifications.models import (
    OFFERED_MODES,
    Digest,
    Kind,
    Mode,
    MutedSubject,
    Notification,
)
from partners.notifications.preferences import (
    choose_modes,
    hear_of_subject,
    mute,
    mute_subject,
    stop_digests,
    unmute,
)
from partners.notifications.presentation import KIND_NAMES, MODE_NAMES
from partners.notifications.queries import chosen_modes, find_mute, own_mutes
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.link_tokens import read_link_token
from portal.kernel.subjects import SubjectType, subject_types
from portal.kernel.words import said
from portal.web.access import open_to_tools, public, requires, services

blueprint = Blueprint("notifications", __name__, template_folder="templates")


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"mute_switch": mute_switch}


def mute_switch(kind: str, record: Any) -> Markup:
    """Return the switch for the news of a record, for the head of its own page."""
    work: Work | None = g.get("work")
    if work is None or not work.actor.has_permission("inbox:read"):
        return Markup()
    switch = render_template(
        "notifications/_mute.html",
        subject=f"{kind} {record.id}",
        is_muted=find_mute(work, record.id) is not None,
    )
    return Markup(switch)  # noqa: S704 - escaped


NOTHING: Final = UUID(int=0)
_LEAVING: Final = system_actor("unsubscribe")


@blueprint.get("/settings/notifications")
@requires("inbox:read")
def show(work: Work) -> ResponseReturnValue:
    actor = work.actor
    assert actor.company_id is not None  # noqa: S101 - people act for one
    assert actor.id is not None  # noqa: S101
    return render_template(
        "notifications/settings.html",
        kinds=[(kind, name, _offered(kind)) for kind, name in KIND_NAMES.items()],
        chosen=chosen_modes(work, actor.company_id, actor.id),
        muted=_muted_records(work),
    )


@blueprint.post("/settings/notifications")
@requires("inbox:read")
def update(work: Work) -> ResponseReturnValue:
    """Choose modes; or mute a record, by itself or by its news, or end that: as the button said."""
    if "subject" in request.form:
        return _switch(work, *_subject_of(work, request.form["subject"]))
    if "mute" in request.form:
        mute(work, _notification(work, _id_of(request.form["mute"])))
        return redirect(url_for("inbox.index"), 303)
    if "unmute" in request.form:
        unmute(work, work.get(MutedSubject, _id_of(request.form["unmute"])))
    else:
        choose_modes(work, _modes())
    return redirect(url_for("notifications.show"), 303)


@blueprint.get("/unsubscribe")
@public
def show_unsubscription() -> ResponseReturnValue:
    return render_template("notifications/unsubscribe.html", token=request.args.get("t", ""))


@blueprint.post("/unsubscribe")
@open_to_tools
def create_unsubscription() -> ResponseReturnValue:
    """End digests for whoever holds a digest's link: mail programs ask by themselves (RFC 8058)."""
    digest_id = read_link_token(
        services().settings.secret_key, UNSUBSCRIBE, request.values.get("t", "")
    )
    with services().database.work(_LEAVING) as work:
        digest = work.find(Digest, digest_id) if digest_id else None
        if digest is not None:
            stop_digests(work, digest.company_id, digest.person_id)
    return render_template("notifications/unsubscribe.html", token="", is_done=True)


def _subject_of(work: Work, text: str) -> tuple[SubjectType, Any]:
    name, _, subject_id = text.partition(" ")
    kind = subject_types().get(name)
    if kind is None:
        raise NotFound
    return kind, work.get(kind.model, _id_of(subject_id))


def _switch(work: Work, kind: SubjectType, record: Any) -> ResponseReturnValue:
    if request.form.get("do") == "hear":
        hear_of_subject(work, record)
    else:
        mute_subject(work, kind, record)
    return redirect(kind.path(record), 303)


def _modes() -> dict[Kind, Mode]:
    asked = {kind: request.form[kind.value] for kind in Kind if kind.value in request.form}
    if any(mode not in OFFERED_MODES[kind] for kind, mode in asked.items()):
        raise Invalid(said("Choose one of the ways that are offered."))
    return {kind: Mode(mode) for kind, mode in asked.items()}


def _offered(kind: Kind) -> list[tuple[str, str]]:
    return [(mode.value, str(MODE_NAMES[mode])) for mode in OFFERED_MODES[kind]]


def _notification(work: Work, notification_id: UUID) -> Notification:
    return work.one(
        sa.select(Notification)
        .join(Notification.activity)
        .where(Notification.id == notification_id)
        .options(contains_eager(Notification.activity))
    )


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _muted_records(work: Work) -> list[tuple[MutedSubject, str]]:
    """Return what the reader muted and still sees, with its path: one statement per kind."""
    found: list[tuple[MutedSubject, str]] = []
    by_type = sorted(own_mutes(work), key=lambda each: each.subject_type)
    for name, group in groupby(by_type, key=lambda each: each.subject_type):
        subject = subject_types().get(name)
        if subject is None:
            continue
        mutes = {each.subject_id: each for each in group}
        records = work.all(sa.select(subject.model).where(subject.model.id.in_(mutes)))
        found += [(mutes[each.id], subject.path(each)) for each in records]
    return found
