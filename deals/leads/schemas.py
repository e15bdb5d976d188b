"""What the API says of leads and of the offers of them, and what it takes."""

from typing import Any

from flask import g
from marshmallow import fields, validate

from deals.leads.entry import LONGEST
from deals.leads.states import LeadState, OfferState, Rule, Size
from portal.web.api import ApiSchema, PageArguments


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


class LeadCorrectionSchema(ApiSchema):
    """What a lead is to say; what is left out stays as it is."""

    industry = _text("industry")
    country = fields.String(validate=validate.Regexp("^[A-Z]{2}$"))
    territory = fields.String(validate=validate.Length(1, 16), attribute="territory_code")
    family = fields.String(validate=validate.Length(1, 16), attribute="family_code")
    size = fields.Enum(Size, by_value=True)
    customer_name = _text("customer_name")
    contact_name = _text("contact_name")
    email = _text("email")
    need = _text("need")
    source = _text("source")
    domain = _text("domain", allow_none=True)
    phone = _text("phone", allow_none=True)


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
    source = fields.Function(
        lambda lead: lead.source if g.work.actor.is_host else None,
        required=True,
        metadata={"type": ["string", "null"], "description": "For the host alone"},
    )
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
