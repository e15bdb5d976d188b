"""Questions about a registration through the API: asked, taken back, and answered."""

from typing import Any
from uuid import UUID

from marshmallow import fields, validate

from deals import actions
from deals.models import Deal
from deals.schemas import DealSchema
from deals.steps import act_on_version
from portal.kernel.db import Work
from portal.web.api import (
    ETAG,
    ApiSchema,
    api_blueprint,
    expects_version,
    requires_token,
)

LONGEST = 2000
Answer = tuple[Deal, dict[str, str]]

blueprint = api_blueprint("questions", "What the host asks about a registration before it decides")


class QuestionSchema(ApiSchema):
    """What the partner reads, and answers."""

    question = fields.String(required=True, validate=validate.Length(1, LONGEST))


class AnswerSchema(ApiSchema):
    answer = fields.String(required=True, validate=validate.Length(1, LONGEST))


@blueprint.post("/deals/<uuid:deal_id>/question")
@requires_token("questions:ask")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(QuestionSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create(work: Work, wanted: dict[str, Any], deal_id: UUID) -> Answer:
    """Ask the partner for what the host needs to decide. The answer resumes the review."""

    def ask(deal: Deal) -> None:
        actions.ask_for_information(work, deal, wanted["question"])

    return act_on_version(work, deal_id, ask)


@blueprint.post("/deals/<uuid:deal_id>/question/withdrawal")
@requires_token("questions:ask")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, DealSchema, headers=ETAG)
def create_withdrawal(work: Work, deal_id: UUID) -> Answer:
    """Take the open question back: the review goes on without an answer, in its place."""
    return act_on_version(work, deal_id, lambda deal: actions.take_question_back(work, deal))


@blueprint.post("/deals/<uuid:deal_id>/answer")
@requires_token("deals:register")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(AnswerSchema)
@blueprint.response(200, DealSchema, headers=ETAG)
def create_answer(work: Work, wanted: dict[str, Any], deal_id: UUID) -> Answer:
    """Answer the open question. In time the registration keeps its place, later it goes last."""

    def answer(deal: Deal) -> None:
        actions.answer_question(work, deal, wanted["answer"])

    return act_on_version(work, deal_id, answer)
