"""What leads need of a partner: an offer its answer, a customer the first contact."""

from zoneinfo import ZoneInfo

from flask_babel import gettext

from deals.leads.models import LeadOffer
from deals.leads.presentation import clock_of_lead, clock_of_offer
from deals.leads.waiting import customers_to_reach, offers_to_answer
from portal.kernel.db import Work
from portal.pages.needs import Need


def needs_of_leads(work: Work) -> list[Need]:
    """Return a row for each lead that waits for a partner."""
    if not work.actor.has_permission("leads:work"):
        return []
    return [
        *(_offer(work, offer) for offer in offers_to_answer(work)),
        *(_contact(work, offer) for offer in customers_to_reach(work)),
    ]


def _offer(work: Work, offer: LeadOffer) -> Need:
    used, left = clock_of_offer(offer, work.now) or (1.0, "")
    return Need(
        title=gettext("Answer the lead %(lead)s", lead=offer.industry),
        detail_of=None,
        action=gettext("Answer"),
        url=f"/leads/offers/{offer.id}",
        glyph="target",
        due=offer.expires_at,
        used=used,
        left=left,
        line=f"{offer.country}, {offer.family.name}",
        day=offer.expires_at.astimezone(ZoneInfo(work.actor.time_zone)).date(),
    )


def _contact(work: Work, offer: LeadOffer) -> Need:
    lead = offer.lead
    assert lead is not None  # noqa: S101 - joined
    assert lead.contact_due_at is not None  # noqa: S101 - it was accepted
    used, left = clock_of_lead(lead, work.now) or (1.0, "")
    return Need(
        title=gettext("Reach %(customer)s", customer=lead.contact.customer_name),
        detail_of=None,
        action=gettext("Open"),
        url=f"/leads/offers/{offer.id}",
        glyph="phone",
        due=lead.contact_due_at,
        used=used,
        left=left,
        line=lead.contact.contact_name,
    )
