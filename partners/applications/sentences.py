"""How applications read on timelines and in the inbox."""

from flask_babel import lazy_gettext

from partners.applications import events
from portal.web.timeline import Sentence, tell

tell(
    events.ApplicationReceived,
    Sentence(lazy_gettext("received the application of %(subject)s"), "mail-plus", "blue"),
)
tell(
    events.ApplicationReviewStarted,
    Sentence(lazy_gettext("started the review of %(subject)s"), "user-round-check"),
)
tell(
    events.ApplicantAsked,
    Sentence(
        lazy_gettext("asked %(subject)s for more information"),
        "message-circle-question-mark",
        "red",
        lambda activity: str(activity.facts.get("question", "")),
    ),
)
tell(
    events.ApplicantAnswered,
    Sentence(lazy_gettext("has the answer of %(subject)s"), "message-square", "blue"),
)
tell(
    events.ApplicationDeclined,
    Sentence(lazy_gettext("declined the application of %(subject)s"), "circle-x"),
)
tell(
    events.ApplicationWithdrawn,
    Sentence(lazy_gettext("noted that %(subject)s withdrew its application"), "undo-2"),
)
tell(
    events.ApplicationAccepted,
    Sentence(lazy_gettext("accepted %(subject)s as a partner"), "handshake", "green"),
)
tell(
    events.ApplicationDueSoon,
    Sentence(lazy_gettext("reminds: the application of %(subject)s is due soon"), "clock", "amber"),
)
tell(
    events.ApplicationOverdue,
    Sentence(
        lazy_gettext("reminds: the application of %(subject)s is overdue"), "clock-alert", "red"
    ),
)
