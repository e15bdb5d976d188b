"""How the events of interactions and next steps read on timelines and in the inbox."""

from typing import Any, Final

from flask_babel import lazy_gettext

from partners.interactions import events
from partners.interactions.models import InteractionKind
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell

LOGGED: Final = {
    InteractionKind.CALL: lazy_gettext("logged a call on %(subject)s"),
    InteractionKind.MAIL: lazy_gettext("logged a mail on %(subject)s"),
    InteractionKind.MEETING: lazy_gettext("logged a meeting on %(subject)s"),
    InteractionKind.VISIT: lazy_gettext("logged a visit to %(subject)s"),
    InteractionKind.NOTE: lazy_gettext("wrote a note on %(subject)s"),
}


def _logged(activity: Activity) -> Any:
    return LOGGED[InteractionKind(activity.facts["interaction_kind"])]


def _step(activity: Activity) -> str:
    return str(activity.facts["step"])


tell(events.InteractionLogged, Sentence(_logged, "message-square", "violet"))
tell(
    events.InteractionCorrected,
    Sentence(lazy_gettext("corrected an entry on %(subject)s"), "pencil"),
)
tell(
    events.InteractionWithdrawn,
    Sentence(lazy_gettext("withdrew an entry on %(subject)s"), "undo-2"),
)
tell(
    events.NextStepDone,
    Sentence(lazy_gettext("did a next step on %(subject)s"), "circle-check", "green"),
)
tell(
    events.NextStepReopened,
    Sentence(lazy_gettext("took up a next step on %(subject)s again"), "rotate-ccw", "neutral"),
)
tell(
    events.NextStepAssigned,
    Sentence(lazy_gettext("left you a next step on %(subject)s"), "list-todo", "violet", _step),
)
tell(
    events.NextStepDue,
    Sentence(
        lazy_gettext("reminds you of a next step on %(subject)s"), "calendar-clock", "amber", _step
    ),
)
