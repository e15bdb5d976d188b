"""Two accounts side by side: what they say, and what would become of them as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext

from partners.accounts.duplicates.models import REGISTERED, IdentityKind
from partners.accounts.duplicates.presentation import LABELS
from partners.accounts.duplicates.queries import find_decision, registered_of, signs_between
from partners.accounts.merging.actions import PARENT, PROFILE, reasons_against
from partners.accounts.merging.audiences import audiences_of, narrowings
from partners.accounts.merging.policies import can_merge
from partners.accounts.models import Account, AccountShareGrant
from partners.accounts.presentation import parent_in_words
from portal.kernel.db import Work
from portal.web.templating import format_country

FIELD_LABELS: Final[dict[str, Any]] = {
    "name": lazy_gettext("Legal name"),
    "domain": lazy_gettext("Website domain"),
    "country": lazy_gettext("Country"),
    "place": lazy_gettext("Place"),
    PARENT: lazy_gettext("Parent company"),
    **{kind.value: label for kind, label in LABELS.items()},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both: what is there, and from which of them it is taken unless chosen."""

    name: str
    label: Any
    stays: str
    away: str

    @property
    def is_choice(self) -> bool:
        return bool(self.stays and self.away and self.stays != self.away)

    @property
    def is_taken(self) -> bool:
        """Whether the one that stays has nothing to say here: then the other's is taken."""
        return bool(self.away and not self.stays)


@dataclass(frozen=True, slots=True)
class PairPage:
    """What a reader is shown of a pair; those whose role does not merge see no more than both."""

    away: Account
    stays: Account
    lines: list[Line]
    kinds: list[IdentityKind]
    can_merge: bool
    is_distinct: bool
    against: Sequence[str]
    narrowed: Sequence[AccountShareGrant]


def pair_page(work: Work, one: Account, other: Account, stays_id: UUID | None) -> PairPage:
    """Compare two accounts of the actor's company; unless asked otherwise the older one stays."""
    older, newer = sorted((one, other), key=lambda account: account.id)
    stays, away = (newer, older) if stays_id == newer.id else (older, newer)
    numbers = registered_of(work, [away.id, stays.id])
    may = can_merge(work.actor, stays)
    return PairPage(
        away=away,
        stays=stays,
        lines=_lines(away, stays, numbers),
        kinds=signs_between(work, newer.id, older.id),
        can_merge=may,
        is_distinct=find_decision(work, newer.id, older.id) is not None,
        against=reasons_against(work, away, stays) if may else (),
        narrowed=narrowings(audiences_of(work, away, stays)) if may else (),
    )


def _shown(account: Account, name: str) -> str:
    value = getattr(account, name) or ""
    return format_country(value) if name == "country" else value


def _lines(
    away: Account, stays: Account, numbers: Mapping[UUID, Mapping[IdentityKind, str]]
) -> list[Line]:
    profile = [
        Line(name, FIELD_LABELS[name], _shown(stays, name), _shown(away, name)) for name in PROFILE
    ]
    parent = Line(
        PARENT, FIELD_LABELS[PARENT], parent_in_words(stays.parent), parent_in_words(away.parent)
    )
    registered = [
        Line(
            kind.value,
            LABELS[kind],
            numbers[stays.id].get(kind, ""),
            numbers[away.id].get(kind, ""),
        )
        for kind in REGISTERED
    ]
    return [*profile, *(line for line in (parent, *registered) if line.stays or line.away)]
