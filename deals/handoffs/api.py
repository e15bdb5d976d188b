"""Hand-offs through the API: the giver's and the receiver's, by the same steps as on screen.

Each step is a transaction of the portal's own. The request's unit of work reads before and after
it, and keeps the answer under the idempotency key. Should the portal die between the two, a repeat
has no second effect either: it meets what the step left, and is refused with 409.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import url_for

from deals.handoffs import accepting, answers, checklist, consent, offering, queries, together
from deals.handoffs.models import HandOff, HandOffOffer, HandOffReceipt, HandOffTask
from deals.handoffs.offering import NewHandOff
from deals.handoffs.schemas import (
    AgreedSchema,
    HandOffOfferSchema,
    HandOffReasonSchema,
    HandOffsArguments,
    HandOffSchema,
    HandOffTaskSchema,
    NewHandOffSchema,
    WholeHandOffOfferSchema,
    WholeHandOffSchema,
)
from deals.queries import get_deal
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Invalid, NotFound
from portal.web.access import services
from portal.web.api import (
    ETAG,
    LOCATION,
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

blueprint = api_blueprint("handoffs", "Deals handed over to another company, or sold together")
LIST = "handoffs"
OFFERS = "handoff offers"

Answer = tuple[dict[str, Any], dict[str, str]]
Step = Callable[[Database, Actor], None]


@blueprint.get("/handoffs")
@requires_token("deals:read")
@blueprint.arguments(HandOffsArguments, location="query")
@blueprint.response(200, page_schema(HandOffSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[HandOff]:
    """List what your company hands over, the newest first."""
    after = read_position(LIST, wanted["cursor"], moment_and_id)
    limit = wanted["limit"]
    found = queries.handoffs_page(work, state=wanted["state"], after=after, limit=limit + 1)
    return Page.of(LIST, found, limit, _place)


@blueprint.get("/handoffs/offers")
@requires_token("deals:read")
@blueprint.arguments(PageArguments, location="query")
@blueprint.response(200, page_schema(HandOffOfferSchema))
def offers(work: Work, wanted: dict[str, Any]) -> Page[HandOffOffer]:
    """List what your company was offered, the newest first."""
    after = read_position(OFFERS, wanted["cursor"], moment_and_id)
    found = queries.offers_page(work, after=after, limit=wanted["limit"] + 1)
    return Page.of(OFFERS, found, wanted["limit"], _place)


@blueprint.get("/handoffs/<uuid:handoff_id>")
@requires_token("deals:read")
@blueprint.response(200, WholeHandOffSchema, headers=ETAG)
def show(work: Work, handoff_id: UUID) -> Answer:
    """Show one hand-off, with whom it is offered to and the steps after the acceptance."""
    return _whole(work, handoff_id)


@blueprint.get("/handoffs/offers/<uuid:offer_id>")
@requires_token("deals:read")
@blueprint.response(200, WholeHandOffOfferSchema, headers=ETAG)
def show_offer(work: Work, offer_id: UUID) -> Answer:
    """Show one offer, with the steps after its acceptance."""
    return _whole_offer(work, offer_id)


@blueprint.get("/handoffs/<uuid:handoff_id>/receipt")
@requires_token("deals:read")
@blueprint.response(200, AgreedSchema)
def show_receipt(work: Work, handoff_id: UUID) -> HandOffReceipt:
    """Show what was agreed when it was accepted."""
    receipt = queries.find_receipt(work, handoff_id)
    if receipt is None:
        raise NotFound
    return receipt


@blueprint.post("/deals/<uuid:deal_id>/handoffs")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@blueprint.arguments(NewHandOffSchema)
@blueprint.response(201, WholeHandOffSchema, headers=LOCATION)
def create(
    work: Work, wanted: dict[str, Any], deal_id: UUID
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Offer a deal to other companies, one after the other, or leave to the host whom to ask."""
    get_deal(work, deal_id)
    new = NewHandOff(**{**wanted, "receivers": tuple(wanted["receivers"])})
    try:
        handoff_id = offering.hand_off(services().database, work.actor, deal_id, new)
    except Invalid as error:
        raise Invalid(fields=_of_body(error.fields)) from None
    whole, _ = _whole(work, handoff_id)
    return whole, 201, {"Location": url_for("api_handoffs.show", handoff_id=handoff_id)}


@blueprint.post("/handoffs/<uuid:handoff_id>/agreement")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, WholeHandOffSchema, headers=ETAG)
def create_agreement(work: Work, handoff_id: UUID) -> Answer:
    """Agree to what the host proposes with your company's deal."""
    return _step(work, handoff_id, lambda database, by: consent.agree(database, by, handoff_id))


