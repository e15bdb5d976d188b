"""Receipts through the API: those of a deal, and whether one is genuine."""

import json
from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from deals import queries
from deals.receipts.queries import receipts_of
from deals.receipts.verification import Verdict, Verified, verify
from portal.kernel.db import Work
from portal.web.api import ApiSchema, api_blueprint, requires_token

blueprint = api_blueprint("receipts", "What certifies that a registration was complete, and when")


class DealReceiptSchema(ApiSchema):
    """What was submitted. `sha256` is that of `content` as canonical JSON."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    issued_at = fields.AwareDateTime(required=True, attribute="created_at")
    sha256 = fields.String(required=True)
    content = fields.Function(
        lambda receipt: json.loads(receipt.content),
        required=True,
        metadata={"type": "object", "additionalProperties": True},
    )


class DealReceiptListSchema(ApiSchema):
    items = fields.List(fields.Nested(DealReceiptSchema), required=True)


class ReceiptToVerifySchema(ApiSchema):
    """A receipt to verify: its file, as one text."""

    document = fields.String(required=True, validate=validate.Length(1, 64 * 1024))


class VerdictSchema(ApiSchema):
    """UNKNOWN is also a receipt that is not yours to see."""

    verdict = fields.Enum(Verdict, by_value=True, required=True)
    changed = fields.List(fields.String(), required=True)


@blueprint.get("/deals/<uuid:deal_id>/receipts")
@requires_token("deals:read")
@blueprint.response(200, DealReceiptListSchema)
def index(work: Work, deal_id: UUID) -> dict[str, Any]:
    """List the receipts of a deal, the last one first."""
    deal = queries.get_deal(work, deal_id)
    return {"items": list(receipts_of(work, deal.id))}


@blueprint.post("/receipts/verification")
@requires_token("deals:read")
@blueprint.arguments(ReceiptToVerifySchema)
@blueprint.response(200, VerdictSchema)
def create_verification(work: Work, wanted: dict[str, Any]) -> Verified:
    """Say whether a receipt is genuine and unaltered."""
    return verify(work, wanted["document"])
