"""What leads need of a reader: an offer its answer, a customer the first contact, or a look."""

from zoneinfo import ZoneInfo

from flask_babel import gettext

from deals.leads.models import Lead, LeadOffer
from deals.leads.policies import can_route
from deals.leads.presentation import clock_of_lead, clock_of_offer
from deals.leads.waiting import customers_to_reach, late_contacts, offers_to_answer
from portal.kernel.db import Work
from portal.pages.needs import Need


def needs_of_leads(work: Work) -> list[Need]:
    """Return a row for each lead that waits for the reader."""
    if can_route(work.actor):
        return [_late(work, lead) for lead in late_contacts(work)]
    if work.actor.has_permission("leads:work"):
        return [
            *(_offer(work, offer) for offer in offers_to_answer(work)),
            *(_contact(work, offer) for offer in customers_to_reach(work)),
        ]
    return []


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
    assert offer.lead is not None  # noqa: S101 - joined
    return _of_lead(
        work,
        offer.lead,
        title=gettext("Reach %(customer)s", customer=offer.lead.contact.customer_name),
        url=f"/leads/offers/{offer.id}",
        line=offer.lead.contact.contact_name,
    )


def _late(work: Work, lead: Lead) -> Need:
    assert lead.holder is not None  # noqa: S101 - it was accepted
    return _of_lead(
        work,
        lead,
        title=gettext("%(customer)s was not reached in time", customer=lead.contact.customer_name),
        url=f"/leads/{lead.id}",
        line=lead.holder.trade_name,
    )


def _of_lead(work: Work, lead: Lead, *, title: str, url: str, line: str) -> Need:
    used, left = clock_of_lead(lead, work.now) or (1.0, "")
    assert lead.contact_due_at is not None  # noqa: S101 - it was accepted
    return Need(
        title=title,
        detail_of=None,
        action=gettext("Open"),
        url=url,
        glyph="phone",
        due=lead.contact_due_at,
        used=used,
        left=left,
        line=line,
    )