@blueprint.post("/handoffs/<uuid:handoff_id>/refusal")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(HandOffReasonSchema)
@blueprint.response(200, WholeHandOffSchema, headers=ETAG)
def create_refusal(work: Work, wanted: dict[str, Any], handoff_id: UUID) -> Answer:
    """Decline what the host proposes, and why: your deal stays where it is."""
    return _step(
        work,
        handoff_id,
        lambda database, by: consent.refuse(database, by, handoff_id, wanted["reason"]),
    )


@blueprint.post("/handoffs/<uuid:handoff_id>/recall")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(HandOffReasonSchema)
@blueprint.response(200, WholeHandOffSchema, headers=ETAG)
def create_recall(work: Work, wanted: dict[str, Any], handoff_id: UUID) -> Answer:
    """Take back what nobody has accepted yet."""
    return _step(
        work,
        handoff_id,
        lambda database, by: offering.recall(database, by, handoff_id, wanted["reason"]),
    )


@blueprint.post("/handoffs/<uuid:handoff_id>/ending")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(HandOffReasonSchema)
@blueprint.response(200, WholeHandOffSchema, headers=ETAG)
def create_ending(work: Work, wanted: dict[str, Any], handoff_id: UUID) -> Answer:
    """End that another company reads a deal and sells it along."""
    return _step(
        work,
        handoff_id,
        lambda database, by: together.end_together(database, by, handoff_id, wanted["reason"]),
    )


@blueprint.post("/handoffs/offers/<uuid:offer_id>/acceptance")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.response(200, WholeHandOffOfferSchema, headers=ETAG)
def create_acceptance(work: Work, offer_id: UUID) -> Answer:
    """Take a deal over, or join in it, for your company."""
    return _answer(work, offer_id, lambda database, by: accepting.accept(database, by, offer_id))


@blueprint.post("/handoffs/offers/<uuid:offer_id>/decline")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(HandOffReasonSchema)
@blueprint.response(200, WholeHandOffOfferSchema, headers=ETAG)
def create_decline(work: Work, wanted: dict[str, Any], offer_id: UUID) -> Answer:
    """Say no to an offer, and why."""
    return _answer(
        work,
        offer_id,
        lambda database, by: answers.decline(database, by, offer_id, wanted["reason"]),
    )


@blueprint.post("/handoffs/offers/<uuid:offer_id>/return")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@expects_version
@blueprint.arguments(HandOffReasonSchema)
@blueprint.response(200, WholeHandOffOfferSchema, headers=ETAG)
def create_return(work: Work, wanted: dict[str, Any], offer_id: UUID) -> Answer:
    """Give a deal back that was taken over, or stop selling it along."""
    return _answer(
        work,
        offer_id,
        lambda database, by: checklist.give_back(database, by, offer_id, wanted["reason"]),
    )


@blueprint.post("/handoffs/tasks/<uuid:task_id>/completion")
@requires_token("deals:hand-off")
@blueprint.refuses(409)
@blueprint.response(200, HandOffTaskSchema)
def create_completion(work: Work, task_id: UUID) -> HandOffTask:
    """Say that a step of your own side is done; with the last of all the hand-over is complete."""
    checklist.tick(services().database, work.actor, task_id)
    work.session.expire_all()
    return work.get(HandOffTask, task_id)


def _step(work: Work, handoff_id: UUID, step: Step) -> Answer:
    check_version(queries.get_handoff(work, handoff_id))
    step(services().database, work.actor)
    work.session.expire_all()
    return _whole(work, handoff_id)


def _answer(work: Work, offer_id: UUID, step: Step) -> Answer:
    check_version(queries.get_offer(work, offer_id))
    step(services().database, work.actor)
    work.session.expire_all()
    return _whole_offer(work, offer_id)


def _whole(work: Work, handoff_id: UUID) -> Answer:
    handoff = queries.get_handoff(work, handoff_id)
    turns, tasks = queries.turns_of(work, handoff), queries.tasks_of(work, handoff_id)
    return {"handoff": handoff, "turns": turns, "tasks": tasks}, with_version(handoff)


def _whole_offer(work: Work, offer_id: UUID) -> Answer:
    offer = queries.get_offer(work, offer_id)
    tasks = queries.tasks_of(work, offer.handoff_id) if offer.deal_id else []
    return {"offer": offer, "tasks": tasks}, with_version(offer)


def _of_body(fields: dict[str, str]) -> dict[str, str]:
    """Name the fields as the body does: on screen each turn has a field of its own."""
    return {
        "receivers" if name.startswith("receiver_") else name: sentence
        for name, sentence in fields.items()
    }


def _place(record: HandOff | HandOffOffer) -> tuple[str, str]:
    return record.created_at.isoformat(), str(record.id)
