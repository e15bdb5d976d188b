"""What the page of a deal says of its protection, and which steps it offers to this reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from deals import policies as deal_policies
from deals.models import Deal
from deals.presentation import protection_in_words
from deals.programme.models import Terms
from deals.programme.queries import terms_of
from deals.protection import policies, queries
from deals.protection.models import ExtensionRequest, ExtensionState
from deals.protection.states import ProtectionState, RevocationReason
from deals.review.states import Review
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.web.templating import format_day

REVOKED_FOR: dict[RevocationReason, Any] = {
    RevocationReason.NO_PROGRESS: lazy_gettext("No progress"),
    RevocationReason.UNTRUE: lazy_gettext("What was registered is not true"),
    RevocationReason.AT_CUSTOMERS_WISH: lazy_gettext("The customer wishes so"),
    RevocationReason.TERMS_BROKEN: lazy_gettext("The programme's terms were broken"),
    RevocationReason.HOSTS_MISTAKE: lazy_gettext("Our own mistake"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One sentence of where the protection stands, and one more."""

    title: str
    text: str | None
    tone: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Guard:
    standing: Standing | None
    terms: Terms
    request: ExtensionRequest | None
    """An extension that waits for its answer."""
    can_release: bool
    can_ask: bool
    can_answer: bool
    can_revoke: bool
    can_cancel: bool
    reasons: list[tuple[str, Any]]


def guard_of(work: Work, deal: Deal) -> Guard:
    terms, last = terms_of(work), queries.find_request(work, deal)
    request = last if last and last.state is ExtensionState.ASKED else None
    was_extended = last is not None and last.state is ExtensionState.GRANTED
    until, actor = deal.protected_until, work.actor
    runs = deal.protection is ProtectionState.ACTIVE and deal.protection_runs(work.now)
    may_ask = until is not None and until - work.now <= terms.extension_window and not was_extended
    return Guard(
        standing=_standing(work, deal, request),
        terms=terms,
        request=request,
        can_release=runs and policies.can_release(actor, deal),
        can_ask=runs and may_ask and policies.can_ask_to_extend(actor, deal),
        can_answer=request is not None and policies.can_answer_extension(actor, deal),
        can_revoke=runs and policies.can_revoke(actor, deal),
        can_cancel=deal.may_enter(Review.CANCELLED) and deal_policies.can_cancel(actor, deal),
        reasons=[(each.value, label) for each, label in REVOKED_FOR.items()],
    )


def _standing(work: Work, deal: Deal, request: ExtensionRequest | None) -> Standing | None:
    until = deal.protected_until
    match deal.protection_at(work.now):
        case ProtectionState.NONE:
            return None
        case ProtectionState.PROVISIONAL:
            return Standing(
                gettext("Provisionally protected since %(day)s.", day=_day(deal.submitted_at)),
                gettext(
                    "%(host)s did not answer in the time it promised. The protection lasts until"
                    " it does.",
                    host=get_host(work).trade_name,
                ),
                "amber",
                "shield-check",
            )
        case ProtectionState.ACTIVE if until is None:
            ends_at = request.ends_at if request else None
            return Standing(
                gettext("An extension is asked for."),
                gettext(
                    "The protection was to end on %(day)s and lasts until the answer.",
                    day=_day(ends_at),
                ),
                "amber",
                "shield-check",
            )
        case ProtectionState.ACTIVE:
            return _protected(deal, work.now)
    return _ended(deal, work.now)


def _protected(deal: Deal, now: datetime) -> Standing:
    """Return what an approval gives until its end: beside others, for a part, or alone."""
    day = _day(deal.protected_until)
    if not deal.is_exclusive:
        return Standing(
            gettext("Approved until %(day)s, not exclusively.", day=day),
            gettext("Others may be approved for the same customer."),
            "blue",
            "shield",
        )
    if deal.left_out:
        families = ", ".join(line.family.name for line in deal.claimed_lines)
        return Standing(
            gettext("Protected until %(day)s for %(families)s.", day=day, families=families),
            gettext("The other product families were not approved."),
            "green",
            "shield-check",
        )
    return Standing(
        gettext("Protected until %(day)s.", day=day),
        protection_in_words(deal, now),
        "green",
        "shield-check",
    )


def _ended(deal: Deal, now: datetime) -> Standing:
    day = _day(deal.protected_until)
    match deal.protection_at(now):
        case ProtectionState.RELEASED:
            title, text = gettext("The protection was released on %(day)s.", day=day), None
        case ProtectionState.REVOKED:
            title = gettext("The protection was revoked on %(day)s.", day=day)
            text = str(REVOKED_FOR[deal.revoked_for]) + "." if deal.revoked_for else None
        case ProtectionState.FULFILLED:
            title = gettext("The protection did its work.")
            text = gettext("The deal was won on %(day)s.", day=day)
        case ProtectionState.TRANSFERRED:
            title, text = gettext("The protection was handed on, on %(day)s.", day=day), None
        case _:
            title, text = gettext("The protection ended on %(day)s.", day=day), None
    return Standing(title, text, "neutral", "shield-off")


def _day(at: datetime | None) -> str:
    return format_day(at) if at else ""
