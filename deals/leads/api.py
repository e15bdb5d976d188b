"""Leads through the API: the host takes in and reads, partners answer offers and work on them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import url_for

from deals.leads import actions, placing, queries
from deals.leads.converting import name_deal
from deals.leads.correcting import correct
from deals.leads.entry import LONGEST, NewLead
from deals.leads.models import Lead, LeadOffer
from deals.leads.schemas import (
    ConversionSchema,
    LeadCorrectionSchema,
    LeadDeclineSchema,
    LeadOfferSchema,
    LeadsArguments,
    LeadSchema,
    NewLeadSchema,
)
from deals.models import Deal
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.words import said
from portal.web.access import services
from portal.web.api import (
    ETAG,
    LOCATION,
    Page,
    PageArguments,
    api_blueprint,
    check_version,
    expects_version,
    page_schema,
    read_position,
    requires_token,
    with_version,
)
from portal.web.cursors import moment_and_id

blueprint = api_blueprint(
    "leads", "Leads that the host took in, and the offers of them to partners"
)
LEADS, OFFERS = "leads", "lead-offers"


@blueprint.get("/leads")
@requires_token("leads:read")
@blueprint.arguments(LeadsArguments, location="query")
@blueprint.response(200, page_schema(LeadSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Lead]:
    """List leads, the newest first: the host its own, a partner those that it accepted."""
    leads = queries.leads_page(
        work,
        state=wanted["state"],
        after=read_position(LEADS, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(LEADS, leads, wanted["limit"], _place)


@blueprint.post("/leads")
@requires_token("leads:route")
@blueprint.arguments(NewLeadSchema)
@blueprint.response(201, LeadSchema, headers=LOCATION)
def create(work: Work, wanted: dict[str, Any]) -> tuple[Lead, int, dict[str, str]]:
    """Take a lead in. It waits at the host to be qualified; nobody else sees it."""
    lead = actions.take_in(work, _new_lead(wanted))
    work.flush()
    found = queries.get_lead(work, lead.id)
    return found, 201, {"Location": url_for("api_leads.show", lead_id=lead.id)}


@blueprint.get("/leads/<uuid:lead_id>")
@requires_token("leads:read")
@blueprint.response(200, LeadSchema, headers=ETAG)
def show(work: Work, lead_id: UUID) -> tuple[Lead, dict[str, str]]:
    """Show one lead."""
    lead = queries.get_lead(work, lead_id)
    return lead, with_version(lead)


@blueprint.post("/leads/<uuid:lead_id>/correction")
@requires_token("leads:route")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(LeadCorrectionSchema)
@blueprint.response(200, LeadSchema, headers=ETAG)
def create_correction(
    work: Work, wanted: dict[str, Any], lead_id: UUID
) -> tuple[Lead, dict[str, str]]:
    """Correct what a lead says, while no partner reads it: what is offered is recalled first."""
    lead = queries.get_lead(work, lead_id)
    check_version(lead)
    entered: dict[str, Any] = {name: value or "" for name, value in wanted.items()}
    new = replace(NewLead.of(lead, lead.contact), **entered)
    correct(services().database, work.actor, lead_id, new, lead.version)
    work.session.expire_all()
    lead = queries.get_lead(work, lead_id)
    return lead, with_version(lead)


@blueprint.get("/lead-offers")
@requires_token("leads:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(LeadOfferSchema))
def list_offers(work: Work, wanted: dict[str, Any]) -> Page[LeadOffer]:
    """List offers of leads, the newest first: a partner those to it, the host those of all."""
    offers = queries.offers_page(
        work,
        after=read_position(OFFERS, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(OFFERS, offers, wanted["limit"], _place)


@blueprint.get("/lead-offers/<uuid:offer_id>")
@requires_token("leads:read")
@blueprint.response(200, LeadOfferSchema, headers=ETAG)
def show_offer(work: Work, offer_id: UUID) -> tuple[LeadOffer, dict[str, str]]:
    """Show one offer of a lead."""
    offer = queries.get_offer(work, offer_id)
    return offer, with_version(offer)


@blueprint.post("/lead-offers/<uuid:offer_id>/acceptance")
@requires_token("leads:work")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, LeadOfferSchema, headers=ETAG)
def create_acceptance(work: Work, offer_id: UUID) -> tuple[LeadOffer, dict[str, str]]:
    """Take the lead; of several at one moment exactly one has it. Whom to call is told from now."""
    return _act(work, offer_id, lambda _: placing.accept(services().database, work.actor, offer_id))


@blueprint.post("/lead-offers/<uuid:offer_id>/decline")
@requires_token("leads:work")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(LeadDeclineSchema)
@blueprint.response(200, LeadOfferSchema, headers=ETAG)
def create_decline(
    work: Work, wanted: dict[str, Any], offer_id: UUID
) -> tuple[LeadOffer, dict[str, str]]:
    """Say no, and why; the host reads it, and whoever is next is asked."""
    database, reason = services().database, wanted["reason"]
    return _act(work, offer_id, lambda _: placing.decline(database, work.actor, offer_id, reason))


@blueprint.post("/lead-offers/<uuid:offer_id>/contact")
@requires_token("leads:work")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, LeadOfferSchema, headers=ETAG)
def create_contact(work: Work, offer_id: UUID) -> tuple[LeadOffer, dict[str, str]]:
    """Say that the customer was reached: the clock of the first contact stops."""
    return _act(work, offer_id, lambda offer: actions.reach(work, _accepted(offer)))


@blueprint.post("/lead-offers/<uuid:offer_id>/conversion")
@requires_token("leads:work")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(ConversionSchema)
@blueprint.response(200, LeadOfferSchema, headers=ETAG)
def create_conversion(
    work: Work, wanted: dict[str, Any], offer_id: UUID
) -> tuple[LeadOffer, dict[str, str]]:
    """Say which registration the lead became. `lead_id` of a new registration says it at once."""

    def convert(offer: LeadOffer) -> None:
        lead, deal = _accepted(offer), work.find(Deal, wanted["deal_id"])
        if deal is None:
            raise Invalid(fields={"deal_id": said("There is no such deal of your company.")})
        name_deal(work, lead, deal)

    return _act(work, offer_id, convert)


def _new_lead(wanted: dict[str, Any]) -> NewLead:
    codes = {"territory_code": wanted["territory"], "family_code": wanted["family"]}
    texts = {name: wanted[name] or "" for name in LONGEST}
    return NewLead(**codes, **texts, size=wanted["size"], country=wanted["country"])


def _act(
    work: Work, offer_id: UUID, step: Callable[[LeadOffer], None]
) -> tuple[LeadOffer, dict[str, str]]:
    offer = queries.get_offer(work, offer_id)
    check_version(offer)
    step(offer)
    work.flush()
    work.session.expire_all()  # answers are the portal's own transactions
    offer = queries.get_offer(work, offer_id)
    return offer, with_version(offer)


def _accepted(offer: LeadOffer) -> Lead:
    if offer.accepted_lead is None:
        raise TransitionRefused(said("Your company did not accept this lead, or has it no more."))
    return offer.accepted_lead


def _place(last: Lead | LeadOffer) -> tuple[str, str]:
    return last.created_at.isoformat(), str(last.id)
