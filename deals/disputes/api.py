"""Disputes through the API: those of a deal, opening one, its appeal, and the host's decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g
from marshmallow import fields, validate

from deals import queries as deals
from deals.conflicts.precedence import Rule
from deals.disputes import actions, queries
from deals.disputes.models import LONGEST, Dispute, DisputeDecision
from deals.disputes.states import Disputed, DisputeState, Verdict
from deals.models import Deal
from portal.kernel.db import Work
from portal.web.api import (
    ETAG,
    ApiSchema,
    api_blueprint,
    check_version,
    expects_version,
    requires_token,
    with_version,
)

blueprint = api_blueprint("disputes", "Disputes against decisions on registrations")

Answer = tuple[Dispute, dict[str, str]]


def _rule_of(decision: DisputeDecision) -> str | None:
    """Return the rule to the host alone: cited to a partner it could tell of another's deal."""
    return decision.rule.value if g.caller.is_host else None


class DisputeDecisionSchema(ApiSchema):
    """A decision: the first is that of the dispute, the second that of its appeal."""

    round = fields.Integer(required=True)
    verdict = fields.Enum(Verdict, by_value=True, required=True)
    rule = fields.Function(
        _rule_of,
        required=True,
        metadata={
            "type": ["string", "null"],
            "enum": [*(each.value for each in Rule), None],
            "description": "Which rule it follows; null to partners",
        },
    )
    reason = fields.String(required=True)
    decided_by = fields.String(required=True, attribute="decided_by_name")
    decided_at = fields.AwareDateTime(required=True, attribute="created_at")


class DisputeSchema(ApiSchema):
    """A dispute against a decision. Evidence for it is named on the deal."""

    id = fields.UUID(required=True)
    deal_id = fields.UUID(required=True)
    about = fields.Enum(Disputed, by_value=True, required=True)
    state = fields.Function(
        lambda dispute: dispute.state_at(g.now).value,
        required=True,
        metadata={"type": "string", "enum": [each.value for each in DisputeState]},
    )
    claim = fields.String(required=True)
    opened_by = fields.String(required=True, attribute="opened_by_name")
    opened_at = fields.AwareDateTime(required=True, attribute="created_at")
    decision_due_at = fields.AwareDateTime(required=True, attribute="due_at")
    is_late = fields.Boolean(required=True)
    appeal = fields.String(required=True, allow_none=True)
    appeal_until = fields.AwareDateTime(required=True, allow_none=True)
    decisions = fields.List(fields.Nested(DisputeDecisionSchema), required=True)


class DisputeListSchema(ApiSchema):
    items = fields.List(fields.Nested(DisputeSchema), required=True)


class ClaimSchema(ApiSchema):
    claim = fields.String(required=True, validate=validate.Length(1, LONGEST))


class AppealSchema(ApiSchema):
    appeal = fields.String(required=True, validate=validate.Length(1, LONGEST))


class VerdictToGiveSchema(ApiSchema):
    """How it is decided. The partner reads the `reason`, and never the `rule`."""

    verdict = fields.Enum(Verdict, by_value=True, required=True)
    rule = fields.Enum(Rule, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST))


@blueprint.get("/deals/<uuid:deal_id>/disputes")
@requires_token("deals:read")
@blueprint.response(200, DisputeListSchema)
def index(work: Work, deal_id: UUID) -> dict[str, Any]:
    """List the disputes about a deal, the last one first."""
    deal = deals.get_deal(work, deal_id)
    return {"items": list(queries.disputes_of(work, deal))}


@blueprint.post("/deals/<uuid:deal_id>/disputes")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(ClaimSchema)
@blueprint.response(201, DisputeSchema, headers=ETAG)
def create(
    work: Work, wanted: dict[str, Any], deal_id: UUID
) -> tuple[Dispute, int, dict[str, str]]:
    """Say that a decision on your registration was wrong. The version is the deal's."""
    claim = wanted["claim"]
    opened, headers = _act(work, deal_id, lambda deal: actions.open_dispute(work, deal, claim))
    return opened, 201, headers


@blueprint.post("/deals/<uuid:deal_id>/disputes/appeal")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(AppealSchema)
@blueprint.response(200, DisputeSchema, headers=ETAG)
def create_appeal(work: Work, wanted: dict[str, Any], deal_id: UUID) -> Answer:
    """Have the last decision looked at again, once, by somebody who has not decided before."""
    return _act(work, deal_id, lambda deal: actions.appeal(work, deal, wanted["appeal"]))


@blueprint.post("/deals/<uuid:deal_id>/disputes/decision")
@requires_token("disputes:decide")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(VerdictToGiveSchema)
@blueprint.response(200, DisputeSchema, headers=ETAG)
def create_decision(work: Work, wanted: dict[str, Any], deal_id: UUID) -> Answer:
    """Decide a dispute for the host. An appeal is decided by a person, on screen."""
    return _act(
        work,
        deal_id,
        lambda deal: actions.decide_dispute(
            work, deal, wanted["verdict"], wanted["rule"], wanted["reason"]
        ),
    )


def _act(work: Work, deal_id: UUID, action: Callable[[Deal], None]) -> Answer:
    """Do a step against the version of the deal that was read, and return what it came to."""
    deal = deals.get_deal(work, deal_id)
    check_version(deal)
    action(deal)
    work.flush()
    work.session.expire_all()
    deal = deals.get_deal(work, deal_id)
    return queries.disputes_of(work, deal)[0], with_version(deal)
