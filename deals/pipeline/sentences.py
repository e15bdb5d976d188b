"""How the stages of a deal read on timelines and in the inbox."""

from flask_babel import gettext

from deals.pipeline.events import DealStageMoved
from deals.pipeline.presentation import STAGE_REASONS, STAGES
from deals.pipeline.states import Stage, StageReason
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _moved(activity: Activity) -> str:
    match activity.facts.get("stage"):
        case Stage.WON:
            return gettext("won %(subject)s", subject="%(subject)s")
        case Stage.LOST:
            return gettext("lost %(subject)s", subject="%(subject)s")
        case Stage.CLOSED_ERROR:
            return gettext("closed %(subject)s: it was entered in error", subject="%(subject)s")
        case stage:
            label = STAGES[Stage(stage)] if stage else ""
            return gettext("moved %(subject)s to “%(stage)s”", subject="%(subject)s", stage=label)


def _why(activity: Activity) -> str | None:
    code = activity.facts.get("code")
    label = f"{STAGE_REASONS[StageReason(code)]}." if code else ""
    return f"{label} {activity.reason or ''}".strip() or None


tell(DealStageMoved, Sentence(_moved, "arrow-right", "blue", _why))
