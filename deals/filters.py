"""The filters above the list of deals, in the words in which the list tells of each."""

from collections.abc import Mapping
from typing import Any, Final

from flask import url_for
from flask_babel import gettext, lazy_gettext

from deals.narrowing import OPEN
from deals.pipeline.states import Stage
from deals.presentation import CLOSED_BADGES, REVIEW_BADGES
from deals.review.states import Review
from portal.kernel.errors import Invalid

Chip = tuple[str, str, bool, None]
"""Label, address, whether it is chosen. No count, which would cost a scan on every page."""

FILTERS: Final[tuple[tuple[Any, dict[str, Any]], ...]] = (
    (lazy_gettext("All"), {}),
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
    *((CLOSED_BADGES[stage][0], {"stage": stage.value}) for stage in (Stage.WON, Stage.LOST)),
    (REVIEW_BADGES[Review.REJECTED][0], {"review": Review.REJECTED.value}),
    (lazy_gettext("Disputed"), {"disputed": "yes"}),
    (lazy_gettext("Stalled"), {"stalled": "yes"}),
    (lazy_gettext("Protection ends soon"), {"ending": "soon"}),
)
"""Approved are those on their way: a closed one reads how it ended."""
_BESIDE: Final = {"q", "cursor"}


def chips(asked: Mapping[str, str]) -> list[Chip]:
    chosen = _chosen(asked)
    return [
        (str(label), url_for("deals.index", **each), each == chosen, None)
        for label, each in FILTERS
    ]


def is_one_of_the_chips(asked: Mapping[str, str]) -> bool:
    """Return whether a chip says it all; if not, it is the list behind a number."""
    return any(each == _chosen(asked) for _label, each in FILTERS)


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


def is_ending(asked: Mapping[str, str]) -> bool:
    return asked.get("ending") == "soon"


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value and name not in _BESIDE}
