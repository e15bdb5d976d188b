"""The list of accounts as its address asks for it: what is shown, and the ways on from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from flask import request, url_for
from flask_babel import lazy_gettext

from partners.accounts.browsing.models import SavedView
from partners.accounts.listing import listed
from partners.accounts.models import Account
from partners.accounts.parents.models import UNKNOWN, Parent
from partners.accounts.wanted import Order, Place, Wanted, Whose
from partners.companies.models import Company
from partners.companies.queries import partners_page
from portal.kernel.db import Work
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page
from portal.web.templating import format_country

ENDPOINT: Final = "accounts.index"
FILTERS: Final = ("q", "whose", "country", "partner", "order")
"""What a view of the list is made of, as its address says it."""
MOST_SEARCHED: Final = 80
FIRST_PARTNERS: Final = 20

WHOSE_LABELS: Final = {
    Whose.ALL: lazy_gettext("All"),
    Whose.OURS: lazy_gettext("Ours"),
    Whose.THEIRS: lazy_gettext("Shared with us"),
    Whose.OPENED: lazy_gettext("Shared by us"),
    Whose.CLOSED: lazy_gettext("Not shared"),
}
ORDER_LABELS: Final[dict[Order, Any]] = {
    Order.NAME: lazy_gettext("By name"),
    Order.NEWEST: lazy_gettext("Newest first"),
    Order.COUNTRY: lazy_gettext("By country"),
    Order.ACTIVITY: lazy_gettext("Last worked on"),
}

PARENT_LABELS: Final[dict[str, Any]] = {
    "parent_name": lazy_gettext("Parent company"),
    "parent_country": lazy_gettext("Country of the parent"),
    "parent_domain": lazy_gettext("Domain of the parent"),
    "parent_number": lazy_gettext("Number of the parent"),
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list; `chips` and `orders` are (label, address, whether it is this one)."""

    accounts: list[Account]
    touched: dict[UUID, datetime]
    """When one's company last worked on them, where the list is in that order."""
    wanted: Wanted
    next_url: str | None
    chips: list[tuple[Any, str, bool, None]]
    orders: list[tuple[Any, str, bool]]
    views: list[tuple[str, str, bool, None]]
    view: SavedView | None
    """The saved view that is open, if one is."""
    filters: dict[str, str]
    """The address's own, as it says them."""

    @property
    def order_label(self) -> Any:
        return ORDER_LABELS.get(self.wanted.effective_order, lazy_gettext("Best match"))


def asked() -> Wanted:
    """Read the filters of the address; what it says that is none is passed over."""
    return Wanted(
        search=request.args.get("q", "").strip()[:MOST_SEARCHED],
        whose=_one_of(Whose, request.args.get("whose"), Whose.ALL),
        country=request.args.get("country", "").strip().upper()[:2],
        partner=_id(request.args.get("partner", "")),
        order=_one_of(Order, request.args.get("order"), Order.NAME),
    )


def default_address(views: Sequence[SavedView]) -> str | None:
    """Return where the list opens for this reader, when its address asks for nothing."""
    if request.args:
        return None
    default = next((each for each in views if each.is_default), None)
    return view_address(default) if default else None


def view_address(view: SavedView) -> str:
    kept: dict[str, Any] = {k: v for k, v in parse_qsl(view.query) if k in FILTERS}
    return url_for(ENDPOINT, **{**kept, "view": str(view.id)})


def list_page(work: Work, views: Sequence[SavedView]) -> ListPage:
    wanted = asked()
    after = asked_position(ENDPOINT, Place.read)
    found = listed(work, wanted, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page(ENDPOINT, found, lambda last: last.place.written())
    return ListPage(
        accounts=[each.account for each in shown],
        touched={each.account.id: each.touched_at for each in shown if each.touched_at},
        wanted=wanted,
        next_url=next_url,
        chips=[
            (label, _address(whose=whose.value), whose is wanted.whose, None)
            for whose, label in WHOSE_LABELS.items()
        ],
        orders=[
            (label, _address(order=order.value), order is wanted.effective_order)
            for order, label in ORDER_LABELS.items()
        ],
        views=[
            (each.name, view_address(each), str(each.id) == request.args.get("view"), None)
            for each in views
        ],
        filters=_filters(),
        view=next((each for each in views if str(each.id) == request.args.get("view")), None),
    )


def partners_to_filter_by(work: Work) -> list[Company]:
    """Return the first partners by name, and the one the address names: a page is no directory."""
    first = [each.partner for each in partners_page(work, active_only=True, limit=FIRST_PARTNERS)]
    named = asked().partner
    if named is None or named in {each.id for each in first}:
        return first
    other = work.find(Company, named)
    return [other, *first] if other else first


def _address(**changed: str) -> str:
    kept: dict[str, Any] = {**_filters(), **changed}
    return url_for(ENDPOINT, **kept)


def _filters() -> dict[str, str]:
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _one_of(kinds: Any, value: str | None, otherwise: Any) -> Any:
    return kinds(value) if value in {each.value for each in kinds} else otherwise


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def parent_in_words(parent: Parent | None) -> str:
    """Return all that is said of a parent company in one line; empty where nobody said."""
    name, country, domain, number = (parent or UNKNOWN).texts.values()
    parts = (name, format_country(country) if country else "", domain, number)
    return ", ".join(part for part in parts if part)
