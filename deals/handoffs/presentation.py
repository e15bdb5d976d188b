"""How hand-offs look: a word, an icon and a tone for each state, values in bands, and the clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from deals.attribution.models import AttributionKind, DealAttribution
from deals.attribution.queries import shares_of
from deals.handoffs import policies, queries
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.readiness import obstacle
from deals.handoffs.states import WAITING, Fallback, HandOffState, Kind, OfferState, Side, Task
from deals.models import Deal
from portal.kernel.db import Work
from portal.web.spans import span_in_words
from portal.web.templating import format_money

Badge = tuple[Any, str, str]

STATES: dict[HandOffState, Badge] = {
    HandOffState.PROPOSED: (lazy_gettext("The owner is asked"), "amber", "clock"),
    HandOffState.DRAFT: (lazy_gettext("The host decides whom to ask"), "amber", "hourglass"),
    HandOffState.OFFERED: (lazy_gettext("Offered"), "amber", "send"),
    HandOffState.ACCEPTED: (lazy_gettext("Taken over"), "green", "circle-check"),
    HandOffState.IN_TRANSITION: (lazy_gettext("Being handed over"), "blue", "arrow-right-left"),
    HandOffState.COMPLETED: (lazy_gettext("Handed over"), "green", "circle-check"),
    HandOffState.DECLINED: (lazy_gettext("Nobody took it"), "neutral", "circle-x"),
    HandOffState.EXPIRED: (lazy_gettext("Lapsed"), "neutral", "hourglass"),
    HandOffState.RECALLED: (lazy_gettext("Recalled"), "neutral", "undo-2"),
    HandOffState.RETURNED: (lazy_gettext("Returned"), "neutral", "undo-2"),
}
REFUSED: Final[Badge] = (lazy_gettext("The owner declined"), "neutral", "circle-x")
"""As against what nobody took: then it was not offered to anybody."""
OFFERS: dict[OfferState, Badge] = {
    OfferState.PENDING: (lazy_gettext("Waits for an answer"), "amber", "clock"),
    OfferState.ACCEPTED: (lazy_gettext("Taken over"), "green", "circle-check"),
    OfferState.DECLINED: (lazy_gettext("Declined"), "neutral", "circle-x"),
    OfferState.EXPIRED: (lazy_gettext("Lapsed"), "neutral", "hourglass"),
    OfferState.RECALLED: (lazy_gettext("Not available any more"), "neutral", "undo-2"),
    OfferState.COMPLETED: (lazy_gettext("Handed over"), "green", "circle-check"),
    OfferState.RETURNED: (lazy_gettext("Returned"), "neutral", "undo-2"),
}
KINDS: dict[Kind, Any] = {
    Kind.TRANSFER: lazy_gettext("Transfer"),
    Kind.CO_SELL: lazy_gettext("Sell it together"),
    Kind.ASSIST: lazy_gettext("Help with it"),
}
FALLBACKS: dict[Fallback, Any] = {
    Fallback.STAY: lazy_gettext("It stays where it is"),
    Fallback.HOST: lazy_gettext("The host decides whom to ask next"),
}
TASKS: dict[Task, Any] = {
    Task.INTRODUCED: lazy_gettext("The receiver is introduced to the customer"),
    Task.DOCUMENTS: lazy_gettext("Documents are handed over"),
    Task.OPEN_POINTS: lazy_gettext("Open points are told"),
    Task.CUSTOMER_MET: lazy_gettext("The customer was met"),
    Task.PLAN_MADE: lazy_gettext("The next steps are planned"),
}
SIDES: dict[Side, Any] = {
    Side.GIVER: lazy_gettext("Giver"),
    Side.RECEIVER: lazy_gettext("Receiver"),
}
ATTRIBUTIONS: dict[AttributionKind, Any] = {
    AttributionKind.SOURCED: lazy_gettext("found it"),
    AttributionKind.FULFILLED: lazy_gettext("sells it"),
    AttributionKind.INFLUENCED: lazy_gettext("sells it along"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """What the page of a deal says of where it came from and where it went."""

    handoff: HandOff | None
    came_by: HandOffOffer | None
    shares: list[DealAttribution]
    can_give: bool

    proposal: HandOff | None
    """What the host would do with the deal, while its owner is asked."""

    @property
    def hosts_offer(self) -> bool:
        """Whether the host offers a partner's deal without having asked, and nobody took it yet."""
        handoff = self.handoff
        if handoff is None or handoff.consent_due_at is not None:
            return False
        return handoff.is_hosts and handoff.state in WAITING


def passage_of(work: Work, deal: Deal) -> Passage:
    came_by = queries.offer_of_deal(work, deal)
    may_give = policies.can_give(work.actor, deal)
    last = queries.last_of_deal(work, deal.id)
    is_proposed = last is not None and last.state_at(work.now) is HandOffState.PROPOSED
    return Passage(
        handoff=last,
        proposal=last if is_proposed else None,
        came_by=came_by,
        shares=list(shares_of(work, deal.id)),
        can_give=may_give and deal.protection_runs(work.now) and obstacle(work, deal) is None,
    )


def band_in_words(value_from: Decimal, value_below: Decimal | None, currency: str) -> str:
    if value_below is None:
        return gettext("%(from)s or more", **{"from": format_money(value_from, currency)})
    if not value_from:
        return gettext("less than %(below)s", below=format_money(value_below, currency))
    return gettext(
        "%(from)s to %(below)s",
        **{
            "from": format_money(value_from, currency),
            "below": format_money(value_below, currency),
        },
    )


def clock_of(offer: HandOffOffer, now: datetime) -> tuple[float, str] | None:
    """Return how much of the time to answer is used, and what is left in words."""
    if not offer.is_open(now):
        return None
    return _clock(offer.created_at, offer.expires_at, now)


def clock_of_proposal(handoff: HandOff, now: datetime) -> tuple[float, str] | None:
    """Return the same of the owner's time to answer what the host proposed."""
    due = handoff.consent_due_at
    if due is None or handoff.state_at(now) is not HandOffState.PROPOSED:
        return None
    return _clock(handoff.created_at, due, now)


def badge_of(handoff: HandOff, now: datetime) -> Badge:
    """Return word, tone and icon of where a hand-off stands by the clock."""
    return REFUSED if handoff.was_refused else STATES[handoff.state_at(now)]


def _clock(start: datetime, due: datetime, now: datetime) -> tuple[float, str]:
    total, left = (due - start).total_seconds(), (due - now).total_seconds()
    return (min(max(1 - left / total, 0), 1) if total > 0 else 1), span_in_words(left)
