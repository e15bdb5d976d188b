"""How amendments read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.amendments import events
from portal.web.timeline import Sentence, tell

tell(
    events.DealAmended,
    Sentence(
        lazy_gettext("amended %(subject)s"),
        "pencil",
        "blue",
        lambda activity: activity.reason or "",
    ),
)
