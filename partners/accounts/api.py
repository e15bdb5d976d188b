"""Accounts and their grants through the API."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from partners.accounts.listing import listed
from partners.accounts.models import (
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
)
from partners.accounts.queries import GrantPlace, grants_page, place_of
from partners.accounts.wanted import Order, Place, Whose
from partners.accounts.wanted import Wanted as WantedAccounts
from partners.sharing.queries import Direction, GrantFilter, Wanted, shares_page
from partners.sharing.queries import place_of as share_place
from portal.kernel.db import Work
from portal.web.api import (
    ETAG,
    ApiSchema,
    Page,
    PageArguments,
    api_blueprint,
    page_schema,
    read_position,
    requires_token,
    with_version,
)
from portal.web.cursors import moment_and_id

blueprint = api_blueprint(
    "accounts", "End customers your company owns or that others share with it"
)
LIST = "accounts"
GRANTS = "grants"


class AccountSchema(ApiSchema):
    """An end customer as its owner knows it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    domain = fields.String(required=True, allow_none=True)
    country = fields.String(required=True)
    place = fields.String(required=True, allow_none=True)
    parent_name = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The company it belongs to, as the owner says"},
    )
    parent_country = fields.String(required=True, allow_none=True)
    parent_domain = fields.String(required=True, allow_none=True)
    parent_number = fields.String(
        required=True, allow_none=True, metadata={"description": "D-U-N-S number or LEI"}
    )
    owner_company_id = fields.UUID(required=True)


class GrantSchema(ApiSchema):
    """What one company opened of an account to another, for what purpose and until when."""

    id = fields.UUID(required=True)
    account_id = fields.UUID(required=True)
    grantor_company_id = fields.UUID(required=True, attribute="owner_company_id")
    grantee_company_id = fields.UUID(required=True)
    objects = fields.List(
        fields.String(validate=validate.OneOf([each.value for each in GrantObject])), required=True
    )
    access = fields.Enum(GrantAccess, by_value=True, required=True)
    purpose = fields.String(required=True)
    valid_until = fields.AwareDateTime(required=True)
    state = fields.Enum(GrantState, by_value=True, required=True)


class AccountsArguments(PageArguments):
    search = fields.String(
        load_default="",
        validate=validate.Length(0, 80),
        metadata={"description": "Beginnings of words of the name or of the web domain"},
    )
    whose = fields.Enum(
        Whose,
        by_value=True,
        load_default=Whose.ALL,
        metadata={"description": "By who owns them and to whom they are open"},
    )
    country = fields.String(
        load_default="",
        validate=validate.Regexp(r"^([A-Z]{2})?$"),
        metadata={"description": "ISO 3166-1 alpha-2"},
    )
    partner_id = fields.UUID(
        load_default=None,
        metadata={"description": "The other company of a grant in force"},
    )
    order = fields.Enum(
        Order,
        by_value=True,
        load_default=Order.NAME,
        metadata={
            "description": "A search is always in the order of its matches; `activity` begins with"
            " what your own company worked on last"
        },
    )


@blueprint.get("/accounts")
@requires_token("accounts:read")
@blueprint.arguments(AccountsArguments, location="query")
@blueprint.response(200, page_schema(AccountSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Account]:
    """List accounts by name, age, country or last work of your company, or by words of a name."""
    asked = WantedAccounts(
        wanted["search"], wanted["whose"], wanted["country"], wanted["partner_id"], wanted["order"]
    )
    after = read_position(LIST, wanted["cursor"], Place.read)
    found = listed(work, asked, after=after, limit=wanted["limit"] + 1)
    page = Page.of(LIST, found, wanted["limit"], lambda last: last.place.written())
    return Page([each.account for each in page.items], page.next)


@blueprint.get("/accounts/<uuid:account_id>")
@requires_token("accounts:read")
@blueprint.response(200, AccountSchema, headers=ETAG)
def show(work: Work, account_id: UUID) -> tuple[Account, dict[str, str]]:
    """Show one account."""
    account = work.get(Account, account_id)
    return account, with_version(account)


@blueprint.get("/accounts/<uuid:account_id>/grants")
@requires_token("accounts:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(GrantSchema))
def grants(work: Work, wanted: dict[str, Any], account_id: UUID) -> Page[AccountShareGrant]:
    """List the grants on an account that your company gave or holds, those in force first."""
    account = work.get(Account, account_id)
    after = read_position(GRANTS, wanted["cursor"], GrantPlace.read)
    found = grants_page(work, account, after=after, limit=wanted["limit"] + 1)
    return Page.of(GRANTS, found, wanted["limit"], place_of)


class GrantsArguments(PageArguments):
    side = fields.Enum(
        Direction,
        by_value=True,
        load_default=Direction.RECEIVED,
        metadata={"description": "Shared with your company, or by it"},
    )
    state = fields.Enum(
        GrantFilter,
        by_value=True,
        load_default=GrantFilter.LIVE,
        metadata={"description": "Which of them; without it, those that are not over"},
    )


@blueprint.get("/grants")
@requires_token("accounts:read")
@blueprint.arguments(GrantsArguments, location="query")
@blueprint.response(200, page_schema(GrantSchema))
def shares(work: Work, wanted: dict[str, Any]) -> Page[AccountShareGrant]:
    """List grants of all accounts, the next to end first; of those that are over, the last."""
    name = f"grants {wanted['side']} {wanted['state']}"
    after = read_position(name, wanted["cursor"], moment_and_id)
    asked = Wanted(wanted["side"], wanted["state"])
    found = shares_page(work, asked, after=after, limit=wanted["limit"] + 1)
    return Page.of(name, found, wanted["limit"], share_place)
