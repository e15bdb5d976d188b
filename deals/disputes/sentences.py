"""How the steps of a dispute read on timelines and in the inbox."""

from flask_babel import gettext, lazy_gettext

from deals.disputes import events
from deals.disputes.presentation import VERDICTS
from deals.disputes.states import Verdict
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _decided(activity: Activity) -> str:
    verdict = Verdict(activity.facts["verdict"])
    return gettext(
        "decided the dispute on %(subject)s: %(verdict)s",
        subject="%(subject)s",
        verdict=str(VERDICTS[verdict][0]),
    )


tell(
    events.DisputeOpened,
    Sentence(
        lazy_gettext("disputed the decision on %(subject)s"),
        "scale",
        "amber",
        lambda activity: str(activity.facts.get("claim", "")),
    ),
)
tell(
    events.DisputeInvestigated,
    Sentence(lazy_gettext("looks into the dispute on %(subject)s"), "search"),
)
tell(events.DisputeDecided, Sentence(_decided, "gavel", "blue"))
tell(
    events.DisputeAppealed,
    Sentence(
        lazy_gettext("appealed the decision of the dispute on %(subject)s"),
        "scale",
        "amber",
        lambda activity: str(activity.facts.get("appeal", "")),
    ),
)
tell(
    events.DisputeRunsLate,
    Sentence(
        lazy_gettext("reminds: the time promised for the dispute on %(subject)s has passed"),
        "clock",
        "red",
    ),
)
