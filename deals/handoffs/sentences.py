"""How the events of hand-offs read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.handoffs import events
from deals.handoffs.presentation import TASKS
from deals.handoffs.states import Task
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _step(activity: Activity) -> str:
    return str(TASKS[Task(str(activity.facts["task"]))])


tell(
    events.HandOffStarted,
    Sentence(lazy_gettext("began to hand over %(subject)s"), "arrow-right-left", "blue"),
)
tell(
    events.HandOffProposed,
    Sentence(lazy_gettext("proposed to hand over %(subject)s"), "arrow-right-left", "amber"),
)
tell(
    events.HandOffProposalEndsSoon,
    Sentence(
        lazy_gettext("waits for an answer to the proposal to hand over %(subject)s"),
        "clock",
        "amber",
    ),
)
tell(
    events.HandOffAgreed,
    Sentence(lazy_gettext("agreed to hand over %(subject)s"), "circle-check", "green"),
)
tell(
    events.HandOffRefused,
    Sentence(lazy_gettext("declined to hand over %(subject)s"), "circle-x", "amber"),
)
tell(
    events.HandOffProposalLapsed,
    Sentence(lazy_gettext("let the proposal to hand over %(subject)s lapse"), "hourglass", "amber"),
)
tell(
    events.HandOffProposalRecalled,
    Sentence(lazy_gettext("took back the proposal to hand over %(subject)s"), "undo-2", "amber"),
)
tell(
    events.HandOffUnplaced,
    Sentence(lazy_gettext("found nobody yet who takes over %(subject)s"), "hourglass", "amber"),
)
tell(
    events.HandOffNotTaken,
    Sentence(lazy_gettext("found nobody who takes over %(subject)s"), "circle-alert", "amber"),
)
tell(
    events.HandOffRecalled,
    Sentence(lazy_gettext("recalled the hand-off of %(subject)s"), "undo-2", "amber"),
)
tell(
    events.DealHandedOver,
    Sentence(lazy_gettext("handed over %(subject)s to %(with)s"), "arrow-right-left", "green"),
)
tell(
    events.DealJoined,
    Sentence(lazy_gettext("sells %(subject)s together with %(with)s"), "handshake", "green"),
)
tell(
    events.DealTakenOver,
    Sentence(lazy_gettext("took over %(subject)s from %(with)s"), "arrow-right-left", "green"),
)
tell(
    events.HandOffOffered,
    Sentence(lazy_gettext("offered the deal %(subject)s"), "send", "blue"),
)
tell(
    events.HandOffOfferEndsSoon,
    Sentence(lazy_gettext("waits for an answer to the deal %(subject)s"), "clock", "amber"),
)
tell(
    events.HandOffOfferAccepted,
    Sentence(lazy_gettext("took over the deal %(subject)s"), "circle-check", "green"),
)
tell(
    events.HandOffOfferDeclined,
    Sentence(lazy_gettext("declined the deal %(subject)s"), "circle-x"),
)
tell(
    events.HandOffOfferExpired,
    Sentence(lazy_gettext("let the offer of the deal %(subject)s lapse"), "hourglass", "amber"),
)
tell(
    events.HandOffOfferRecalled,
    Sentence(lazy_gettext("took back the deal %(subject)s"), "undo-2", "amber"),
)
tell(
    events.HandOffTaskDone,
    Sentence(lazy_gettext("did a step of handing over %(subject)s"), "circle-check", "blue", _step),
)
tell(
    events.HandOffCompleted,
    Sentence(lazy_gettext("completed the hand-over of %(subject)s"), "circle-check", "green"),
)
tell(
    events.HandOffOfferCompleted,
    Sentence(lazy_gettext("completed the hand-over of the deal %(subject)s"), "circle-check"),
)
tell(
    events.HandOffReturned,
    Sentence(lazy_gettext("returned %(subject)s"), "undo-2", "amber"),
)
tell(
    events.HandOffOfferReturned,
    Sentence(lazy_gettext("gave back the deal %(subject)s"), "undo-2", "amber"),
)
