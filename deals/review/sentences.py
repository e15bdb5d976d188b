"""How the clock of an answer reads on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.review import events
from portal.web.timeline import Sentence, tell

tell(
    events.DealWaitListed,
    Sentence(lazy_gettext("put %(subject)s on the wait-list"), "list-ordered", "blue"),
)
tell(
    events.DealCalledUp,
    Sentence(lazy_gettext("took %(subject)s from the wait-list into review"), "play", "blue"),
)
tell(
    events.ReplyRunsLate,
    Sentence(
        lazy_gettext("reminds: the time to answer the question on %(subject)s is nearly over"),
        "clock",
        "amber",
    ),
)
tell(
    events.ReplyIsOverdue,
    Sentence(
        lazy_gettext("says that the question on %(subject)s was not answered in time"),
        "clock",
        "red",
    ),
)
