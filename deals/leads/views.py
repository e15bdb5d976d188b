"""Leads on screen: the host's list and intake, one lead, and one offer of it to a partner."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals.leads import actions, entering, placing, policies, queries
from deals.leads.fairness import hours, shares, sheet_rows
from deals.leads.lead_page import lead_page
from deals.leads.models import Lead, LeadOffer
from deals.leads.offer_page import offer_page
from deals.leads.presentation import (
    OFFERS,
    RULES,
    SIZES,
    STATES,
    badge_of_offer,
    clock_of_lead,
    clock_of_offer,
)
from deals.leads.states import CHOSEN, LeadState, Rule
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import attachment
from portal.kernel.words import said
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

SHEET: Final = (
    "partner",
    "rule",
    "offered",
    "waiting",
    "accepted",
    "declined",
    "expired",
    "recalled",
    "median hours to accept",
    "median hours to contact",
)

blueprint = Blueprint("leads", __name__, template_folder="templates")
blueprints = (blueprint, entering.blueprint)

register_page(
    Page(
        label=lazy_gettext("Leads"),
        icon="target",
        endpoint="leads.index",
        permission="leads:read",
        order=35,
        section="/leads",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "lead_badges": STATES,
        "lead_sizes": SIZES,
        "lead_rules": RULES,
        "offer_badges": OFFERS,
        "offer_badge": lambda offer: badge_of_offer(offer, g.now),
        "offer_clock": lambda offer: clock_of_offer(offer, g.now),
        "lead_clock": lambda lead: clock_of_lead(lead, g.now),
    }


@blueprint.get("/leads")
@requires("leads:read")
def index(work: Work) -> ResponseReturnValue:
    """List the host's leads to the host, and to a partner what it was offered."""
    after = asked_position("leads.index", moment_and_id)
    if not work.actor.is_host:
        offers = queries.offers_page(work, after=after, limit=PAGE_SIZE + 1)
        shown, next_url = cut_page("leads.index", offers, _place)
        return render_template("leads/offers.html", offers=shown, next_url=next_url)
    state, partner = _state_filter(), request.args.get("partner", type=UUID)
    leads = queries.leads_page(work, state=state, partner=partner, after=after, limit=PAGE_SIZE + 1)
    kept, next_url = cut_page("leads.index", leads, _place)
    return render_template(
        "leads/index.html",
        leads=kept,
        is_filtered=state is not None or partner is not None,
        chips=_chips(state),
        next_url=next_url,
        can_route=policies.can_route(work.actor),
    )


@blueprint.get("/leads/fairness")
@requires("leads:oversee")
def fairness(work: Work) -> ResponseReturnValue:
    return render_template("leads/fairness.html", shares=shares(work), hours=hours)


@blueprint.get("/leads/fairness/export")
@requires("leads:oversee")
def export_fairness(work: Work) -> ResponseReturnValue:
    headers = {
        "Content-Disposition": attachment("leads.csv"),
        "Content-Type": "text/csv; charset=utf-8",
    }
    return Response(csv_lines(SHEET, sheet_rows(shares(work))), headers=headers)


@blueprint.get("/leads/<uuid:lead_id>")
@requires("leads:oversee")
def show(work: Work, lead_id: UUID) -> ResponseReturnValue:
    return lead_page(work, queries.get_lead(work, lead_id))


@blueprint.post("/leads/<uuid:lead_id>")
@requires("leads:route")
def update(work: Work, lead_id: UUID) -> ResponseReturnValue:
    """Do one of the host's steps to a lead."""
    lead = queries.get_lead(work, lead_id)
    reason = request.form.get("reason", "")
    database, by = services().database, work.actor
    steps: dict[str, Callable[[], None]] = {
        "qualify": lambda: actions.qualify(work, lead),
        "reject": lambda: actions.reject(work, lead, reason),
        "retire": lambda: actions.retire(work, lead, reason),
        "offer": lambda: placing.offer_lead(database, by, lead_id, *_chosen()),
        "recall": lambda: placing.recall(database, by, lead_id, reason),
    }
    refused = _step(work, steps, lead)
    if isinstance(refused, Invalid):
        return lead_page(work, lead, errors=refused.fields), refused.status
    if refused is not None:
        return lead_page(work, queries.get_lead(work, lead_id), refused), refused.status
    return redirect(url_for("leads.show", lead_id=lead_id), 303)


@blueprint.get("/leads/offers/<uuid:offer_id>")
@requires("leads:read")
def show_offer(work: Work, offer_id: UUID) -> ResponseReturnValue:
    return offer_page(work, queries.get_offer(work, offer_id))


@blueprint.post("/leads/offers/<uuid:offer_id>")
@requires("leads:work")
def answer_offer(work: Work, offer_id: UUID) -> ResponseReturnValue:
    """Answer an offer, or say how it goes with a lead that was accepted."""
    offer = queries.get_offer(work, offer_id)
    reason = request.form.get("reason", "")
    database, by, lead = services().database, work.actor, offer.lead
    steps: dict[str, Callable[[], None]] = {
        "accept": lambda: placing.accept(database, by, offer_id),
        "decline": lambda: placing.decline(database, by, offer_id, reason),
    }
    if lead is not None:
        steps["reach"] = lambda: actions.reach(work, lead)
        steps["give-up"] = lambda: actions.give_up(work, lead, reason)
    refused = _gone(work, offer) or _step(work, steps, offer)
    if isinstance(refused, Invalid):
        return offer_page(work, offer, errors=refused.fields), refused.status
    if refused is not None:
        return offer_page(work, queries.get_offer(work, offer_id), refused), refused.status
    return redirect(url_for("leads.show_offer", offer_id=offer_id), 303)


def _gone(work: Work, offer: LeadOffer) -> Conflict | None:
    """Return why an offer cannot be answered any more: more than that it changed meanwhile."""
    if request.form.get("do") in {"accept", "decline"}:
        try:
            placing.refuse_unless_open(work, offer)
        except Conflict as gone:
            return gone
    return None


def _step(
    work: Work, steps: Mapping[str, Callable[[], None]], record: Lead | LeadOffer
) -> Invalid | Conflict | None:
    """Do what was asked for; return why not. A form filled in against an older version is not."""
    step = steps.get(request.form.get("do", ""))
    if step is None:
        return Invalid(fields={"do": said("Choose what to do.")})
    try:
        work.expect_version(record, request.form.get("version", record.version, type=int))
        step()
        work.flush()
    except Invalid as error:
        return error
    except Conflict as conflict:
        work.rollback()
        return conflict
    return None


def _chosen() -> tuple[Rule | None, UUID | None]:
    rule, partner = request.form.get("rule", ""), request.form.get("partner", type=UUID)
    return Rule(rule) if rule in set(CHOSEN) else None, partner


def _state_filter() -> LeadState | None:
    value = request.args.get("state")
    if value is None:
        return None
    try:
        return LeadState(value)
    except ValueError:
        raise Invalid(gettext("There is no such filter. Clear it and choose again.")) from None


def _place(record: Any) -> tuple[str, str]:
    return record.created_at.isoformat(), str(record.id)


def _chips(current: LeadState | None) -> list[tuple[str, str, bool, int | None]]:
    chips: list[tuple[str, str, bool, int | None]] = [
        (gettext("All"), url_for("leads.index"), current is None, None)
    ]
    for each in LeadState:
        if each not in {LeadState.RETIRED, LeadState.REJECTED}:
            url = url_for("leads.index", state=each.value)
            chips.append((str(STATES[each][0]), url, current is each, None))
    return chips
