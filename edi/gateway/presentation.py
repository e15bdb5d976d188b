"""How the gateway looks: three marks of word, icon and tone, and the step line of what happened."""

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup

from edi.gateway.findings import errors_in
from edi.gateway.marks import Answer, Delivery, Validation, marks_of
from edi.gateway.models import Interchange
from edi.gateway.states import InterchangeState, MessageDisposition
from portal.web.templating import format_clock_time

Look = tuple[Any, str, str, bool]
"""Label, tone, icon, and whether it is trouble: then it is filled, else the eye passes over it."""

VALIDATION: dict[Validation, Look] = {
    Validation.PENDING: (lazy_gettext("Checking"), "neutral", "hourglass", False),
    Validation.VALID: (lazy_gettext("Valid"), "neutral", "circle-check", False),
    Validation.WARNINGS: (lazy_gettext("Noted"), "amber", "triangle-alert", True),
    Validation.ERRORS: (lazy_gettext("Errors"), "red", "circle-x", True),
    Validation.QUARANTINED: (lazy_gettext("Put aside"), "red", "shield-alert", True),
    Validation.DUPLICATE: (lazy_gettext("Came before"), "neutral", "copy", False),
}
DELIVERY: dict[Delivery, Look] = {
    Delivery.RECEIVED: (lazy_gettext("Received"), "neutral", "circle-check", False),
    Delivery.WAITING: (lazy_gettext("To be fetched"), "neutral", "inbox", False),
    Delivery.DELIVERED: (lazy_gettext("Fetched"), "neutral", "circle-check", False),
}
OUR_ANSWER: dict[Answer, Look] = {
    Answer.PENDING: (lazy_gettext("Not yet"), "neutral", "minus", False),
    Answer.NONE_DUE: (lazy_gettext("None due"), "neutral", "minus", False),
    Answer.ACCEPTED: (lazy_gettext("Acceptance ready"), "neutral", "check", False),
    Answer.PARTLY_REFUSED: (lazy_gettext("Part refused"), "amber", "reply", False),
    Answer.REFUSED: (lazy_gettext("Refusal ready"), "amber", "reply", False),
}
THEIR_ANSWER: dict[Answer, Look] = {
    Answer.NONE_DUE: (lazy_gettext("None expected"), "neutral", "minus", False),
    Answer.AWAITED: (lazy_gettext("Awaited"), "neutral", "hourglass", False),
    Answer.OVERDUE: (lazy_gettext("Overdue"), "amber", "alarm-clock", True),
    Answer.ACCEPTED: (lazy_gettext("Accepted"), "neutral", "check-check", False),
    Answer.REFUSED: (lazy_gettext("Refused"), "red", "circle-x", True),
}
DISPOSITIONS: dict[MessageDisposition, tuple[Any, str, str]] = {
    MessageDisposition.ACCEPTED: (lazy_gettext("Accepted"), "green", "circle-check"),
    MessageDisposition.ACCEPTED_WITH_ERRORS: (
        lazy_gettext("Accepted, with errors"),
        "amber",
        "triangle-alert",
    ),
    MessageDisposition.REJECTED: (lazy_gettext("Refused"), "red", "circle-x"),
    MessageDisposition.DUPLICATE: (lazy_gettext("Came before"), "amber", "copy"),
    MessageDisposition.BUSINESS_REJECTED: (lazy_gettext("Cannot be used"), "red", "circle-alert"),
    MessageDisposition.SUPERSEDED: (lazy_gettext("Superseded"), "neutral", "history"),
}
KINDS: dict[str, Any] = {
    "850": lazy_gettext("Order"),
    "855": lazy_gettext("Order response"),
    "997": lazy_gettext("Acknowledgement"),
    "TA1": lazy_gettext("Envelope acknowledgement"),
    "997 TA1": lazy_gettext("Acknowledgement"),
}


def looks_of(interchange: Interchange, now: datetime) -> tuple[Look, Look, Look]:
    """Return the looks of validation, delivery and acknowledgement."""
    marks = marks_of(interchange, now)
    answers = OUR_ANSWER if interchange.is_inbound else THEIR_ANSWER
    label, tone, glyph, filled = VALIDATION[marks.validation]
    count = len(errors_in(interchange.findings))
    if marks.validation is Validation.ERRORS and count:
        label = ngettext("%(num)s error", "%(num)s errors", count)
    return (label, tone, glyph, filled), DELIVERY[marks.delivery], answers[marks.acknowledgement]


def kind_name(interchange: Interchange) -> str:
    first = interchange.kind if interchange.kind in KINDS else interchange.kind.split(" ")[0]
    return str(KINDS.get(first) or gettext("Interchange"))


def title_of(interchange: Interchange) -> str:
    return interchange.reference or interchange.control_number or interchange.sha256[:12]


def step_line_of(interchange: Interchange) -> list[tuple[str, str, str, str, bool]]:
    """Return (label, note, tone, icon, reached) of each step that this interchange can take."""
    return _inbound_steps(interchange) if interchange.is_inbound else _outbound_steps(interchange)


def _inbound_steps(each: Interchange) -> list[tuple[str, str, str, str, bool]]:
    at = format_clock_time(each.settled_at) if each.settled_at else ""
    stopped = each.state in {InterchangeState.REJECTED, InterchangeState.QUARANTINED}
    known = each.agreement_id is not None
    done = known and not stopped
    return [
        _step(gettext("Received"), format_clock_time(each.created_at), reached=True),
        _step(
            gettext("Identified"),
            at if known else _not_done(each),
            reached=known,
            bad=stopped and not known,
        ),
        _step(gettext("Validated"), at if known else "", reached=known, bad=known and not done),
        _step(
            gettext("Applied"),
            at if done else gettext("not done"),
            reached=done,
            part=each.state is InterchangeState.PARTIAL,
        ),
        _step(
            gettext("Answered"),
            at if each.acknowledgement_id else gettext("none"),
            reached=each.acknowledgement_id is not None,
        ),
    ]


def _outbound_steps(each: Interchange) -> list[tuple[str, str, str, str, bool]]:
    fetched = format_clock_time(each.delivered_at) if each.delivered_at else gettext("not yet")
    settled = each.settled_at is not None
    answered = format_clock_time(each.settled_at) if each.settled_at else gettext("not yet")
    refused = each.state is InterchangeState.REJECTED
    steps = [
        _step(gettext("Built"), format_clock_time(each.created_at), reached=True),
        _step(gettext("Fetched"), fetched, reached=each.delivered_at is not None),
    ]
    if not each.is_acknowledgement:
        steps.append(_step(gettext("Acknowledged"), answered, reached=settled, bad=refused))
    return steps


def _step(
    label: str, note: str, *, reached: bool, bad: bool = False, part: bool = False
) -> tuple[str, str, str, str, bool]:
    if bad:
        return label, note, "red", "x", reached
    if not reached:
        return label, note, "neutral", "minus", False
    return label, note, "amber" if part else "green", "check", True


def _not_done(interchange: Interchange) -> str:
    return (
        gettext("not yet")
        if interchange.state is InterchangeState.RECEIVED
        else gettext("not found")
    )


def marked(text: str, search: str) -> Markup:
    """Return the text with what was searched for marked."""
    at = text.casefold().find(search.casefold()) if search else -1
    if at < 0:
        return Markup("{}").format(text)
    end = at + len(search)
    return Markup("{}<mark>{}</mark>{}").format(text[:at], text[at:end], text[end:])
