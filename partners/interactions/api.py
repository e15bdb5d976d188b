"""Interactions on an account through the API."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import url_for
from marshmallow import fields, validate

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.contacts.models import Channel
from partners.interactions.actions import NewInteraction, NewStep, log_interaction
from partners.interactions.corrections import (
    Correction,
    correct_interaction,
    withdraw_interaction,
)
from partners.interactions.models import (
    LONGEST_STEP,
    LONGEST_TEXT,
    Interaction,
    InteractionKind,
    Outcome,
)
from partners.interactions.queries import get_interaction, interactions_page
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
from portal.web.cursors import moment_and_id

blueprint = api_blueprint("interactions", "Calls, mails, meetings, visits and notes on accounts")
LIST = "interactions"


class NewStepSchema(ApiSchema):
    """What follows: until which day, and which colleague does it."""

    text = fields.String(required=True, validate=validate.Length(1, LONGEST_STEP))
    due_on = fields.Date(required=True)
    assignee_id = fields.UUID(required=True)


class NewInteractionSchema(ApiSchema):
    """An interaction as sent."""

    kind = fields.Enum(InteractionKind, by_value=True, required=True)
    audience = fields.Enum(
        Audience,
        by_value=True,
        required=True,
        metadata={
            "description": "Who reads it, now and later: your company, or who reads interactions"
        },
    )
    text = fields.String(required=True, validate=validate.Length(1, LONGEST_TEXT))
    contact_id = fields.UUID(load_default=None, allow_none=True)
    channel = fields.Enum(Channel, by_value=True, load_default=None, allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True, load_default=None, allow_none=True)
    step = fields.Nested(NewStepSchema, load_default=None, allow_none=True)


class CorrectionSchema(ApiSchema):
    """What an interaction is to say; what is left out stays as it is."""

    text = fields.String(validate=validate.Length(1, LONGEST_TEXT))
    contact_id = fields.UUID(allow_none=True)
    channel = fields.Enum(Channel, by_value=True, allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True, allow_none=True)


class StepSchema(ApiSchema):
    id = fields.UUID(required=True)
    text = fields.String(required=True)
    due_on = fields.Date(required=True)
    assignee_id = fields.UUID(required=True)
    assignee_name = fields.String(required=True)
    done_at = fields.AwareDateTime(required=True, allow_none=True)


class InteractionSchema(ApiSchema):
    """What was said with an end customer, by whom, and what follows."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True, attribute="created_at")
    account_id = fields.UUID(required=True)
    owner_company_id = fields.UUID(required=True)
    audience = fields.Enum(Audience, by_value=True, required=True)
    kind = fields.Enum(InteractionKind, by_value=True, required=True)
    text = fields.String(required=True, metadata={"description": "Empty when it was withdrawn"})
    contact_id = fields.Function(
        lambda interaction: interaction.contact and str(interaction.contact.id),
        required=True,
        metadata={"type": ["string", "null"], "format": "uuid"},
    )
    channel = fields.Enum(Channel, by_value=True, required=True, allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True, allow_none=True)
    author_name = fields.String(required=True)
    corrected_at = fields.AwareDateTime(required=True, allow_none=True)
    withdrawn_at = fields.AwareDateTime(required=True, allow_none=True)
    step = fields.Nested(StepSchema, required=True, allow_none=True)


@blueprint.get("/accounts/<uuid:account_id>/interactions")
@requires_token("accounts:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(InteractionSchema))
def index(work: Work, wanted: dict[str, Any], account_id: UUID) -> Page[Interaction]:
    """List the interactions on an account, the latest first."""
    account = work.get(Account, account_id)
    after = read_position(LIST, wanted["cursor"], moment_and_id)
    found = interactions_page(work, account, after=after, limit=wanted["limit"] + 1)
    return Page.of(
        LIST, found, wanted["limit"], lambda last: (last.created_at.isoformat(), str(last.id))
    )


@blueprint.post("/accounts/<uuid:account_id>/interactions")
@requires_token("interactions:write")
@blueprint.arguments(NewInteractionSchema)
@blueprint.response(201, InteractionSchema, headers=LOCATION)
def create(
    work: Work, wanted: dict[str, Any], account_id: UUID
) -> tuple[Interaction, int, dict[str, str]]:
    """Log an interaction on an account, with what follows from it if something does."""
    account = work.get(Account, account_id)
    step = wanted.pop("step")
    new = NewInteraction(**wanted, step=NewStep(**step) if step else None)
    interaction = log_interaction(work, account, new)
    where = url_for("api_interactions.show", interaction_id=interaction.id)
    return interaction, 201, {"Location": where}


@blueprint.get("/interactions/<uuid:interaction_id>")
@requires_token("accounts:read")
@blueprint.response(200, InteractionSchema, headers=ETAG)
def show(work: Work, interaction_id: UUID) -> tuple[Interaction, dict[str, str]]:
    """Show one interaction as it reads now."""
    interaction = get_interaction(work, interaction_id)
    return interaction, with_version(interaction)


@blueprint.post("/interactions/<uuid:interaction_id>/correction")
@requires_token("interactions:write")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(CorrectionSchema)
@blueprint.response(200, InteractionSchema, headers=ETAG)
def create_correction(
    work: Work, wanted: dict[str, Any], interaction_id: UUID
) -> tuple[Interaction, dict[str, str]]:
    """Correct an interaction that this client logged; your company keeps what it said before."""
    interaction = get_interaction(work, interaction_id)
    check_version(interaction)
    correct_interaction(work, interaction, replace(Correction.of(interaction), **wanted))
    corrected = get_interaction(work, interaction_id)
    return corrected, with_version(corrected)


@blueprint.post("/interactions/<uuid:interaction_id>/withdrawal")
@requires_token("interactions:write")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, InteractionSchema, headers=ETAG)
def create_withdrawal(work: Work, interaction_id: UUID) -> tuple[Interaction, dict[str, str]]:
    """Take back for good what an interaction says that this client logged."""
    interaction = get_interaction(work, interaction_id)
    check_version(interaction)
    withdraw_interaction(work, interaction)
    return interaction, with_version(interaction)
