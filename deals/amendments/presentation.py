"""How amendments read: what was changed from and to, and whose approval the new value asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import lazy_gettext

from deals.amendments.models import Amendment, Changed
from deals.amendments.policies import can_amend, is_amendable
from deals.amendments.queries import amendments_of
from deals.approval.models import ApprovalStep
from deals.approval.queries import steps_of
from deals.catalogue.queries import product_families
from deals.models import Deal
from deals.policies import can_review
from portal.kernel.db import Work
from portal.web.templating import format_day, format_money, format_number

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
    families: Mapping[str, str]
    """The names of the product families by their codes; empty where nothing was amended."""


def history_of(work: Work, deal: Deal) -> History:
    """Return what the page of a deal shows of its amendments."""
    found = amendments_of(work, deal.id)
    steps = steps_of(work) if found and can_review(work.actor, deal) else []
    return History(
        [Shown(each, _crossed(each, deal, steps)) for each in found],
        can_amend(work.actor, deal) and is_amendable(deal),
        {each.code: each.name for each in product_families(work)} if found else {},
    )


def in_words(what: str, value: str, currency: str) -> str:
    """Return a value as an amendment keeps it, in the reader's language."""
    if not value:
        return ""
    match what:
        case Changed.CLOSE:
            return format_day(date.fromisoformat(value))
        case Changed.AMOUNT | Changed.VALUE:
            return format_money(Decimal(value), currency)
        case Changed.QUANTITY:
            return format_number(Decimal(value))
        case Changed.REMOVED:
            quantity, amount = value.split(", ")
            return f"{format_number(Decimal(quantity))}, {format_money(Decimal(amount), currency)}"
    return value


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
