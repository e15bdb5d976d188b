"""How holds, and changes of what a conflict is, read on timelines."""

from flask_babel import lazy_gettext

from deals.conflicts import events
from portal.web.timeline import Sentence, tell

tell(events.DealHeld, Sentence(lazy_gettext("put %(subject)s on hold"), "circle-pause", "amber"))
tell(
    events.DealHoldReleased,
    Sentence(lazy_gettext("let the review of %(subject)s go on"), "play"),
)
tell(
    events.ConflictSettingsChanged,
    Sentence(lazy_gettext("changed what counts as a conflict"), "sliders-horizontal"),
)
