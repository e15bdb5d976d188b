"""Hand-offs on screen: both lists, beginning one, its page, and the offer that is answered."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from deals.catalogue.queries import names_of_codes
from deals.handoffs import (
    accepting,
    answers,
    checklist,
    consent,
    offering,
    placing,
    policies,
    queries,
    together,
)
from deals.handoffs.forms import read_handoff, read_receivers
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.narrowing import asked_state, chips_of
from deals.handoffs.page import form_page, handoff_page, offer_page
from deals.handoffs.presentation import (
    ATTRIBUTIONS,
    FALLBACKS,
    KINDS,
    OFFERS,
    SIDES,
    TASKS,
    badge_of,
    band_in_words,
    clock_of,
    clock_of_proposal,
)
from deals.handoffs.receipts import agreed_in, consent_in, is_intact
from deals.models import Deal
from deals.pipeline.presentation import STAGES
from deals.queries import get_deal
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.policy import ensure
from portal.kernel.words import said
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("handoffs", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Hand-offs"),
        icon="arrow-right-left",
        endpoint="handoffs.index",
        permission="deals:read",
        order=42,
        section="/handoffs",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "handoff_badge": lambda handoff: badge_of(handoff, g.now),
        "handoff_offers": OFFERS,
        "handoff_kinds": KINDS,
        "handoff_fallbacks": FALLBACKS,
        "handoff_tasks": TASKS,
        "handoff_sides": SIDES,
        "attribution_kinds": ATTRIBUTIONS,
        "value_band": band_in_words,
        "handoff_stage": STAGES,
        "handoff_clock": lambda offer: clock_of(offer, g.now),
        "proposal_clock": lambda handoff: clock_of_proposal(handoff, g.now),
    }


@blueprint.get("/handoffs")
@requires("deals:read")
def index(work: Work) -> ResponseReturnValue:
    """List what the actor's company gives; at the host, what waits for it too."""
    state = asked_state()
    after = asked_position("handoffs.index", moment_and_id)
    found = queries.handoffs_page(work, state=state, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("handoffs.index", found, _place)
    return render_template(
        "handoffs/index.html",
        handoffs=shown,
        state=state,
        chips=chips_of(state),
        next_url=next_url,
    )


@blueprint.get("/handoffs/offers")
@requires("deals:read")
def offers(work: Work) -> ResponseReturnValue:
    """List what the actor's company was offered."""
    after = asked_position("handoffs.offers", moment_and_id)
    found = queries.offers_page(work, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("handoffs.offers", found, _place)
    return render_template("handoffs/offers.html", offers=shown, next_url=next_url)


@blueprint.get("/deals/<uuid:deal_id>/handoff")
@requires("deals:hand-off")
def new(work: Work, deal_id: UUID) -> ResponseReturnValue:
    deal = _deal_to_give(work, deal_id)
    return form_page(work, deal, {})


@blueprint.post("/deals/<uuid:deal_id>/handoff")
@requires("deals:hand-off")
def create(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Show what a receiver would see, or offer it."""
    deal = _deal_to_give(work, deal_id)
    try:
        wanted = read_handoff(request.form)
        if request.form.get("do") == "preview":
            offering.check(work, deal, wanted)
            return form_page(work, deal, {}, is_preview=True)
        handoff_id = offering.hand_off(services().database, work.actor, deal_id, wanted)
    except Invalid as error:
        return form_page(work, deal, error.fields), error.status
    except Conflict as conflict:
        return form_page(work, deal, {}, conflict), conflict.status
    return redirect(url_for("handoffs.show", handoff_id=handoff_id), 303)


@blueprint.get("/handoffs/<uuid:handoff_id>")
@requires("deals:read")
def show(work: Work, handoff_id: UUID) -> ResponseReturnValue:
    return handoff_page(work, queries.get_handoff(work, handoff_id))


@blueprint.post("/handoffs/<uuid:handoff_id>")
@requires("deals:hand-off")
def update(work: Work, handoff_id: UUID) -> ResponseReturnValue:
    """Do one of the steps of the giver, who may be asked first, or of the host."""
    handoff = queries.get_handoff(work, handoff_id)
    database, by = services().database, work.actor
    reason = request.form.get("reason", "")
    steps: dict[str, Callable[[], None]] = {
        "agree": lambda: consent.agree(database, by, handoff_id),
        "refuse": lambda: consent.refuse(database, by, handoff_id, reason),
        "recall": lambda: offering.recall(database, by, handoff_id, reason),
        "place": lambda: placing.place(database, by, handoff_id, read_receivers(request.form)),
        "end": lambda: together.end_together(database, by, handoff_id, reason),
        "tick": lambda: checklist.tick(database, by, _task()),
    }
    refused = _step(work, steps, handoff)
    if isinstance(refused, Invalid):
        return handoff_page(work, handoff, errors=refused.fields), refused.status
    if refused is not None:
        return handoff_page(work, queries.get_handoff(work, handoff_id), refused), refused.status
    return redirect(url_for("handoffs.show", handoff_id=handoff_id), 303)


@blueprint.get("/handoffs/offers/<uuid:offer_id>")
@requires("deals:read")
def show_offer(work: Work, offer_id: UUID) -> ResponseReturnValue:
    return offer_page(work, queries.get_offer(work, offer_id))


@blueprint.post("/handoffs/offers/<uuid:offer_id>")
@requires("deals:hand-off")
def answer_offer(work: Work, offer_id: UUID) -> ResponseReturnValue:
    """Answer an offer, or do one of the receiver's steps after that."""
    offer = queries.get_offer(work, offer_id)
    database, by = services().database, work.actor
    reason = request.form.get("reason", "")
    steps: dict[str, Callable[[], None]] = {
        "accept": lambda: accepting.accept(database, by, offer_id),
        "decline": lambda: answers.decline(database, by, offer_id, reason),
        "tick": lambda: checklist.tick(database, by, _task()),
        "return": lambda: checklist.give_back(database, by, offer_id, reason),
    }
    refused = _step(work, steps, offer)
    if isinstance(refused, Invalid):
        return offer_page(work, offer, errors=refused.fields), refused.status
    if refused is not None:
        return offer_page(work, queries.get_offer(work, offer_id), refused), refused.status
    return redirect(url_for("handoffs.show_offer", offer_id=offer_id), 303)


@blueprint.get("/handoffs/<uuid:handoff_id>/receipt")
@requires("deals:read")
def show_receipt(work: Work, handoff_id: UUID) -> ResponseReturnValue:
    """Show what was agreed with its hash, computed anew."""
    receipt = queries.find_receipt(work, handoff_id)
    if receipt is None:
        raise NotFound
    return render_template(
        "handoffs/receipt.html",
        receipt=receipt,
        agreed=agreed_in(receipt),
        agreed_at=consent_in(receipt),
        is_intact=is_intact(receipt),
        names=names_of_codes(work),
    )


def _step(
    work: Work, steps: Mapping[str, Callable[[], None]], record: HandOff | HandOffOffer
) -> Invalid | Conflict | None:
    """Do what was asked for; return why not. A form filled in against an older version is not."""
    step = steps.get(request.form.get("do", ""))
    if step is None:
        return Invalid(fields={"do": said("Choose what to do.")})
    try:
        work.expect_version(record, request.form.get("version", record.version, type=int))
        step()
    except Invalid as error:
        return error
    except Conflict as conflict:
        work.rollback()
        return conflict
    return None


def _task() -> UUID:
    task_id: UUID | None = request.form.get("task", type=UUID)
    if task_id is None:
        raise Invalid(fields={"do": said("Choose what to do.")})
    return task_id


def _deal_to_give(work: Work, deal_id: UUID) -> Deal:
    deal = get_deal(work, deal_id)
    ensure(policies.can_give(work.actor, deal))
    return deal


def _place(record: Any) -> tuple[str, str]:
    return record.created_at.isoformat(), str(record.id)
