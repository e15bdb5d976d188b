"""How the events of documents read on timelines and in the inbox."""

from flask_babel import gettext, lazy_gettext

from documents import events
from portal.kernel.activity import Activity
from portal.kernel.words import spoken
from portal.web.timeline import Sentence, tell


def _file(activity: Activity) -> str:
    return str(activity.facts.get("file_name", ""))


def _file_and_reason(activity: Activity) -> str:
    if not activity.reason:
        return _file(activity)
    return f"{_file(activity)}: {spoken(activity.reason, gettext)}"


tell(
    events.DocumentReceived,
    Sentence(lazy_gettext("sent a document for %(subject)s"), "scan-line", "amber", _file),
)
tell(
    events.DocumentUploaded,
    Sentence(lazy_gettext("added a document to %(subject)s"), "file-text", "blue", _file),
)
tell(
    events.DocumentRefused,
    Sentence(
        lazy_gettext("sent a document for %(subject)s that was refused"),
        "shield-x",
        "red",
        _file_and_reason,
    ),
)
tell(
    events.DocumentDownloaded,
    Sentence(lazy_gettext("downloaded a document of %(subject)s"), "download", "neutral", _file),
)
