"""Deals through the API: the same queries, actions and policies as on screen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g, url_for
from marshmallow import fields, validate

from deals import actions, queries
from deals.evidence.consent import Consent
from deals.leads.converting import LeadNotHeld, register_from_lead
from deals.models import Deal, DealKind, Motion
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage, StageReason
from deals.protection.actions import release_protection
from deals.protection.extending import ask_extension
from deals.protection.states import ProtectionState
from deals.registration.actions import NewDeal, NewLine, register_deal
from deals.registration.forms import MAX_LINES
from deals.registration.models import CURRENCIES
from deals.review.states import Review
from partners.accounts.models import Account
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import LONGEST_NAME, Parent
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said
from portal.web.api import (
    ETAG,
    LOCATION,
    ApiSchema,
    Money,
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
from portal.web.timeline import activities_of, quoted, told

blueprint = api_blueprint("deals", "Deal registrations, their decisions and what happened to them")
LIST = "deals"
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


@blueprint.get("/deals")
@requires_token("deals:read")
@blueprint.arguments(DealsArguments, location="query")
@blueprint.response(200, page_schema(DealSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Deal]:
    """List deals, the newest submission first."""
    deals = queries.deals_page(
        work,
        review=wanted["review"],
        search=wanted["search"],
        after=read_position(LIST, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(LIST, deals, wanted["limit"], _place)


@blueprint.get("/deals/<uuid:deal_id>")
@requires_token("deals:read")
@blueprint.response(200, DealSchema, headers=ETAG)
def show(work: Work, deal_id: UUID) -> tuple[Deal, dict[str, str]]:
    """Show one deal."""
    deal = queries.get_deal(work, deal_id)
    return deal, with_version(deal)


@blueprint.post("/deals")
@requires_token("deals:register")
@blueprint.arguments(NewDealSchema)
@blueprint.response(201, DealSchema, headers=LOCATION)
def create(work: Work, wanted: dict[str, Any]) -> tuple[Deal, int, dict[str, str]]:
    """Register a deal on an account your company may see."""
    account = _account(work, wanted["account_id"])
    deal = _registered(work, account, wanted)
    return deal, 201, {"Location": url_for("api_deals.show", deal_id=deal.id)}


@blueprint.post("/deals/<uuid:deal_id>/withdrawal")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, DealSchema, headers=ETAG)
def create_withdrawal(work: Work, deal_id: UUID) -> tuple[Deal, dict[str, str]]:
    """Take a registration back before it is decided."""
    return _act(work, deal_id, lambda deal: actions.withdraw_deal(work, deal))


@blueprint.post("/deals/<uuid:deal_id>/release")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(ReleaseSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create_release(
    work: Work, wanted: dict[str, Any], deal_id: UUID
) -> tuple[Deal, dict[str, str]]:
    """Give a running protection back before its time."""
    return _act(work, deal_id, lambda deal: release_protection(work, deal, wanted["reason"]))


@blueprint.post("/deals/<uuid:deal_id>/extension")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(ExtensionSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create_extension(
    work: Work, wanted: dict[str, Any], deal_id: UUID
) -> tuple[Deal, dict[str, str]]:
    """Ask that a protection lasts longer. Until the host answers it does not end."""

    def ask(deal: Deal) -> None:
        ask_extension(work, deal, wanted["evidence"])

    return _act(work, deal_id, ask)


@blueprint.post("/deals/<uuid:deal_id>/stage")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(StageSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create_stage(work: Work, wanted: dict[str, Any], deal_id: UUID) -> tuple[Deal, dict[str, str]]:
    """Say how far the sale is. Its end ends the protection."""
    stage, reason, note = wanted["stage"], wanted["reason"], wanted["note"]
    return _act(work, deal_id, lambda deal: move_stage(work, deal, stage, reason, note))


def _act(work: Work, deal_id: UUID, action: Callable[[Deal], None]) -> tuple[Deal, dict[str, str]]:
    deal = queries.get_deal(work, deal_id)
    check_version(deal)
    action(deal)
    work.flush()  # so that the answer carries the version it became
    return deal, with_version(deal)


@blueprint.get("/deals/<uuid:deal_id>/activity")
@requires_token("deals:read")
@blueprint.response(200, ActivityListSchema)
def activity(work: Work, deal_id: UUID) -> dict[str, list[Activity]]:
    """List what happened to a deal, the latest first, fifty at the most."""
    deal = queries.get_deal(work, deal_id)
    return {"items": list(activities_of(work, deal.id))}


def _account(work: Work, account_id: UUID) -> Account:
    """Return the account a body names; absent and foreign ones get the same sentence."""
    account = work.find(Account, account_id)
    if account is None:
        raise Invalid(
            fields={"account_id": said("There is no such account, or it is not shared with you.")}
        )
    return account


def _registered(work: Work, account: Account, wanted: dict[str, Any]) -> Deal:
    if wanted["lead_id"] is None:
        return register_deal(work, account, _new_deal(wanted))
    try:
        return register_from_lead(work, wanted["lead_id"], account, _new_deal(wanted))
    except LeadNotHeld as gone:
        raise Invalid(fields={"lead_id": said("Your company works on no such lead.")}) from gone


def _new_deal(wanted: dict[str, Any]) -> NewDeal:
    return NewDeal(
        motion=wanted["motion"],
        kind=wanted["kind"],
        territory_code=wanted["territory"],
        currency=wanted["currency"],
        expected_close=wanted["expected_close"],
        progress=wanted["progress"],
        lines=tuple(NewLine(**line) for line in wanted["lines"]),
        crm_id=wanted["crm_id"],
        is_named_in_writing=wanted["is_named_in_writing"],
        consent=wanted["consent"],
        consent_on=wanted["consent_on"],
        parent=Parent(*(wanted[name] for name in PARENT_FIELDS)),
    )


def _place(last: Deal) -> tuple[str, str]:
    assert last.submitted_at is not None  # noqa: S101 - drafts are not listed
    return last.submitted_at.isoformat(), str(last.id)
