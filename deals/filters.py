"""The filters above the list of deals, in the words in which the list tells of each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext, lazy_gettext

from deals.narrowing import OPEN, Narrowing, read_narrowing
from deals.pipeline.states import Stage
from deals.presentation import CLOSED_BADGES, REVIEW_BADGES
from deals.queries import Asked
from deals.review.states import Review
from partners.companies.queries import partner_names
from portal.kernel.db import Work
from portal.kernel.errors import Invalid

Chip = tuple[str, str, bool, None]
"""Label, address, whether it is chosen. No count, which would cost a scan on every page."""

FILTERS: Final[tuple[tuple[Any, dict[str, Any]], ...]] = (
    (lazy_gettext("All"), {}),
    (lazy_gettext("Not decided"), {"undecided": "yes"}),
    *(
        (REVIEW_BADGES[review][0], {"review": review.value})
        for review in (
            Review.SUBMITTED,
            Review.IN_REVIEW,
            Review.ACTION_REQUIRED,
            Review.WAIT_LISTED,
        )
    ),
    (REVIEW_BADGES[Review.APPROVED][0], {"stage": OPEN}),
    (lazy_gettext("Protected"), {"protected": "yes"}),
    *((CLOSED_BADGES[stage][0], {"stage": stage.value}) for stage in (Stage.WON, Stage.LOST)),
    (REVIEW_BADGES[Review.REJECTED][0], {"review": Review.REJECTED.value}),
    (lazy_gettext("Disputed"), {"disputed": "yes"}),
    (lazy_gettext("Stalled"), {"stalled": "yes"}),
    (lazy_gettext("Protection ends soon"), {"ending": "soon"}),
)
"""Approved are those on their way: a closed one reads how it ended."""
MOST_OFFERED: Final = 1000
_NARROWING: Final = {"review", *(each.name for each in fields(Narrowing))} - {"partner"}
"""What an address may ask for, besides what stays whatever chip is chosen."""


def chips(asked: Mapping[str, str]) -> list[Chip]:
    chosen, kept = _chosen(asked), kept_beside(asked)
    return [
        (str(label), url_for("deals.index", **{**kept, **each}), each == chosen, None)
        for label, each in FILTERS
    ]


def kept_beside(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what is looked for and of whom, whatever chip is chosen."""
    return {name: asked[name] for name in ("q", "partner") if asked.get(name)}


def address_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return all that the list is asked for, without the place in it."""
    return kept_beside(asked) | _chosen(asked)


def read(asked: Mapping[str, str]) -> Asked:
    """Read what the list is asked for from its address.

    Raises:
        Invalid: there is no such filter.
    """
    search = asked.get("q", "").strip()
    return Asked(review=read_review(asked), search=search, narrowed=read_narrowing(asked))


def is_one_of_the_chips(asked: Mapping[str, str]) -> bool:
    """Return whether a chip says it all; if not, it is the list behind a number."""
    return any(each == _chosen(asked) for _label, each in FILTERS)


@dataclass(frozen=True, slots=True)
class PartnerMenu:
    """Whose deals the host's people may choose to see."""

    chosen: UUID | None
    choices: list[tuple[UUID, str]]

    @property
    def name(self) -> str | None:
        return dict(self.choices).get(self.chosen) if self.chosen else None


def partner_menu(work: Work, asked: Asked) -> PartnerMenu | None:
    """Return the partners to choose from, for the host's people."""
    if not work.actor.is_host:
        return None
    narrowed = asked["narrowed"]
    chosen = narrowed.partner if narrowed else None
    names = partner_names(work, limit=MOST_OFFERED, among=chosen)
    return PartnerMenu(chosen, [(each.id, each.trade_name) for each in names])


def read_review(asked: Mapping[str, str]) -> Review | None:
    """Return the state that is asked for.

    Raises:
        Invalid: there is no such filter.
    """
    value = asked.get("review")
    if value is None:
        return None
    try:
        return Review(value)
    except ValueError:
        raise Invalid(gettext("There is no such filter. Clear it and choose again.")) from None


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value and name in _NARROWING}
