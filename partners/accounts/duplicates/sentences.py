"""How the events of likely duplicates read on timelines."""

from flask_babel import lazy_gettext

from partners.accounts.duplicates import events
from portal.web.timeline import Sentence, tell

tell(
    events.AccountsToldApart,
    Sentence(lazy_gettext("told %(subject)s apart: two customers"), "split"),
)
