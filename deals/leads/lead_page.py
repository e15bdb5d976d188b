"""One lead on screen for the host, with what can be done to it."""

from collections.abc import Mapping, Sequence

from flask import render_template, request

from deals.leads import policies, queries
from deals.leads.correcting import CORRECTABLE
from deals.leads.models import Lead, LeadOffer
from deals.leads.presentation import RULES
from deals.leads.states import CHOSEN, HELD, PLACEABLE, LeadState, OfferState
from deals.leads.turns import turns_of
from deals.programme.queries import terms_of
from partners.companies.queries import partners_page
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.web.timeline import activities_of


def lead_page(
    work: Work,
    lead: Lead,
    conflict: Conflict | None = None,
    *,
    errors: Mapping[str, str] | None = None,
) -> str:
    can_route, offers = policies.can_route(work.actor), queries.offers_of(work, lead)
    can_offer = can_route and lead.state in PLACEABLE
    partners = partners_page(work, active_only=True, limit=200) if can_offer else []
    return render_template(
        "leads/show.html",
        lead=lead,
        offers=offers,
        promised=_promised(work, offers),
        activities=activities_of(work, lead.id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        can_qualify=can_route and lead.state is LeadState.NEW,
        can_offer=can_offer,
        can_correct=can_route and lead.state in CORRECTABLE,
        can_reject=can_route and lead.may_enter(LeadState.REJECTED),
        can_retire=can_route and lead.may_enter(LeadState.RETIRED) and lead.state not in HELD,
        can_recall=can_route and lead.state in {LeadState.OFFERED, LeadState.ACCEPTED},
        turns=turns_of(work, lead, partners) if can_offer else None,
        chosen=[(each.value, RULES[each]) for each in CHOSEN],
        partners=partners,
    )


def _promised(work: Work, offers: Sequence[LeadOffer]) -> tuple[int, int]:
    """Return the business days of both clocks: as offered, or as the next offer would promise."""
    standing = [each for each in offers if each.state in {OfferState.PENDING, OfferState.ACCEPTED}]
    if standing:
        return standing[-1].answer_days, standing[-1].contact_days
    terms = terms_of(work)
    return terms.lead_answer_days, terms.lead_contact_days
