"""The outbox on screen, for operators: what was written to whom, and how it ended."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from partners.mails.letters import Written, compose, name_of, tells_of_records
from partners.mails.models import Mail, MailState
from partners.mails.queries import mails_page
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.settings import Mode
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("mails", __name__, template_folder="templates")

STATES = {
    MailState.WAITING: (lazy_gettext("Waiting"), "neutral", "clock"),
    MailState.SENT: (lazy_gettext("Sent"), "green", "circle-check"),
    MailState.KEPT: (lazy_gettext("Kept here"), "blue", "inbox"),
    MailState.DROPPED: (lazy_gettext("Not needed"), "neutral", "circle-x"),
    MailState.FAILED: (lazy_gettext("Refused"), "red", "circle-alert"),
}

register_page(
    Page(
        label=lazy_gettext("Mails"),
        icon="mail",
        endpoint="mails.index",
        permission="jobs:operate",
        order=91,
        staff=True,
    )
)


@blueprint.get("/mails")
@requires("jobs:operate")
def index(work: Work) -> ResponseReturnValue:
    state = _state_filter()
    after = asked_position("mails.index", moment_and_id)
    found = mails_page(work, state=state, after=after, limit=PAGE_SIZE + 1)
    mails, next_url = cut_page("mails.index", found, _place)
    chosen = _chosen(work)
    return render_template(
        "mails/index.html",
        mails=mails,
        next_url=next_url,
        chips=_chips(state),
        is_filtered=state is not None,
        states=STATES,
        name_of=name_of,
        is_kept_here=services().settings.smtp_url is None,
        chosen=chosen,
        written=_readable(chosen) if chosen else None,
    )


def _readable(mail: Mail) -> Written | None:
    """Return what a kept mail says, for trying the portal out without a mail server.

    Its links are as good as a password: in production, or once mails are sent, nobody reads them
    here. A letter that tells of records is between the portal and its reader always.
    """
    settings = services().settings
    is_tried_out = settings.smtp_url is None and settings.mode is Mode.DEVELOPMENT
    if not is_tried_out or mail.state is not MailState.KEPT or tells_of_records(mail.letter):
        return None
    with services().database.work(system_actor("outbox")) as work:
        return compose(work, work.get(Mail, mail.id), services())


def _chosen(work: Work) -> Mail | None:
    try:
        wanted = UUID(request.args.get("mail", ""))
    except ValueError:
        return None
    return work.find(Mail, wanted)


def _state_filter() -> MailState | None:
    try:
        return MailState(request.args.get("state", ""))
    except ValueError:
        return None


def _chips(chosen: MailState | None) -> list[tuple[str, str, bool, None]]:
    everything = (gettext("All"), url_for("mails.index"), chosen is None, None)
    return [
        everything,
        *(
            (str(label), url_for("mails.index", state=state.value), state is chosen, None)
            for state, (label, _, _) in STATES.items()
        ),
    ]


def _place(mail: Mail) -> tuple[str, str]:
    return mail.created_at.isoformat(), str(mail.id)
