"""How a change of the programme reads on timelines."""

from flask_babel import lazy_gettext

from deals.programme.events import ProgrammeChanged
from portal.web.timeline import Sentence, tell

tell(
    ProgrammeChanged,
    Sentence(lazy_gettext("changed the terms of the programme"), "sliders-horizontal"),
)
