"""Leads through the API: the host takes in and reads, partners answer offers and work on them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g, url_for
from marshmallow import fields, validate

from deals.leads import actions, placing, queries
from deals.leads.actions import LONGEST, NewLead
from deals.leads.converting import name_deal
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import LeadState, OfferState, Rule, Size
from deals.models import Deal
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.words import said
from portal.web.access import services
from portal.web.api import (
    ETAG,
    LOCATION,
    ApiSchema,
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


def _text(name: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, LONGEST[name]), **more)


def _maybe(name: str) -> fields.String:
    return _text(name, load_default=None, allow_none=True)


class NewLeadSchema(ApiSchema):
    """Somebody who may buy. Partners are shown the first five fields before they accept."""

    industry = _text("industry", required=True)
    country = fields.String(required=True, validate=validate.Regexp("^[A-Z]{2}$"))
    territory = fields.String(required=True, validate=validate.Length(1, 16))
    family = fields.String(required=True, validate=validate.Length(1, 16))
    size = fields.Enum(Size, by_value=True, required=True)
    customer_name = _text("customer_name", required=True)
    contact_name = _text("contact_name", required=True)
    email = _text("email", required=True)
    need = _text("need", required=True)
    source = _text("source", required=True)
    domain = _maybe("domain")
    phone = _maybe("phone")


class LeadContactSchema(ApiSchema):
    """Whom to call. For the host, and for the partner that accepted."""

    customer_name = fields.String(required=True)
    domain = fields.String(required=True, allow_none=True)
    contact_name = fields.String(required=True)
    email = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    need = fields.String(required=True)
    consented_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "When they agreed to be called, if they wrote down themselves"},
    )


class LeadSchema(ApiSchema):
    """A lead, for the host, and for the partner that holds it."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    state = fields.Enum(LeadState, by_value=True, required=True)
    received_at = fields.AwareDateTime(required=True, attribute="created_at")
    source = fields.String(required=True)
    industry = fields.String(required=True)
    country = fields.String(required=True)
    territory = fields.String(required=True, attribute="territory_code")
    family = fields.String(required=True, attribute="family_code")
    size = fields.Enum(Size, by_value=True, required=True)
    contact = fields.Nested(LeadContactSchema, required=True)
    holder_company_id = fields.UUID(required=True, allow_none=True)
    accepted_at = fields.AwareDateTime(required=True, allow_none=True)
    contact_due_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Until when its holder promised to reach the customer"},
    )
    contacted_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    deal_id = fields.UUID(required=True, allow_none=True)


class LeadOfferSchema(ApiSchema):
    """A lead offered to one partner. Whom to call stands in `lead`, once it is accepted."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    partner_company_id = fields.UUID(required=True, attribute="owner_company_id")
    state = fields.Function(
        lambda offer: offer.state_at(g.now).value,
        required=True,
        metadata={
            "enum": [each.value for each in OfferState],
            "type": "string",
            "description": "Where it stands by the clock",
        },
    )
    rule = fields.Enum(Rule, by_value=True, required=True)
    industry = fields.String(required=True)
    country = fields.String(required=True)
    territory = fields.String(required=True, attribute="territory_code")
    family = fields.String(required=True, attribute="family_code")
    size = fields.Enum(Size, by_value=True, required=True)
    offered_at = fields.AwareDateTime(required=True, attribute="created_at")
    expires_at = fields.AwareDateTime(required=True)
    contact_days = fields.Integer(
        required=True,
        metadata={"description": "Business days in which the customer is reached, once accepted"},
    )
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_by = fields.String(required=True, allow_none=True, attribute="answered_by_name")
    reason = fields.String(required=True, allow_none=True)
    lead = fields.Nested(LeadSchema, required=True, allow_none=True, attribute="accepted_lead")


class LeadDeclineSchema(ApiSchema):
    reason = fields.String(required=True, validate=validate.Length(1, 2000))


class ConversionSchema(ApiSchema):
    """A registration of your company, made since it accepted the lead."""

    deal_id = fields.UUID(required=True)


class LeadsArguments(PageArguments):
    state = fields.Enum(LeadState, by_value=True, load_default=None)


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
