"""How the kinds of entries, and where a commission stands, look on screen."""

from typing import Any, Final

from flask_babel import lazy_gettext

from deals.commissions.models import Balance, EntryKind
from deals.models import Motion

KINDS: Final[dict[EntryKind, tuple[Any, str, str]]] = {
    EntryKind.ACCRUED: (lazy_gettext("Accrued"), "blue", "coins"),
    EntryKind.APPROVED: (lazy_gettext("Approved"), "green", "badge-check"),
    EntryKind.PAID: (lazy_gettext("Paid"), "green", "banknote"),
    EntryKind.CLAWED_BACK: (lazy_gettext("Taken back"), "amber", "undo-2"),
}
MOTIONS: Final[dict[Motion, Any]] = {
    Motion.RESELL: lazy_gettext("Resell"),
    Motion.REFERRAL: lazy_gettext("Referral"),
    Motion.CO_SELL: lazy_gettext("Co-sell"),
}


def standing(balance: Balance) -> tuple[Any, str, str]:
    """Return the badge of where a commission stands."""
    if balance.to_return:
        return lazy_gettext("To be returned"), "red", "undo-2"
    if balance.to_approve:
        return lazy_gettext("Waits for approval"), "amber", "clock"
    if balance.to_pay:
        return lazy_gettext("To be paid"), "blue", "coins"
    if balance.earned:
        return lazy_gettext("Paid"), "green", "banknote"
    return lazy_gettext("Taken back"), "neutral", "undo-2"
