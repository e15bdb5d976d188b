"""How the events of protections read on timelines and in the inbox."""

from typing import Final

from flask_babel import gettext, lazy_gettext, ngettext

from deals.protection import events
from deals.protection.presentation import REVOKED_FOR
from deals.protection.states import RevocationReason
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell

HALF: Final = 50


def _share(activity: Activity) -> str:
    if activity.facts.get("percent", 0) > HALF:
        return gettext(
            "reminds: the time promised for %(subject)s is nearly over", subject="%(subject)s"
        )
    return gettext(
        "reminds: half of the time promised for %(subject)s has passed", subject="%(subject)s"
    )


def _end(activity: Activity) -> str:
    return ngettext(
        "reminds: the protection of %(subject)s ends within %(num)s day",
        "reminds: the protection of %(subject)s ends within %(num)s days",
        int(activity.facts.get("days", 0)),
        subject="%(subject)s",
    )


def _revoked(activity: Activity) -> str | None:
    code = activity.facts.get("code")
    label = str(REVOKED_FOR[RevocationReason(code)]) if code else ""
    return f"{label}. {activity.reason or ''}".strip()


tell(events.AnswerRunsLate, Sentence(_share, "clock", "amber"))
tell(
    events.ProtectionProvided,
    Sentence(
        lazy_gettext("protected %(subject)s provisionally, because the answer is late"),
        "shield-check",
        "amber",
    ),
)
tell(events.ProtectionEndsSoon, Sentence(_end, "hourglass", "amber"))
tell(
    events.ProtectionExpired,
    Sentence(lazy_gettext("ended the protection of %(subject)s: its time is over"), "shield-off"),
)
tell(
    events.ProtectionReleased,
    Sentence(lazy_gettext("released the protection of %(subject)s"), "undo-2"),
)
tell(
    events.ProtectionRevoked,
    Sentence(lazy_gettext("revoked the protection of %(subject)s"), "shield-off", "red", _revoked),
)
tell(
    events.ExtensionAsked,
    Sentence(
        lazy_gettext("asked for more time on %(subject)s"),
        "hourglass",
        "blue",
        lambda activity: str(activity.facts.get("evidence", "")),
    ),
)
tell(
    events.ExtensionGranted,
    Sentence(lazy_gettext("extended the protection of %(subject)s"), "shield-check", "green"),
)
tell(
    events.ExtensionDeclined,
    Sentence(lazy_gettext("did not extend the protection of %(subject)s"), "circle-x"),
)
tell(
    events.DealNextInLine,
    Sentence(lazy_gettext("says that %(subject)s is next in line"), "list-ordered", "green"),
)
