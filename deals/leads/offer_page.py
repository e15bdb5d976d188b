"""One offer of a lead on screen, as its reader may see it, with what they can do."""

from collections.abc import Mapping

from flask import render_template, request

from deals.leads import policies
from deals.leads.models import LeadOffer
from deals.leads.states import HELD, LeadState
from deals.policies import can_register
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.web.timeline import activities_of


def offer_page(
    work: Work,
    offer: LeadOffer,
    conflict: Conflict | None = None,
    *,
    errors: Mapping[str, str] | None = None,
) -> str:
    lead = offer.accepted_lead
    may_work = policies.can_answer(work.actor, offer)
    is_held = may_work and lead is not None and lead.state in HELD
    return render_template(
        "leads/offer.html",
        offer=offer,
        lead=lead,
        activities=activities_of(work, offer.id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        host_name=get_host(work).trade_name,
        can_answer=may_work and offer.is_open(work.now),
        can_reach=may_work and lead is not None and lead.may_enter(LeadState.CONTACTED),
        can_register=is_held and can_register(work.actor),
        can_give_up=is_held,
    )
