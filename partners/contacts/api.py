"""Contacts of an account through the API."""

from typing import Any
from uuid import UUID

from flask import url_for
from marshmallow import fields, validate

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.contacts.actions import ContactDetails, add_contact, remove_contact
from partners.contacts.models import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    Channel,
    Consent,
    Contact,
    Removal,
)
from partners.contacts.queries import contacts_page, get_contact
from portal.kernel.db import Work
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
from portal.web.cursors import name_and_id

blueprint = api_blueprint("contacts", "People at end customers, and whether they may be contacted")
LIST = "contacts"
_NAME = validate.Length(1, LONGEST_NAME)


class NewContactSchema(ApiSchema):
    """A contact as sent. Consent that was given or refused says on which day, and how."""

    audience = fields.Enum(
        Audience,
        by_value=True,
        required=True,
        metadata={"description": "Who sees it, now and later: your company, or who reads contacts"},
    )
    name = fields.String(required=True, validate=_NAME)
    role = fields.String(load_default=None, allow_none=True, validate=_NAME)
    email = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_ADDRESS)
    )
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    preferred_channel = fields.Enum(Channel, by_value=True, load_default=None, allow_none=True)
    consent = fields.Enum(Consent, by_value=True, load_default=Consent.UNKNOWN)
    consent_on = fields.Date(load_default=None, allow_none=True)
    consent_source = fields.String(load_default=None, allow_none=True, validate=_NAME)


class RemovalSchema(ApiSchema):
    """Why a contact is removed, as the timeline goes on to say."""

    why = fields.Enum(Removal, by_value=True, required=True)


class ContactSchema(ApiSchema):
    """A person at an account, as the company that wrote them down knows them."""

    id = fields.UUID(required=True)
    account_id = fields.UUID(required=True)
    owner_company_id = fields.UUID(required=True)
    audience = fields.Enum(Audience, by_value=True, required=True)
    name = fields.String(required=True, metadata={"description": "Empty when it was removed"})
    role = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    preferred_channel = fields.Enum(Channel, by_value=True, required=True, allow_none=True)
    consent = fields.Enum(Consent, by_value=True, required=True)
    consent_on = fields.Date(required=True, allow_none=True)
    consent_source = fields.String(required=True, allow_none=True)
    removed_at = fields.AwareDateTime(required=True, allow_none=True)


@blueprint.get("/accounts/<uuid:account_id>/contacts")
@requires_token("accounts:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(ContactSchema))
def index(work: Work, wanted: dict[str, Any], account_id: UUID) -> Page[Contact]:
    """List the contacts of an account by name. Do not write to or call who refused it."""
    account = work.get(Account, account_id)
    after = read_position(LIST, wanted["cursor"], name_and_id)
    found = contacts_page(work, account, after=after, limit=wanted["limit"] + 1)
    return Page.of(LIST, found, wanted["limit"], lambda last: (last.name, str(last.id)))


@blueprint.post("/accounts/<uuid:account_id>/contacts")
@requires_token("contacts:write")
@blueprint.arguments(NewContactSchema)
@blueprint.response(201, ContactSchema, headers=LOCATION)
def create(
    work: Work, wanted: dict[str, Any], account_id: UUID
) -> tuple[Contact, int, dict[str, str]]:
    """Add a contact to an account."""
    account = work.get(Account, account_id)
    audience = wanted.pop("audience")
    contact = add_contact(work, account, ContactDetails(**wanted), audience)
    where = url_for("api_contacts.show", contact_id=contact.id)
    return contact, 201, {"Location": where}


@blueprint.get("/contacts/<uuid:contact_id>")
@requires_token("accounts:read")
@blueprint.response(200, ContactSchema, headers=ETAG)
def show(work: Work, contact_id: UUID) -> tuple[Contact, dict[str, str]]:
    """Show one contact."""
    contact = get_contact(work, contact_id)
    return contact, with_version(contact)


@blueprint.post("/contacts/<uuid:contact_id>/removal")
@requires_token("contacts:write")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(RemovalSchema)
@blueprint.response(200, ContactSchema, headers=ETAG)
def create_removal(
    work: Work, wanted: dict[str, Any], contact_id: UUID
) -> tuple[Contact, dict[str, str]]:
    """Forget a contact of your company for good; what happened stays, without the name."""
    contact = get_contact(work, contact_id)
    check_version(contact)
    remove_contact(work, contact, wanted["why"])
    work.flush()  # so that the answer carries the version it became
    return contact, with_version(contact)
