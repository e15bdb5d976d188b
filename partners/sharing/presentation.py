"""How grants and requests look: a word, an icon and a tone; and what a grant opens to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import format_date, gettext, lazy_gettext, ngettext

from partners.accounts.models import AccountShareGrant, GrantAccess, GrantObject, GrantState
from partners.sharing.models import AccountShareRequest, RequestState
from partners.sharing.queries import ENDING_SOON
from portal.kernel.actor import Actor, Reach
from portal.web.navigation import role_label

Badge = tuple[Any, str, str]

_ENDED: Final[Badge] = (lazy_gettext("Ran out"), "neutral", "clock")
STATE_BADGES: Final[dict[GrantState, Badge]] = {
    GrantState.OFFERED: (lazy_gettext("Offered"), "blue", "send"),
    GrantState.ACTIVE: (lazy_gettext("In force"), "green", "circle-check"),
    GrantState.SUSPENDED: (lazy_gettext("At rest"), "amber", "circle-pause"),
    GrantState.EXPIRED: _ENDED,
    GrantState.REVOKED: (lazy_gettext("Ended"), "neutral", "lock"),
    GrantState.DECLINED: (lazy_gettext("Declined"), "neutral", "circle-x"),
}
REQUEST_BADGES: Final[dict[RequestState, Badge]] = {
    RequestState.REQUESTED: (lazy_gettext("Waiting"), "blue", "clock"),
    RequestState.GRANTED: (lazy_gettext("Granted"), "green", "circle-check"),
    RequestState.DECLINED: (lazy_gettext("Declined"), "neutral", "circle-x"),
    RequestState.WITHDRAWN: (lazy_gettext("Withdrawn"), "neutral", "undo-2"),
}
OBJECT_LABELS: Final[dict[GrantObject, Any]] = {
    GrantObject.PROFILE: lazy_gettext("Profile"),
    GrantObject.CONTACTS: lazy_gettext("Contacts"),
    GrantObject.INTERACTIONS: lazy_gettext("Interactions"),
    GrantObject.DEALS: lazy_gettext("Deals"),
    GrantObject.DOCUMENTS: lazy_gettext("Documents"),
    GrantObject.ORDERS: lazy_gettext("Orders"),
}
ACCESS_LABELS: Final[dict[GrantAccess, Any]] = {
    GrantAccess.READ: lazy_gettext("read only"),
    GrantAccess.COMMENT: lazy_gettext("add their own"),
    GrantAccess.EDIT: lazy_gettext("add their own and change what is there"),
}
_NEEDS: Final = {
    GrantObject.DEALS: "deals:read",
    GrantObject.DOCUMENTS: "documents:read",
    GrantObject.ORDERS: "orders:read",
}


def grant_badge(grant: AccountShareGrant, now: datetime) -> Badge:
    """Return the state as it is: time ends a grant before a job says so."""
    return STATE_BADGES[grant.state] if is_open(grant, now) or not grant.is_live else _ENDED


def is_open(grant: AccountShareGrant, now: datetime) -> bool:
    """Return whether it opens something, or may open it again, by its state and by the clock."""
    return grant.is_live and grant.valid_until > now


def request_badge(asked: AccountShareRequest) -> Badge:
    return REQUEST_BADGES[asked.state]


def object_choices() -> list[tuple[str, Any]]:
    """Return what a form offers. The profile is in every grant; no order names an account yet."""
    always_or_never = {GrantObject.PROFILE, GrantObject.ORDERS}
    return [(key.value, text) for key, text in OBJECT_LABELS.items() if key not in always_or_never]


def access_choices() -> list[tuple[str, Any]]:
    return [(key.value, text) for key, text in ACCESS_LABELS.items()]


def objects_in_words(values: list[str]) -> str:
    return ", ".join(str(OBJECT_LABELS[GrantObject(value)]) for value in values)


def access_in_words(access: GrantAccess) -> str:
    return str(ACCESS_LABELS[access])


def days_left(grant: AccountShareGrant, now: datetime) -> str | None:
    """`12 days left` of a grant that ends soon; a day that has begun counts."""
    left = grant.valid_until - now
    if not is_open(grant, now) or left > ENDING_SOON:
        return None
    days = -(-left // timedelta(days=1))
    return ngettext("%(num)s day left", "%(num)s days left", days)


@dataclass(frozen=True, slots=True)
class Opened:
    """One object of a grant, and what of it this reader gets."""

    label: str
    text: str
    is_open: bool


def opened_to(actor: Actor, grant: AccountShareGrant, now: datetime) -> list[Opened]:
    """Return what each object of a grant opens to its reader: the grant and their role together.

    Only what the grant names: what it does not open is neither named nor counted.
    """
    return [
        Opened(str(OBJECT_LABELS[each]), *_derived(actor, grant, each, now))
        for each in (GrantObject(value) for value in grant.objects)
    ]


def _derived(
    actor: Actor, grant: AccountShareGrant, what: GrantObject, now: datetime
) -> tuple[str, bool]:
    if not grant.is_effective(now):
        return gettext("closed, as the grant is not in force"), False
    if not actor.has_permission(_NEEDS.get(what, "accounts:read")):
        role = role_label(actor)
        return gettext("closed to you: your role, %(role)s, does not open it", role=role), False
    if what is GrantObject.DEALS and actor.reach is Reach.OWN:
        role = role_label(actor)
        text = gettext("closed to you: your role, %(role)s, shows your own deals only", role=role)
        return text, False
    if what in {GrantObject.DEALS, GrantObject.ORDERS}:
        owner = grant.grantor.trade_name
        return gettext("those of %(owner)s itself with this customer", owner=owner), True
    return gettext("until %(day)s", day=format_date(grant.valid_until, "d MMM yyyy")), True
