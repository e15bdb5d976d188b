"""Deals on screen: the list, one deal, registering, and each decision as a resource of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals import actions, policies, promise, queries
from deals.catalogue import product_families, territories
from deals.conflicts.actions import hold_deal, release_hold
from deals.conflicts.policies import can_set
from deals.conflicts.review import approve_as_seen, compare
from deals.forms import CURRENCIES, DealForm, of_the_form
from deals.models import Deal, Review
from deals.presentation import REVIEW_BADGES, clock_of, protection_in_words, steps_of
from partners.accounts.listing import accounts_page
from partners.accounts.models import Account
from partners.companies.queries import get_host
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_of

blueprint = Blueprint("deals", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Deals"),
        icon="handshake",
        endpoint="deals.index",
        permission="deals:read",
        order=40,
        tab=True,
        section="/deals",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"review_badge": _review_badge, "clock_of_deal": clock_of, "currencies": CURRENCIES}


def _review_badge(deal: Deal) -> tuple[Any, str, str]:
    return REVIEW_BADGES[deal.review if g.work.actor.is_host else deal.review_told]


@blueprint.app_template_filter("clock_left")
def _clock_left(deal: Deal) -> str | None:
    clock = clock_of(deal, g.now)
    return clock[1] if clock else protection_in_words(deal, g.now)


@blueprint.app_template_filter("protection_left")
def _protection_left(deal: Deal) -> str | None:
    return protection_in_words(deal, g.now)


@blueprint.get("/deals")
@requires("deals:read")
def index(work: Work) -> ResponseReturnValue:
    review = _review_filter()
    search = request.args.get("q", "").strip()
    deals = queries.deals_page(
        work,
        review=review,
        ending_before=work.now + promise.ENDING_SOON if _is_ending() else None,
        search=search,
        after=asked_position("deals.index", moment_and_id),
        limit=PAGE_SIZE + 1,
    )
    shown, next_url = cut_page("deals.index", deals, _place)
    return render_template(
        "deals/index.html",
        deals=shown,
        review=review,
        search=search,
        chips=_chips(review),
        next_url=next_url,
        can_register=policies.can_register(work.actor),
        can_set_conflicts=can_set(work.actor),
        has_others=any(policies.is_read_by_grant(work.actor, deal) for deal in shown),
    )


@blueprint.get("/deals/<uuid:deal_id>")
@requires("deals:read")
def show(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return _deal_page(work, queries.get_deal(work, deal_id))


@blueprint.get("/deals/new")
@requires("deals:register")
def new(work: Work) -> ResponseReturnValue:
    form = DealForm.of(request.args)
    return _registration_page(work, form, {})


@blueprint.post("/deals")
@requires("deals:register")
def create(work: Work) -> ResponseReturnValue:
    form = DealForm.of(request.form)
    errors = form.errors()
    if errors:
        return _registration_page(work, form, errors), 422
    account = work.get(Account, form.account_id)
    try:
        deal = actions.register_deal(work, account, form.new_deal())
    except Invalid as error:
        return _registration_page(work, form, of_the_form(error.fields)), 422
    return redirect(url_for("deals.show", deal_id=deal.id), 303)


@blueprint.post("/deals/<uuid:deal_id>/review")
@requires("deals:review")
def create_review(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return _act(work, deal_id, lambda deal: actions.start_review(work, deal))


@blueprint.post("/deals/<uuid:deal_id>/approval")
@requires("deals:approve")
def create_approval(work: Work, deal_id: UUID) -> ResponseReturnValue:
    seal, database = request.form.get("conflicts", ""), services().database
    return _act(work, deal_id, lambda deal: approve_as_seen(work, database, deal, seal))


@blueprint.post("/deals/<uuid:deal_id>/rejection")
@requires("deals:approve")
def create_rejection(work: Work, deal_id: UUID) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    return _act(work, deal_id, lambda deal: actions.reject_deal(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/questions")
@requires("deals:review")
def create_question(work: Work, deal_id: UUID) -> ResponseReturnValue:
    question = request.form.get("question", "")
    return _act(work, deal_id, lambda deal: actions.ask_for_information(work, deal, question))


@blueprint.post("/deals/<uuid:deal_id>/hold")
@requires("deals:review")
def create_hold(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Put it on hold for a conflict, or let the review go on."""
    if request.form.get("do") == "release":
        return _act(work, deal_id, lambda deal: release_hold(work, deal))
    reason = request.form.get("hold_reason", "")
    return _act(work, deal_id, lambda deal: hold_deal(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/answers")
@requires("deals:register")
def create_answer(work: Work, deal_id: UUID) -> ResponseReturnValue:
    answer = request.form.get("answer", "")
    return _act(work, deal_id, lambda deal: actions.answer_question(work, deal, answer))


@blueprint.post("/deals/<uuid:deal_id>/withdrawal")
@requires("deals:register")
def create_withdrawal(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return _act(work, deal_id, lambda deal: actions.withdraw_deal(work, deal))


def _act(work: Work, deal_id: UUID, action: Callable[[Deal], None]) -> ResponseReturnValue:
    """Do one thing to a deal, and show the deal again: as it is now, with what was typed.

    A form filled in against an older version, a state that was left, or an exclusive protection
    that the database holds against it is a 409 on the deal's own page.
    """
    deal = queries.get_deal(work, deal_id)
    try:
        work.expect_version(deal, request.form.get("version", deal.version, type=int))
        action(deal)
        work.flush()
    except Invalid as error:
        return _deal_page(work, deal, errors=error.fields), error.status
    except Conflict as error:
        work.rollback()
        return _deal_page(work, queries.get_deal(work, deal_id), conflict=error), error.status
    return redirect(url_for("deals.show", deal_id=deal.id), 303)


def _deal_page(
    work: Work,
    deal: Deal,
    *,
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "deals/show.html",
        deal=deal,
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        activities=activities_of(work, deal.id),
        host_name=get_host(work).trade_name,
        deal_steps=steps_of(deal),
        is_read_by_grant=policies.is_read_by_grant(work.actor, deal),
        **_open_steps(work.actor, deal),
        comparison=compare(work, services().database, deal),
    )


def _open_steps(actor: Actor, deal: Deal) -> dict[str, bool]:
    """Return which forms the page offers: what the role allows and the map of states leads to."""
    decides, reviews = policies.can_approve(actor, deal), policies.can_review(actor, deal)
    return {
        "can_approve": decides and deal.may_be_decided(Review.APPROVED),
        "can_reject": decides and deal.may_be_decided(Review.REJECTED),
        "can_ask": reviews and deal.may_be_decided(Review.ACTION_REQUIRED),
        "can_start": reviews and deal.awaits_review,
        "can_hold": reviews and deal.may_be_decided(Review.CONFLICT_HOLD),
        "can_release": reviews and deal.is_held,
        "can_answer": policies.can_answer(actor, deal) and deal.awaits_answer,
        "can_withdraw": policies.can_withdraw(actor, deal) and deal.may_enter(Review.WITHDRAWN),
    }


def _registration_page(work: Work, form: DealForm, errors: dict[str, str]) -> str:
    return render_template(
        "deals/new.html",
        form=form,
        errors=errors,
        accounts=accounts_page(work, limit=200),
        families=product_families(work),
        territories=territories(work),
        promise=actions.promised_answer(work),
        host_name=get_host(work).trade_name,
    )


def _review_filter() -> Review | None:
    value = request.args.get("review")
    if value is None:
        return None
    try:
        return Review(value)
    except ValueError:
        raise Invalid(gettext("There is no such filter. Clear it and choose again.")) from None


def _place(deal: Deal) -> tuple[str, str]:
    assert deal.submitted_at is not None  # noqa: S101 - drafts are not listed
    return deal.submitted_at.isoformat(), str(deal.id)


def _chips(current: Review | None) -> list[tuple[str, str, bool, int | None]]:
    """Return the filters; they carry no counts, which would cost a scan on every page."""
    shown = [
        Review.SUBMITTED,
        Review.IN_REVIEW,
        Review.ACTION_REQUIRED,
        Review.APPROVED,
        Review.REJECTED,
    ]
    chips: list[tuple[str, str, bool, int | None]] = [
        (gettext("All"), url_for("deals.index"), current is None and not _is_ending(), None)
    ]
    for review in shown:
        url = url_for("deals.index", review=review.value)
        chips.append((str(REVIEW_BADGES[review][0]), url, current is review, None))
    ending = url_for("deals.index", ending="soon")
    chips.append((gettext("Protection ends soon"), ending, _is_ending(), None))
    return chips


def _is_ending() -> bool:
    return request.args.get("ending") == "soon"
