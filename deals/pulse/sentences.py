"""How a deal that stands still, or does not after all, reads on timelines and in the inbox."""

from datetime import date, datetime

from flask_babel import gettext

from deals.pulse.events import DealKeptAlive, DealStalled, DealStillStalled
from portal.kernel.activity import Activity
from portal.web.templating import format_day
from portal.web.timeline import Sentence, tell


def _stalled(activity: Activity) -> str:
    day = format_day(datetime.fromisoformat(activity.facts["since"]))
    return gettext(
        "reminds: nothing has happened to %(subject)s since %(day)s",
        subject="%(subject)s",
        day=day,
    )


def _step(activity: Activity) -> str:
    day = format_day(date.fromisoformat(activity.facts["step_on"]))
    return f"{day}: {activity.facts['step']}"


tell(DealStalled, Sentence(_stalled, "hourglass", "amber"))
tell(DealStillStalled, Sentence(_stalled, "hourglass", "red"))
tell(
    DealKeptAlive,
    Sentence(
        lambda _activity: gettext(
            "said that %(subject)s is alive, and what comes next", subject="%(subject)s"
        ),
        "heart-pulse",
        "blue",
        _step,
    ),
)
