"""How agreements read on timelines."""

from flask_babel import lazy_gettext

from documents.agreements import events
from portal.web.timeline import Sentence, tell

tell(
    events.AgreementNamed,
    Sentence(lazy_gettext("named an agreement to execute"), "file-signature", "blue"),
)
tell(events.AgreementRetired, Sentence(lazy_gettext("retired an agreement"), "file-x"))
tell(
    events.AgreementExecuted,
    Sentence(
        lazy_gettext("executed an agreement for %(subject)s"),
        "file-signature",
        "green",
        lambda activity: str(activity.facts.get("title", "")),
    ),
)
