"""How amendments read: what was changed from and to, and whose approval the new value asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import format_date, lazy_gettext

from deals.amendments.models import Amendment, Changed
from deals.amendments.policies import can_amend, is_amendable
from deals.amendments.queries import amendments_of
from deals.approval.models import ApprovalStep
from deals.approval.queries import steps_of
from deals.models import Deal
from deals.policies import can_review
from portal.kernel.db import Work

CHANGES: Final[dict[str, Any]] = {
    Changed.CLOSE: lazy_gettext("Expected close"),
    Changed.PROGRESS: lazy_gettext("What has been done so far"),
    Changed.QUANTITY: lazy_gettext("Quantity"),
    Changed.AMOUNT: lazy_gettext("Amount"),
    Changed.REMOVED: lazy_gettext("Given up"),
    Changed.VALUE: lazy_gettext("Value"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    amendment: Amendment
    crossed: Sequence[ApprovalStep]
    """The approvals that the new value asks for and the old one did not; for reviewers."""


@dataclass(frozen=True, slots=True)
class History:
    amendments: Sequence[Shown]
    may_amend: bool


def history_of(work: Work, deal: Deal) -> History:
    """Return what the page of a deal shows of its amendments."""
    found = amendments_of(work, deal.id)
    steps = steps_of(work) if found and can_review(work.actor, deal) else []
    return History(
        [Shown(each, _crossed(each, deal, steps)) for each in found],
        can_amend(work.actor, deal) and is_amendable(deal),
    )


def in_words(what: str, value: str) -> str:
    """Return a value as an amendment keeps it, in the reader's language."""
    return format_date(date.fromisoformat(value)) if what == Changed.CLOSE and value else value


def _crossed(
    amendment: Amendment, deal: Deal, steps: Sequence[ApprovalStep]
) -> Sequence[ApprovalStep]:
    for change in amendment.changes:
        if change["what"] == Changed.VALUE:
            before, after = Decimal(change["before"]), Decimal(change["after"])
            return [
                step
                for step in steps
                if step.currency == deal.currency and before < step.from_amount <= after
            ]
    return []
