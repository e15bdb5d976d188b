"""How closure plans read on timelines."""

from flask_babel import lazy_gettext

from deals.closing import events
from portal.web.timeline import Sentence, tell

tell(
    events.ClosurePlanned,
    Sentence(lazy_gettext("planned what becomes of %(subject)s"), "clipboard-list"),
)
tell(
    events.DealHandedBack,
    Sentence(lazy_gettext("took %(subject)s back from the partner"), "undo-2", "amber"),
)
tell(events.DealClosed, Sentence(lazy_gettext("closed %(subject)s"), "circle-slash"))
