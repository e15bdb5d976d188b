"""What the API says of deals, and what it takes."""

from flask import g
from marshmallow import fields, validate

from deals.evidence.consent import Consent
from deals.models import DealKind, Motion
from deals.pipeline.states import Stage, StageReason
from deals.protection.states import ProtectionState
from deals.registration.forms import MAX_LINES
from deals.registration.models import CURRENCIES
from deals.review.states import Review
from partners.accounts.parents.models import LONGEST_NAME
from portal.web.api import ApiSchema, Money, PageArguments
from portal.web.timeline import quoted, told

LARGEST_QUANTITY = 10**7 - 1


class LineSchema(ApiSchema):
    """One product family of a deal. `quantity` is in units, `amount` in the deal's currency."""

    family = fields.String(required=True, attribute="family_code", validate=validate.Length(1, 16))
    quantity = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, LARGEST_QUANTITY)
    )
    amount = Money(required=True)


class NewDealSchema(ApiSchema):
    """A registration. `territory` and each `family` are codes of the programme's catalogue."""

    account_id = fields.UUID(required=True)
    motion = fields.Enum(Motion, by_value=True, load_default=Motion.RESELL)
    kind = fields.Enum(DealKind, by_value=True, load_default=DealKind.NET_NEW)
    territory = fields.String(required=True, validate=validate.Length(1, 16))
    currency = fields.String(required=True, validate=validate.OneOf(CURRENCIES))
    expected_close = fields.Date(required=True)
    progress = fields.String(required=True, validate=validate.Length(1, 2000))
    crm_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))
    is_named_in_writing = fields.Boolean(
        load_default=False,
        metadata={"description": "The customer named you in writing; name the letter as evidence"},
    )
    consent = fields.Enum(Consent, by_value=True, load_default=Consent.NONE)
    consent_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The day on which the customer agreed; null with NONE"},
    )
    parent_name = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(0, LONGEST_NAME),
        metadata={"description": "The company that the customer belongs to, if you know it"},
    )
    parent_country = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "Where it is registered; without it, in the customer's country"},
    )
    parent_domain = fields.String(load_default=None, allow_none=True)
    parent_number = fields.String(
        load_default=None, allow_none=True, metadata={"description": "D-U-N-S number or LEI"}
    )
    lead_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The lead that your company holds and that becomes this deal"},
    )
    lines = fields.List(
        fields.Nested(LineSchema), required=True, validate=validate.Length(1, MAX_LINES)
    )


class DealSchema(ApiSchema):
    """A registration. `review`, `protection` and `stage` are three axes, never blended."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    version = fields.Integer(required=True)
    partner_company_id = fields.UUID(required=True, attribute="owner_company_id")
    account_id = fields.UUID(required=True)
    customer_name = fields.String(required=True)
    parent_name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The company that the customer belongs to, as registered"},
    )
    parent_country = fields.String(required=True, allow_none=True)
    parent_domain = fields.String(required=True, allow_none=True)
    parent_number = fields.String(required=True, allow_none=True)
    registered_by = fields.String(required=True, attribute="submitter_name")
    motion = fields.Enum(Motion, by_value=True, required=True)
    kind = fields.Enum(DealKind, by_value=True, required=True)
    territory = fields.String(required=True, attribute="territory_code")
    currency = fields.String(required=True)
    value = Money(required=True)
    expected_close = fields.Date(required=True)
    progress = fields.String(required=True)
    crm_id = fields.String(required=True, allow_none=True)
    is_named_in_writing = fields.Boolean(required=True)
    consent = fields.Enum(Consent, by_value=True, required=True)
    consent_on = fields.Date(required=True, allow_none=True)
    review = fields.Enum(Review, by_value=True, required=True, attribute="review_told")
    protection = fields.Function(
        lambda deal: deal.protection_at(g.now).value,
        required=True,
        metadata={
            "enum": [each.value for each in ProtectionState],
            "type": "string",
            "description": "Where it stands by the clock",
        },
    )
    is_exclusive = fields.Boolean(required=True)
    families_left_out = fields.List(
        fields.String(),
        required=True,
        attribute="left_out",
        metadata={"description": "Product families that were not approved; usually none"},
    )
    stage = fields.Enum(Stage, by_value=True, required=True)
    stage_reason = fields.Enum(StageReason, by_value=True, required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    answer_due_at = fields.AwareDateTime(required=True, allow_none=True)
    reply_due_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "Until when a question is answered without losing its place"},
    )
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    protected_from = fields.AwareDateTime(required=True, allow_none=True)
    protected_until = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={
            "description": "null while nothing ends it: it is provisional, or an extension is asked"
        },
    )
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    corrects_id = fields.UUID(required=True, allow_none=True)
    lines = fields.List(fields.Nested(LineSchema), required=True)


class ReleaseSchema(ApiSchema):
    reason = fields.String(load_default="", validate=validate.Length(0, 2000))


class ExtensionSchema(ApiSchema):
    """`evidence` says what was achieved since the approval."""

    evidence = fields.String(required=True, validate=validate.Length(1, 2000))


class StageSchema(ApiSchema):
    """The next stage; `reason` belongs to the three that end a deal."""

    stage = fields.Enum(Stage, by_value=True, required=True)
    reason = fields.Enum(StageReason, by_value=True, load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(0, 2000))


class ActivitySchema(ApiSchema):
    """One thing that happened: who, when, the sentence of the timeline, and what was said."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    verb = fields.String(required=True)
    actor_name = fields.String(required=True)
    actor_company = fields.String(required=True, attribute="actor_company_name")
    sentence = fields.Function(told, required=True, metadata={"type": "string"})
    quote = fields.Function(quoted, required=True, metadata={"type": ["string", "null"]})


class ActivityListSchema(ApiSchema):
    items = fields.List(fields.Nested(ActivitySchema), required=True)


class DealsArguments(PageArguments):
    review = fields.Enum(Review, by_value=True, load_default=None)
    search = fields.String(
        load_default="",
        validate=validate.Length(0, 80),
        metadata={"description": "Part of the customer's name or of the number"},
    )
