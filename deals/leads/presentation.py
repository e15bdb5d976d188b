"""How leads and offers of them look: a word, an icon and a tone; and their two clocks."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext

from deals.leads.models import Lead, LeadOffer
from deals.leads.states import LeadState, OfferState, Rule, Size
from portal.web.spans import span_in_words

Badge = tuple[Any, str, str]
Clock = tuple[float, str]

STATES: dict[LeadState, Badge] = {
    LeadState.NEW: (lazy_gettext("New lead"), "blue", "inbox"),
    LeadState.QUALIFIED: (lazy_gettext("Qualified"), "blue", "circle-check"),
    LeadState.OFFERED: (lazy_gettext("Offered"), "amber", "send"),
    LeadState.UNPLACED: (lazy_gettext("Unplaced"), "red", "circle-alert"),
    LeadState.ACCEPTED: (lazy_gettext("Accepted"), "green", "user-round-check"),
    LeadState.CONTACTED: (lazy_gettext("Contacted"), "green", "phone"),
    LeadState.CONVERTED: (lazy_gettext("Became a deal"), "green", "handshake"),
    LeadState.RETIRED: (lazy_gettext("Retired"), "neutral", "circle-slash"),
    LeadState.REJECTED: (lazy_gettext("Rejected"), "neutral", "circle-x"),
}
OFFERS: dict[OfferState, Badge] = {
    OfferState.PENDING: (lazy_gettext("Waits for your answer"), "amber", "clock"),
    OfferState.ACCEPTED: (lazy_gettext("Accepted"), "green", "user-round-check"),
    OfferState.DECLINED: (lazy_gettext("Declined"), "neutral", "circle-x"),
    OfferState.EXPIRED: (lazy_gettext("Lapsed"), "neutral", "hourglass"),
    OfferState.RECALLED: (lazy_gettext("Not available any more"), "neutral", "undo-2"),
}
RULES: dict[Rule, Any] = {
    Rule.PUSH: lazy_gettext("To one partner"),
    Rule.POOL: lazy_gettext("To all who can take it"),
    Rule.ROUND_ROBIN: lazy_gettext("In turn"),
    Rule.CASCADE: lazy_gettext("By territory, one after the other"),
    Rule.PROTECTED: lazy_gettext("To the partner protected on this customer"),
}
SIZES: dict[Size, Any] = {
    Size.MICRO: lazy_gettext("Up to 9 people"),
    Size.SMALL: lazy_gettext("10 to 49 people"),
    Size.MEDIUM: lazy_gettext("50 to 249 people"),
    Size.LARGE: lazy_gettext("250 people or more"),
}
FIELD_NAMES: dict[str, Any] = {
    "industry": lazy_gettext("Industry"),
    "country": lazy_gettext("Country"),
    "territory_code": lazy_gettext("Territory"),
    "family_code": lazy_gettext("Product family"),
    "size": lazy_gettext("Size"),
    "customer_name": lazy_gettext("Customer"),
    "domain": lazy_gettext("Web domain"),
    "contact_name": lazy_gettext("Contact"),
    "email": lazy_gettext("E-mail"),
    "phone": lazy_gettext("Phone"),
    "need": lazy_gettext("What they look for"),
    "source": lazy_gettext("Where it comes from"),
}
"""What is entered of a lead (`entry.FIELDS`), as its form and its timeline call it."""


def badge_of_offer(offer: LeadOffer, now: datetime) -> Badge:
    """Return where it stands for its partner: once accepted, where the lead stands."""
    if offer.state is OfferState.ACCEPTED and offer.lead is not None:
        return STATES[offer.lead.state]
    return OFFERS[offer.state_at(now)]


def clock_of_offer(offer: LeadOffer, now: datetime) -> Clock | None:
    if offer.is_open(now):
        return _clock(offer.created_at, offer.expires_at, now)
    if offer.state is OfferState.ACCEPTED and offer.lead is not None:
        return clock_of_lead(offer.lead, now)
    return None


def clock_of_lead(lead: Lead, now: datetime) -> Clock | None:
    """Return how much of the time to reach the customer is used, and what is left in words."""
    if lead.state is not LeadState.ACCEPTED or not lead.accepted_at or not lead.contact_due_at:
        return None
    return _clock(lead.accepted_at, lead.contact_due_at, now)


def _clock(start: datetime, due: datetime, now: datetime) -> Clock:
    total, left = (due - start).total_seconds(), (due - now).total_seconds()
    return (min(max(1 - left / total, 0), 1) if total > 0 else 1), span_in_words(left)
