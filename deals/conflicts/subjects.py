"""Holds and settings as things that happen: told to the host's people alone."""

from deals.conflicts.models import ConflictHold, ConflictSettings
from portal.kernel.subjects import SubjectType, register_subject

HOLD = register_subject(
    SubjectType(
        name="conflict-hold",
        model=ConflictHold,
        label=lambda hold: hold.label,
        path=lambda hold: f"/deals/{hold.deal_id}",
        companies=lambda _hold: frozenset(),
        shows_its_activity=True,
    )
)
SETTINGS = register_subject(
    SubjectType(
        name="conflict-settings",
        model=ConflictSettings,
        label=lambda _settings: "Conflict detection",
        path=lambda _settings: "/deals/conflict-settings",
        companies=lambda settings: frozenset({settings.owner_company_id}),
    )
)
