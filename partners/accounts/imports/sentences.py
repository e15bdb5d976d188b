"""How the events of imports read on timelines."""

from flask_babel import lazy_gettext

from partners.accounts.imports import events
from portal.web.timeline import Sentence, tell

tell(
    events.AccountImportReceived,
    Sentence(lazy_gettext("brought %(subject)s to be imported"), "file-spreadsheet"),
)
tell(
    events.AccountImportStarted,
    Sentence(lazy_gettext("started to import %(subject)s"), "file-spreadsheet"),
)
tell(
    events.AccountImportFinished,
    Sentence(lazy_gettext("imported %(subject)s"), "file-check", "green"),
)
