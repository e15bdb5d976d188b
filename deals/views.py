"""Deals on screen: the list, one deal, registering, and each decision as a resource of its own."""

from collections.abc import Callable, Sequence
from itertools import chain
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals import actions, amending, drafting, filters, policies, queries
from deals import export as exporting
from deals.approval.forms import read_award
from deals.conflicts.actions import hold_deal, release_hold
from deals.conflicts.answers import answer_to_partner
from deals.conflicts.customers.queries import Scope
from deals.conflicts.forms import read_rulings
from deals.conflicts.policies import can_set
from deals.conflicts.review import approve_as_seen
from deals.drafts.actions import discard_mine
from deals.drafts.models import DealDraft
from deals.drafts.queries import drafts_of
from deals.evidence.actions import Brought, bring_evidence
from deals.evidence.files import brought_file, chosen_kind
from deals.leads.converting import LeadNotHeld, register_from_lead
from deals.models import Deal
from deals.page import act_on, deal_page
from deals.presentation import Badge, clock_of, protection_in_words, told_of
from deals.receipts.policies import can_examine
from deals.registration.actions import NewDeal, register_deal
from deals.registration.forms import DealForm, of_the_form
from deals.registration.models import CURRENCIES
from deals.registration.page import registration_page
from deals.review.waiting import call_up, put_on_wait_list
from partners.accounts.models import Account
from partners.companies.queries import get_own_company
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import attachment
from portal.kernel.workbooks import XLSX_TYPE, workbook
from portal.web.access import requires, services
from portal.web.amounts import amount_marks
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("deals", __name__, template_folder="templates")
blueprints = (blueprint, drafting.blueprint, amending.blueprint)

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
    return {
        "deal_badge": _deal_badge,
        "clock_of_deal": clock_of,
        "amount_marks": amount_marks,
        "currencies": CURRENCIES,
    }


def _deal_badge(deal: Deal) -> Badge:
    return told_of(deal, to_host=g.work.actor.is_host)


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
    asked = filters.read(request.args)
    after = asked_position("deals.index", moment_and_id)
    deals = queries.deals_page(work, after=after, limit=PAGE_SIZE + 1, **asked)
    shown, next_url = cut_page("deals.index", deals, _place)
    is_whole_list = not filters.address_of(request.args)
    return render_template(
        "deals/index.html",
        deals=shown,
        totals=queries.totals(work, **asked) if deals else [],
        most_added_up=queries.MOST_ADDED_UP,
        search=asked["search"],
        partner=filters.partner_menu(work, asked),
        is_whole_list=is_whole_list,
        is_behind_a_number=asked["narrowed"] and not filters.is_one_of_the_chips(request.args),
        chips=filters.chips(request.args),
        address=filters.address_of(request.args),
        next_url=next_url,
        can_register=policies.can_register(work.actor),
        drafts=_drafts(work, is_whole_list=is_whole_list),
        can_set_terms=can_set(work.actor),
        can_examine_receipts=can_examine(work.actor),
        has_others=any(policies.is_read_by_grant(work.actor, deal) for deal in shown),
    )


@blueprint.get("/deals/export")
@requires("deals:read")
def export(work: Work) -> ResponseReturnValue:
    """Send the list that its address asks for as a sheet."""
    asked, said = filters.read(request.args), exporting.words()
    rows = exporting.exported_rows(services().database, work.actor, asked, said)
    if request.args.get("format") == "xlsx":
        book = workbook(chain([exporting.heading()], rows), gettext("Deals"))
        sheet, kind, name = book, XLSX_TYPE, "deals.xlsx"
    else:
        lines = csv_lines(exporting.heading(), rows)
        sheet, kind, name = lines, "text/csv; charset=utf-8", "deals.csv"
    headers = {"Content-Disposition": attachment(name), "Content-Type": kind}
    return Response(sheet, headers=headers)


