"""Hand-offs in the API: what is read of them, and what is sent."""

from flask import g
from marshmallow import fields, validate

from deals.handoffs.models import HandOff, HandOffOffer, HandOffTurn
from deals.handoffs.placing import MOST_TURNS
from deals.handoffs.states import Fallback, HandOffState, Kind, OfferState, Side, Task
from deals.pipeline.states import Stage
from partners.accounts.actions import LONGEST_TEXT
from portal.web.api import ApiSchema, Money, PageArguments


def _state_of(offer: HandOffOffer) -> str:
    return offer.state_at(g.now).value


def _stands_at(handoff: HandOff) -> str:
    return handoff.state_at(g.now).value


def _answer_of(turn: HandOffTurn) -> str | None:
    return _state_of(turn.offer) if turn.offer else None


_STATES = [each.value for each in OfferState]


class HandOffSchema(ApiSchema):
    """A deal that its owner gives to another company, as the owner and the host read it."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    deal_id = fields.UUID(required=True)
    giver_company_id = fields.UUID(required=True, attribute="owner_company_id")
    kind = fields.Enum(Kind, by_value=True, required=True)
    state = fields.Function(
        _stands_at,
        required=True,
        metadata={"type": "string", "enum": [each.value for each in HandOffState]},
    )
    fallback = fields.Enum(Fallback, by_value=True, required=True)
    responsibilities = fields.String(required=True)
    percent = fields.Integer(required=True)
    begun_at = fields.AwareDateTime(required=True, attribute="created_at")
    begun_by = fields.String(required=True, attribute="offered_by_name")
    owner_answer_due_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        attribute="consent_due_at",
        metadata={"description": "Until when the owner answers what the host proposed"},
    )
    owner_agreed = fields.Boolean(required=True, allow_none=True, attribute="has_agreed")
    owner_answered_at = fields.AwareDateTime(
        required=True, allow_none=True, attribute="answered_at"
    )
    owner_answered_by = fields.String(required=True, allow_none=True, attribute="answered_by_name")
    receiver_name = fields.String(required=True, allow_none=True)
    accepted_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    back_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "The deal in which it goes on after it came back"},
    )


class HandOffTurnSchema(ApiSchema):
    """Whom it is offered to. `answer` is null before it is asked, or when you do not read it."""

    company = fields.Pluck("CompanyNameSchema", "trade_name", required=True, allow_none=True)
    answer = fields.Function(
        _answer_of, required=True, metadata={"type": ["string", "null"], "enum": [*_STATES, None]}
    )
    answer_due_at = fields.AwareDateTime(
        attribute="offer.expires_at", dump_default=None, required=True, allow_none=True
    )
    reason = fields.String(
        attribute="offer.reason", dump_default=None, required=True, allow_none=True
    )


class CompanyNameSchema(ApiSchema):
    trade_name = fields.String(required=True)


class HandOffTaskSchema(ApiSchema):
    """A step of the hand-over, for one of the two sides to do."""

    id = fields.UUID(required=True)
    task = fields.Enum(Task, by_value=True, required=True)
    side = fields.Enum(Side, by_value=True, required=True)
    done_at = fields.AwareDateTime(required=True, allow_none=True)
    done_by = fields.String(required=True, allow_none=True, attribute="done_by_name")


class WholeHandOffSchema(ApiSchema):
    """A hand-off with whom it is offered to, in order, and the steps after the acceptance."""

    handoff = fields.Nested(HandOffSchema, required=True)
    turns = fields.List(fields.Nested(HandOffTurnSchema), required=True)
    tasks = fields.List(fields.Nested(HandOffTaskSchema), required=True)


class HandOffOfferSchema(ApiSchema):
    """A deal offered to your company. Who gives it and who the customer is: null before you accept.

    `deal_id` is then your company's own deal, or the giver's if it is sold together.
    """

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    handoff_id = fields.UUID(required=True)
    receiver_company_id = fields.UUID(required=True, attribute="owner_company_id")
    kind = fields.Enum(Kind, by_value=True, required=True)
    state = fields.Function(_state_of, required=True, metadata={"type": "string", "enum": _STATES})
    asked_by = fields.String(required=True, attribute="from_name")
    country = fields.String(required=True)
    territory = fields.String(required=True, attribute="territory_code")
    families = fields.String(required=True)
    currency = fields.String(required=True)
    value_from = Money(required=True)
    value_below = Money(required=True, allow_none=True)
    stage = fields.Enum(Stage, by_value=True, required=True)
    quarter = fields.String(required=True)
    responsibilities = fields.String(required=True)
    percent = fields.Integer(required=True)
    offered_at = fields.AwareDateTime(required=True, attribute="created_at")
    answer_due_at = fields.AwareDateTime(required=True, attribute="expires_at")
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_by = fields.String(required=True, allow_none=True, attribute="answered_by_name")
    reason = fields.String(required=True, allow_none=True)
    giver_name = fields.String(required=True, allow_none=True)
    customer_name = fields.String(required=True, allow_none=True)
    deal_id = fields.UUID(required=True, allow_none=True)


class WholeHandOffOfferSchema(ApiSchema):
    """An offer with the steps after its acceptance."""

    offer = fields.Nested(HandOffOfferSchema, required=True)
    tasks = fields.List(fields.Nested(HandOffTaskSchema), required=True)


class AgreedSchema(ApiSchema):
    """What was agreed. `sha256` is that of `content` as UTF-8; the other side reads the same."""

    content = fields.String(required=True)
    sha256 = fields.String(required=True)


class NewHandOffSchema(ApiSchema):
    """What is offered, and to whom in which order; without anybody the host decides whom to ask."""

    kind = fields.Enum(Kind, by_value=True, load_default=Kind.TRANSFER)
    responsibilities = fields.String(required=True, validate=validate.Length(1, LONGEST_TEXT))
    percent = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100))
    fallback = fields.Enum(Fallback, by_value=True, load_default=Fallback.STAY)
    receivers = fields.List(
        fields.UUID(), load_default=list, validate=validate.Length(max=MOST_TURNS)
    )


class HandOffReasonSchema(ApiSchema):
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_TEXT))


class HandOffsArguments(PageArguments):
    state = fields.Enum(HandOffState, by_value=True, load_default=None)
