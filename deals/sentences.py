"""How the events of deals read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals import events
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _approved(activity: Activity) -> str:
    if activity.facts.get("left_out"):
        return str(lazy_gettext("approved %(subject)s in part"))
    if activity.facts.get("is_exclusive", True):
        return str(lazy_gettext("approved %(subject)s"))
    return str(lazy_gettext("approved %(subject)s, not exclusively"))


def _answered(activity: Activity) -> str:
    if activity.facts.get("came_late"):
        return str(
            lazy_gettext(
                "answered the question on %(subject)s after its time; it goes last in line"
            )
        )
    return str(lazy_gettext("answered the question on %(subject)s"))


tell(events.DealRegistered, Sentence(lazy_gettext("registered %(subject)s"), "send", "blue"))
tell(
    events.DealReviewStarted,
    Sentence(lazy_gettext("started the review of %(subject)s"), "user-round-check"),
)
tell(
    events.DealQuestionAsked,
    Sentence(
        lazy_gettext("asked for more information on %(subject)s"),
        "message-circle-question-mark",
        "red",
        lambda activity: str(activity.facts.get("question", "")),
    ),
)
tell(
    events.DealQuestionAnswered,
    Sentence(
        _answered,
        "message-square",
        "blue",
        lambda activity: str(activity.facts.get("answer", "")),
    ),
)
tell(
    events.DealQuestionTakenBack,
    Sentence(lazy_gettext("took back the question on %(subject)s"), "undo-2"),
)
tell(events.DealApproved, Sentence(_approved, "shield-check", "green"))
tell(events.DealRejected, Sentence(lazy_gettext("declined %(subject)s"), "circle-x"))
tell(events.DealWithdrawn, Sentence(lazy_gettext("withdrew %(subject)s"), "undo-2"))
tell(events.DealCancelled, Sentence(lazy_gettext("cancelled %(subject)s"), "circle-slash", "amber"))
