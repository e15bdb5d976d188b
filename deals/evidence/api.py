"""Evidence through the API: what is named, and naming a document that is on the deal."""

from typing import Any
from uuid import UUID

from marshmallow import fields

from deals import queries
from deals.evidence.actions import find_nameable, name_evidence
from deals.evidence.models import Evidence, EvidenceKind
from deals.evidence.queries import evidence_of
from portal.kernel.db import Work
from portal.web.api import ApiSchema, api_blueprint, requires_token

blueprint = api_blueprint("evidence", "Documents named as evidence for a registration")


class EvidenceToNameSchema(ApiSchema):
    """A document that is on the deal, and what it shows."""

    document_id = fields.UUID(required=True)
    kind = fields.Enum(EvidenceKind, by_value=True, required=True)


class EvidenceSchema(EvidenceToNameSchema):
    """A document as it was when it was named: which version, and its hash."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    version = fields.Integer(required=True, attribute="number")
    sha256 = fields.String(required=True)
    named_by = fields.String(required=True, attribute="named_by_name")
    named_at = fields.AwareDateTime(required=True, attribute="created_at")


class EvidenceListSchema(ApiSchema):
    items = fields.List(fields.Nested(EvidenceSchema), required=True)


@blueprint.get("/deals/<uuid:deal_id>/evidence")
@requires_token("deals:read")
@blueprint.response(200, EvidenceListSchema)
def index(work: Work, deal_id: UUID) -> dict[str, Any]:
    """List what is named as evidence for a deal."""
    deal = queries.get_deal(work, deal_id)
    return {"items": list(evidence_of(work, deal.id))}


@blueprint.post("/deals/<uuid:deal_id>/evidence")
@requires_token("deals:register")
@blueprint.refuses(409)
@blueprint.arguments(EvidenceToNameSchema)
@blueprint.response(201, EvidenceSchema)
def create(work: Work, wanted: dict[str, Any], deal_id: UUID) -> tuple[Evidence, int]:
    """Name a document that is on the deal as evidence for it."""
    deal = queries.get_deal(work, deal_id)
    document = find_nameable(work, deal, wanted["document_id"])
    return name_evidence(work, deal, document, wanted["kind"]), 201
