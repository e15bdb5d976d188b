"""Amendments through the API: those of a deal, and amending it."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from deals import queries
from deals.amendments.actions import Amended, amend_deal
from deals.amendments.models import LONGEST, Amendment
from deals.amendments.queries import amendments_of
from deals.registration.actions import NewLine
from portal.kernel.db import Work
from portal.web.api import (
    ApiSchema,
    Money,
    api_blueprint,
    check_version,
    expects_version,
    requires_token,
)

blueprint = api_blueprint("amendments", "What was changed of a registration after it was submitted")
MOST_LINES = 12
LARGEST_QUANTITY = 10**7 - 1


class AmendedLineSchema(ApiSchema):
    """One product family as it reads from now on; one that is missing is given up."""

    family = fields.String(required=True, attribute="family_code", validate=validate.Length(1, 16))
    quantity = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, LARGEST_QUANTITY)
    )
    amount = Money(required=True)


class AmendedDealSchema(ApiSchema):
    """The whole registration as it reads from now on. A new family is registered by itself."""

    expected_close = fields.Date(required=True)
    progress = fields.String(required=True, validate=validate.Length(1, 2000))
    lines = fields.List(
        fields.Nested(AmendedLineSchema), required=True, validate=validate.Length(1, MOST_LINES)
    )
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST))


class AmendmentSchema(ApiSchema):
    """`extension_id` is the registration of what was new, with its own number and place."""

    id = fields.UUID(required=True)
    amended_at = fields.AwareDateTime(required=True, attribute="created_at")
    amended_by = fields.String(required=True, attribute="amended_by_name")
    reason = fields.String(required=True)
    changes = fields.Function(
        lambda amendment: amendment.changes,
        required=True,
        metadata={"type": "array", "items": {"type": "object", "additionalProperties": True}},
    )
    extension_id = fields.UUID(required=True, allow_none=True)


class AmendmentListSchema(ApiSchema):
    items = fields.List(fields.Nested(AmendmentSchema), required=True)


@blueprint.get("/deals/<uuid:deal_id>/amendments")
@requires_token("deals:read")
@blueprint.response(200, AmendmentListSchema)
def index(work: Work, deal_id: UUID) -> dict[str, Any]:
    """List the amendments of a deal, the last one first."""
    deal = queries.get_deal(work, deal_id)
    return {"items": list(amendments_of(work, deal.id))}


@blueprint.post("/deals/<uuid:deal_id>/amendments")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(AmendedDealSchema)
@blueprint.response(201, AmendmentSchema)
def create(work: Work, wanted: dict[str, Any], deal_id: UUID) -> tuple[Amendment, int]:
    """Amend a registration that waits or is approved."""
    deal = queries.get_deal(work, deal_id)
    check_version(deal)
    lines = tuple(NewLine(**line) for line in wanted["lines"])
    new = Amended(wanted["expected_close"], wanted["progress"], lines, wanted["reason"])
    return amend_deal(work, deal, new), 201
