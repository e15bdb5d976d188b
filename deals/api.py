"""Deals through the API: the same queries, actions and policies as on screen."""

from typing import Any
from uuid import UUID

from flask import url_for

from deals import actions, queries
from deals.leads.converting import LeadNotHeld, register_from_lead
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.protection.actions import release_protection
from deals.protection.extending import ask_extension
from deals.registration.actions import NewDeal, NewLine, register_deal
from deals.schemas import (
    ActivityListSchema,
    DealsArguments,
    DealSchema,
    ExtensionSchema,
    NewDealSchema,
    ReleaseSchema,
    StageSchema,
)
from deals.steps import act_on_version
from partners.accounts.models import Account
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import Parent
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said
from portal.web.api import (
    ETAG,
    LOCATION,
    Page,
    api_blueprint,
    expects_version,
    page_schema,
    read_position,
    requires_token,
    with_version,
)
from portal.web.cursors import moment_and_id
from portal.web.timeline import activities_of

blueprint = api_blueprint("deals", "Deal registrations, their decisions and what happened to them")
LIST = "deals"


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
    return act_on_version(work, deal_id, lambda deal: actions.withdraw_deal(work, deal))


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
    return act_on_version(
        work, deal_id, lambda deal: release_protection(work, deal, wanted["reason"])
    )


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

    return act_on_version(work, deal_id, ask)


@blueprint.post("/deals/<uuid:deal_id>/stage")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(StageSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create_stage(work: Work, wanted: dict[str, Any], deal_id: UUID) -> tuple[Deal, dict[str, str]]:
    """Say how far the sale is. Its end ends the protection."""
    stage, reason, note = wanted["stage"], wanted["reason"], wanted["note"]
    return act_on_version(work, deal_id, lambda deal: move_stage(work, deal, stage, reason, note))


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
