"""How a change of the programme reads on timelines: which numbers it changed, from what to what."""

from typing import Any

from flask_babel import lazy_gettext

from deals.programme.events import ProgrammeChanged
from deals.programme.presentation import NUMBERS
from portal.kernel.activity import Activity
from portal.web.timeline import Sentence, tell


def _changes(activity: Activity) -> str | None:
    before, after = (activity.facts.get(side, {}) for side in ("before", "after"))
    changed = [
        f"{label}: {_plain(before[name])} → {_plain(after[name])}"
        for name, label in NUMBERS.items()
        if name in before and name in after and before[name] != after[name]
    ]
    return "; ".join(changed) or None


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


tell(
    ProgrammeChanged,
    Sentence(
        lazy_gettext("changed the terms of the programme"),
        "sliders-horizontal",
        quote=_changes,
    ),
)
