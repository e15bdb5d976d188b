"""How orders look: states as word, icon and tone; parties and units in plain words."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext

from edi.orders.models import OrderState
from portal.web.templating import format_day

STATE_BADGES: dict[OrderState, tuple[Any, str, str]] = {
    OrderState.NEW: (lazy_gettext("To answer"), "amber", "clock"),
    OrderState.ACCEPTED: (lazy_gettext("Accepted"), "green", "circle-check"),
    OrderState.REJECTED: (lazy_gettext("Declined"), "neutral", "circle-x"),
}
PARTY_ROLES: dict[str, Any] = {
    "buyer": lazy_gettext("Buyer"),
    "seller": lazy_gettext("Seller"),
    "vendor": lazy_gettext("Vendor"),
    "supplier": lazy_gettext("Supplier"),
    "ship-to": lazy_gettext("Ship to"),
    "ship-from": lazy_gettext("Ship from"),
    "bill-to": lazy_gettext("Bill to"),
    "remit-to": lazy_gettext("Remit to"),
    "payer": lazy_gettext("Payer"),
    "mark-for": lazy_gettext("Mark for"),
    "end-user": lazy_gettext("End customer"),
    "carrier": lazy_gettext("Carrier"),
    "warehouse": lazy_gettext("Warehouse"),
}
DATE_KINDS: dict[str, Any] = {
    "delivery": lazy_gettext("Delivery requested"),
    "ship": lazy_gettext("Shipping requested"),
    "cancel-after": lazy_gettext("Cancel if not shipped by"),
    "ship-not-before": lazy_gettext("Not before"),
    "ship-no-later": lazy_gettext("No later than"),
}
UNITS: dict[str, Any] = {
    "EA": lazy_gettext("pieces"),
    "C62": lazy_gettext("pieces"),
    "H87": lazy_gettext("pieces"),
    "XCT": lazy_gettext("cartons"),
    "XPX": lazy_gettext("pallets"),
    "XBX": lazy_gettext("boxes"),
    "KGM": lazy_gettext("kg"),
    "LBR": lazy_gettext("lb"),
    "MTR": lazy_gettext("m"),
    "FOT": lazy_gettext("ft"),
    "LTR": lazy_gettext("l"),
    "DZN": lazy_gettext("dozen"),
    "SET": lazy_gettext("sets"),
    "PR": lazy_gettext("pairs"),
}


def party_role(role: str) -> str:
    return str(PARTY_ROLES.get(role) or gettext("Party (%(code)s)", code=role.removeprefix("x12:")))


def day_of(written: str) -> str:
    """Show a date that was kept as the document wrote it; one that is none stays as it is."""
    try:
        return format_day(date.fromisoformat(written))
    except ValueError:
        return written


def date_kind(kind: str) -> str:
    return str(DATE_KINDS.get(kind) or gettext("Date (%(code)s)", code=kind.removeprefix("x12:")))


def unit_name(code: str) -> str:
    return str(UNITS.get(code) or code.removeprefix("x12:"))


def without_zeros(value: Decimal) -> str:
    """Return 24.000000 as `24` and 9.250000 as `9.25`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
