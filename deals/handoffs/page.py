"""Pages of hand-offs: the form that begins one, its own page, and that of an offer."""

from collections.abc import Mapping

from flask import render_template, request

from deals.attribution.queries import percent_of
from deals.handoffs import clocks, policies, queries
from deals.handoffs.consent import needs_consent
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.offering import may_share
from deals.handoffs.placing import MOST_TURNS
from deals.handoffs.readiness import obstacle, receivers_of
from deals.handoffs.redaction import redacted
from deals.handoffs.states import WAITING, HandOffState, Kind, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.web.timeline import activities_of


def form_page(
    work: Work,
    deal: Deal,
    errors: Mapping[str, str],
    conflict: Conflict | None = None,
    *,
    is_preview: bool = False,
) -> str:
    return render_template(
        "handoffs/new.html",
        deal=deal,
        errors=errors,
        conflict=conflict,
        obstacle=obstacle(work, deal),
        typed=request.form,
        receivers=receivers_of(work, deal),
        may_share=may_share(work, deal),
        asks_owner=needs_consent(work, work.actor, deal),
        most_turns=MOST_TURNS,
        shown=redacted(deal) if is_preview else None,
        most=percent_of(work, deal.id, deal.owner_company_id),
        host_name=get_host(work).trade_name,
        accept_days=clocks.ACCEPT_DAYS,
        due=clocks.answer_due(work),
    )


def handoff_page(
    work: Work,
    handoff: HandOff,
    conflict: Conflict | None = None,
    *,
    errors: Mapping[str, str] | None = None,
) -> str:
    can_place = policies.can_place(work.actor) and handoff.state is HandOffState.DRAFT
    deal = get_deal(work, handoff.deal_id)
    state = handoff.state_at(work.now)
    is_proposed = state is HandOffState.PROPOSED
    return render_template(
        "handoffs/show.html",
        handoff=handoff,
        deal=deal,
        turns=queries.turns_of(work, handoff),
        tasks=queries.tasks_of(work, handoff.id),
        receipt=queries.find_receipt(work, handoff.id),
        activities=activities_of(work, handoff.deal_id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        host_name=get_host(work).trade_name,
        is_proposed=is_proposed,
        can_consent=is_proposed and policies.can_consent(work.actor, handoff),
        can_recall=policies.can_end(work.actor, handoff) and state in WAITING,
        can_place=can_place,
        can_end=policies.can_end(work.actor, handoff)
        and handoff.kind is not Kind.TRANSFER
        and handoff.may_enter(HandOffState.RETURNED),
        can_tick=lambda task: handoff.is_open(work.now) and policies.can_tick(work.actor, task),
        receivers=receivers_of(work, deal, handoff) if can_place else [],
        most_turns=MOST_TURNS,
    )


def offer_page(
    work: Work,
    offer: HandOffOffer,
    conflict: Conflict | None = None,
    *,
    errors: Mapping[str, str] | None = None,
) -> str:
    may_answer = policies.can_answer(work.actor, offer)
    is_taken = offer.state is OfferState.ACCEPTED
    return render_template(
        "handoffs/offer.html",
        offer=offer,
        tasks=queries.tasks_of(work, offer.handoff_id) if offer.deal_id else [],
        receipt=queries.find_receipt(work, offer.handoff_id) if offer.deal_id else None,
        activities=activities_of(work, offer.id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        accept_days=clocks.ACCEPT_DAYS,
        can_answer=may_answer and offer.is_open(work.now),
        can_tick=lambda task: is_taken and policies.can_tick(work.actor, task),
        can_return=may_answer and (is_taken or _may_leave(offer)),
    )


def _may_leave(offer: HandOffOffer) -> bool:
    """Return whether what is sold together can be ended after the last step too."""
    return offer.kind is not Kind.TRANSFER and offer.state is OfferState.COMPLETED
