"""How a merge reads on timelines."""

from flask_babel import lazy_gettext

from partners.accounts.merging import events
from portal.web.timeline import Sentence, tell

tell(
    events.AccountsMerged,
    Sentence(lazy_gettext("merged %(subject)s into one account"), "merge", "violet"),
)
tell(
    events.SharedAccountsMerged,
    Sentence(lazy_gettext("merged %(with)s into %(subject)s"), "merge", "violet"),
)
