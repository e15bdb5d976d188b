"""How evidence reads on timelines and in the inbox."""

from flask_babel import lazy_gettext

from deals.evidence import events
from portal.web.timeline import Sentence, tell

tell(
    events.EvidenceNamed,
    Sentence(
        lazy_gettext("named a document as evidence for %(subject)s"),
        "file-check",
        "blue",
        lambda activity: str(activity.facts.get("title", "")),
    ),
)