@blueprint.get("/deals/<uuid:deal_id>")
@requires("deals:read")
def show(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return deal_page(work, queries.get_deal(work, deal_id))


@blueprint.get("/deals/new")
@requires("deals:register")
def new(work: Work) -> ResponseReturnValue:
    form = DealForm.of(request.args)
    if form.corrects_id is not None:
        form = DealForm.correcting(queries.get_deal(work, form.corrects_id))
    return registration_page(work, form, {})


@blueprint.post("/deals")
@requires("deals:register")
def create(work: Work) -> ResponseReturnValue:
    form = DealForm.of(request.form)
    errors = form.errors()
    if errors:
        return registration_page(work, form, errors), 422
    account = work.get(Account, form.account_id)
    corrects = work.get(Deal, form.corrects_id) if form.corrects_id else None
    new, proof = form.new_deal(corrects), _proof(work, brought_file())
    try:
        deal = _registered(work, account, new, proof, form.lead_id)
        discard_mine(work, form.draft_key)
    except Invalid as error:
        return registration_page(work, form, of_the_form(error.fields)), 422
    except LeadNotHeld as gone:
        work.rollback()
        form.lead = ""
        return registration_page(work, form, {"lead": gone.message}), gone.status
    return redirect(url_for("deals.show", deal_id=deal.id), 303)


def _registered(
    work: Work,
    account: Account,
    new: NewDeal,
    proof: Callable[[Deal], object] | None,
    lead_id: UUID | None,
) -> Deal:
    if lead_id is None:
        return register_deal(work, account, new, proof)
    return register_from_lead(work, lead_id, account, new, proof)


def _proof(work: Work, file: Brought | None) -> Callable[[Deal], object] | None:
    """Return how the file that came with a registration, if one did, is put on it."""
    if file is None:
        return None
    storage, kind = services().storage, chosen_kind()
    return lambda deal: bring_evidence(work, storage, deal, file, kind)


@blueprint.post("/deals/overlap")
@requires("deals:register")
def show_overlap(work: Work) -> ResponseReturnValue:
    """Say what the programme lets a partner know of others, before it registers."""
    form = DealForm.of(request.form)
    errors = form.scope_errors()
    if errors:
        return registration_page(work, form, errors), 422
    account = work.get(Account, form.account_id)
    scope = Scope(get_own_company(work).id, account.id, form.families, form.territory)
    return registration_page(work, form, {}, answer_to_partner(services().database, scope))


@blueprint.post("/deals/<uuid:deal_id>/review")
@requires("deals:review")
def create_review(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return act_on(work, deal_id, lambda deal: actions.start_review(work, deal))


@blueprint.post("/deals/<uuid:deal_id>/approval")
@requires("deals:approve")
def create_approval(work: Work, deal_id: UUID) -> ResponseReturnValue:
    seal, database = request.form.get("conflicts", ""), services().database
    award = read_award(request.form)
    rulings = read_rulings(request.form)

    def approve(deal: Deal) -> None:
        approve_as_seen(work, database, deal, seal, rulings, award)

    return act_on(work, deal_id, approve)


@blueprint.post("/deals/<uuid:deal_id>/rejection")
@requires("deals:approve")
def create_rejection(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Decline it, put it on the wait-list, or take it from there into review."""
    if request.form.get("do") == "wait":
        return act_on(work, deal_id, lambda deal: put_on_wait_list(work, deal))
    if request.form.get("do") == "call-up":
        return act_on(work, deal_id, lambda deal: call_up(work, deal))
    reason = request.form.get("reason", "")
    return act_on(work, deal_id, lambda deal: actions.reject_deal(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/questions")
@requires("deals:review")
def create_question(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Ask the partner, or take back what was asked."""
    if request.form.get("do") == "take-back":
        return act_on(work, deal_id, lambda deal: actions.take_question_back(work, deal))
    question = request.form.get("question", "")
    return act_on(work, deal_id, lambda deal: actions.ask_for_information(work, deal, question))


@blueprint.post("/deals/<uuid:deal_id>/hold")
@requires("deals:review")
def create_hold(work: Work, deal_id: UUID) -> ResponseReturnValue:
    """Put it on hold for a conflict, or let the review go on."""
    if request.form.get("do") == "release":
        return act_on(work, deal_id, lambda deal: release_hold(work, deal))
    reason = request.form.get("hold_reason", "")
    return act_on(work, deal_id, lambda deal: hold_deal(work, deal, reason))


@blueprint.post("/deals/<uuid:deal_id>/answers")
@requires("deals:register")
def create_answer(work: Work, deal_id: UUID) -> ResponseReturnValue:
    answer = request.form.get("answer", "")
    return act_on(work, deal_id, lambda deal: actions.answer_question(work, deal, answer))


@blueprint.post("/deals/<uuid:deal_id>/withdrawal")
@requires("deals:register")
def create_withdrawal(work: Work, deal_id: UUID) -> ResponseReturnValue:
    return act_on(work, deal_id, lambda deal: actions.withdraw_deal(work, deal))


def _drafts(work: Work, *, is_whole_list: bool) -> Sequence[DealDraft]:
    if not is_whole_list or not policies.can_register(work.actor) or request.args.get("cursor"):
        return []
    return drafts_of(work)


def _place(deal: Deal) -> tuple[str, str]:
    assert deal.submitted_at is not None  # noqa: S101 - drafts are not listed
    return deal.submitted_at.isoformat(), str(deal.id)
