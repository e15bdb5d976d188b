"""How the states of sheets look."""

from typing import Any, Final

from flask_babel import lazy_gettext

from deals.sheets.models import SheetState

STATES: Final[dict[SheetState, tuple[Any, str, str]]] = {
    SheetState.TRIED: (lazy_gettext("Tried out"), "blue", "list-checks"),
    SheetState.RUNNING: (lazy_gettext("Running"), "amber", "loader"),
    SheetState.DONE: (lazy_gettext("Done"), "green", "circle-check"),
    SheetState.STOPPED: (lazy_gettext("Stopped"), "neutral", "circle-pause"),
}
