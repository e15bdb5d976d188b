"""Sharing on screen: what is shared with us and by us, one grant, and requests."""

from typing import Final
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from partners.accounts.actions import NewAccount, open_account
from partners.accounts.models import Account, AccountShareGrant
from partners.companies.queries import get_host
from partners.sharing import actions, forms, policies, presentation, queries, requests
from partners.sharing.models import AccountShareRequest
from partners.sharing.queries import Direction, GrantFilter, Wanted
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, KontorError
from portal.kernel.words import said
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_of

blueprint = Blueprint("sharing", __name__, template_folder="templates")
REQUESTS: Final = "requests"
WAITING: Final = "waiting"
NARROWED: Final = {"side", "state", "partner", "q"}
"""What an address asks for that names a tab, or a list of the first."""

register_page(
    Page(
        label=lazy_gettext("Sharing"),
        icon="key-round",
        endpoint="sharing.index",
        permission="accounts:read",
        order=35,
        count=queries.waiting_count,
        section="/sharing",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {
        "grant_badge": lambda grant: presentation.grant_badge(grant, g.now),
        "grant_is_open": lambda grant: presentation.is_open(grant, g.now),
        "grant_days_left": lambda grant: presentation.days_left(grant, g.now),
        "request_badge": presentation.request_badge,
        "objects_in_words": presentation.objects_in_words,
        "access_in_words": presentation.access_in_words,
        "object_choices": presentation.object_choices,
        "access_choices": presentation.access_choices,
    }


@blueprint.get("/sharing")
@requires("accounts:read")
def index(work: Work) -> ResponseReturnValue:
    side = request.args.get("side") if request.args.keys() & NARROWED else _first_side(work)
    if side == REQUESTS:
        return _requests_page(work, {})
    return _list_page(work, {}, side)


@blueprint.post("/sharing/changes")
@requires("accounts:share")
def create_change(work: Work) -> ResponseReturnValue:
    """Renew or end the chosen grants, all or none."""
    grants = queries.get_shares(work, forms.chosen_grants(request.form))
    is_renewal = request.form.get("do") == "renewal"
    try:
        if is_renewal:
            until = forms.end_of_day(request.form.get("until", ""), work.actor.time_zone)
            actions.renew_grants(work, grants, until)
        else:
            actions.end_grants(work, grants, request.form.get("reason", ""))
        work.flush()
    except Invalid as error:
        return _list_page(work, error.fields, Direction.GIVEN), error.status
    except Conflict as error:
        work.rollback()
        return _list_page(work, {"grant": error.message}, Direction.GIVEN), error.status
    renewed, ended = (len(grants), None) if is_renewal else (None, len(grants))
    side = Direction.GIVEN
    return redirect(url_for("sharing.index", side=side, renewed=renewed, ended=ended), 303)


@blueprint.get("/sharing/grants/<uuid:grant_id>")
@requires("accounts:read")
def show(work: Work, grant_id: UUID) -> ResponseReturnValue:
    return _grant_page(work, queries.get_share(work, grant_id), {})


@blueprint.post("/sharing/grants/<uuid:grant_id>/terms")
@requires("accounts:share")
def create_terms(work: Work, grant_id: UUID) -> ResponseReturnValue:
    grant = queries.get_share(work, grant_id)
    try:
        _expect_version(work, grant)
        new = forms.new_terms(request.form, work.actor.time_zone)
        actions.change_grant(work, grant, new)
        work.flush()
    except (Invalid, Conflict) as error:
        return _refused_grant(work, grant_id, error)
    return redirect(url_for("sharing.show", grant_id=grant_id), 303)


@blueprint.post("/sharing/grants/<uuid:grant_id>/answer")
@requires("accounts:share")
def create_answer(work: Work, grant_id: UUID) -> ResponseReturnValue:
    grant = queries.get_share(work, grant_id)
    try:
        _expect_version(work, grant)
        if request.form.get("do") == "acceptance":
            actions.accept_offer(work, grant)
        else:
            actions.decline_offer(work, grant, request.form.get("reason", ""))
        work.flush()
    except (Invalid, Conflict) as error:
        return _refused_grant(work, grant_id, error)
    return redirect(url_for("sharing.show", grant_id=grant_id), 303)


@blueprint.post("/sharing/requests")
@requires("accounts:share")
def create_request(work: Work) -> ResponseReturnValue:
    try:
        asked = requests.request_share(work, forms.new_request(request.form))
    except Invalid as error:
        return _requests_page(work, error.fields), error.status
    except Conflict as error:
        work.rollback()
        return _requests_page(work, {"customer_name": error.message}), error.status
    return redirect(url_for("sharing.show_request", request_id=asked.id), 303)


@blueprint.get("/sharing/requests/<uuid:request_id>")
@requires("accounts:read")
def show_request(work: Work, request_id: UUID) -> ResponseReturnValue:
    return _request_page(work, queries.get_request(work, request_id), {})


@blueprint.post("/sharing/requests/<uuid:request_id>/answer")
@requires("accounts:share")
def create_request_answer(work: Work, request_id: UUID) -> ResponseReturnValue:
    """Grant or decline it, at the host; withdraw it, at the partner that asked."""
    asked = queries.get_request(work, request_id)
    try:
        _answer_request(work, asked)
        work.flush()
    except (Invalid, Conflict) as error:
        work.rollback()
        again = queries.get_request(work, request_id)
        return _request_page(work, again, _fields_of(error, "reason")), error.status
    return redirect(url_for("sharing.show_request", request_id=request_id), 303)


def _answer_request(work: Work, asked: AccountShareRequest) -> None:
    match request.form.get("do"):
        case "withdrawal":
            requests.withdraw_request(work, asked)
        case "refusal":
            requests.decline_request(work, asked, request.form.get("reason", ""))
        case _:
            requests.grant_request(work, asked, _chosen_account(work, asked), asked.partner)


def _chosen_account(work: Work, asked: AccountShareRequest) -> Account:
    """Return the account the answer names; `new` opens one as the partner named it."""
    chosen = request.form.get("account", "")
    if chosen == "new":
        name, country = asked.customer_name, asked.customer_country
        return open_account(work, NewAccount(name, country, asked.customer_domain))
    try:
        return work.get(Account, UUID(chosen))
    except ValueError:
        raise Invalid(fields={"account": said("Choose which customer is meant.")}) from None


def _first_side(work: Work) -> str:
    """Return the first tab that has something to show; the first of all where none has."""
    sides = (Direction.RECEIVED, Direction.GIVEN, REQUESTS)
    found = zip(sides, queries.sides_with_content(work), strict=True)
    return next((side for side, has_content in found if has_content), Direction.RECEIVED)


def _list_page(work: Work, errors: dict[str, str], side: str | None) -> str:
    wanted = forms.wanted_list(request.values, side)
    after = asked_position("sharing.index", moment_and_id)
    found = queries.shares_page(work, wanted, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("sharing.index", found, queries.place_of)
    can_change = work.actor.has_permission("accounts:share")
    return render_template(
        "sharing/index.html",
        grants=shown,
        next_url=next_url,
        wanted=wanted,
        errors=errors,
        is_given=wanted.direction is Direction.GIVEN,
        can_change=can_change and wanted.direction is Direction.GIVEN,
        partners=queries.companies_shared_with(work, wanted.direction),
        tabs=_tabs(wanted.direction),
        chips=_chips(wanted),
        chosen=set(request.form.getlist("grant")),
    )


def _requests_page(work: Work, errors: dict[str, str]) -> str:
    is_waiting = request.values.get("state") == WAITING
    after = asked_position("sharing.index", moment_and_id)
    found = queries.requests_page(work, is_waiting=is_waiting, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page(
        "sharing.index", found, lambda last: (last.created_at.isoformat(), str(last.id))
    )
    return render_template(
        "sharing/requests.html",
        requests=shown,
        next_url=next_url,
        errors=errors,
        typed=request.form,
        can_ask=policies.can_ask(work.actor),
        host_name=get_host(work).trade_name,
        tabs=_tabs(REQUESTS),
        is_waiting=is_waiting,
        chips=[
            (gettext("All"), url_for("sharing.index", side=REQUESTS), not is_waiting, None),
            (
                gettext("Waiting"),
                url_for("sharing.index", side=REQUESTS, state=WAITING),
                is_waiting,
                None,
            ),
        ],
    )


def _grant_page(work: Work, grant: AccountShareGrant, errors: dict[str, str]) -> str:
    is_open = presentation.is_open(grant, work.now)
    return render_template(
        "sharing/show.html",
        grant=grant,
        errors=errors,
        typed=request.form,
        is_grantor=work.actor.is_company(grant.owner_company_id),
        can_change=policies.can_change(work.actor, grant) and is_open,
        can_answer=policies.can_answer_offer(work.actor, grant) and grant.awaits_answer and is_open,
        account=queries.find_account_of(work, grant),
        opened=presentation.opened_to(work.actor, grant, work.now),
        activities=activities_of(work, grant.id),
        last_day=forms.day_of(grant.valid_until, work.actor.time_zone),
    )


def _request_page(work: Work, asked: AccountShareRequest, errors: dict[str, str]) -> str:
    can_answer = policies.can_answer_request(work.actor) and asked.is_open
    return render_template(
        "sharing/request.html",
        asked=asked,
        errors=errors,
        typed=request.form,
        can_answer=can_answer,
        can_withdraw=policies.can_withdraw(work.actor, asked) and asked.is_open,
        matches=queries.matches_of(work, asked) if can_answer else [],
        activities=activities_of(work, asked.id),
        host_name=get_host(work).trade_name,
    )


def _refused_grant(work: Work, grant_id: UUID, error: Invalid | Conflict) -> ResponseReturnValue:
    """Show the grant as it is now, with what was typed and why it was not done."""
    work.rollback()
    again = queries.get_share(work, grant_id)
    return _grant_page(work, again, _fields_of(error, "grant")), error.status


def _fields_of(error: KontorError, field: str) -> dict[str, str]:
    return dict(error.fields) if isinstance(error, Invalid) else {field: error.message}


def _expect_version(work: Work, grant: AccountShareGrant) -> None:
    version = forms.asked_version()
    if version is not None:
        work.expect_version(grant, version)


def _tabs(current: str) -> list[tuple[str, str, bool, None]]:
    labels = {
        Direction.RECEIVED: gettext("Shared with us"),
        Direction.GIVEN: gettext("Shared by us"),
        REQUESTS: gettext("Requests"),
    }
    return [
        (label, url_for("sharing.index", side=side), side == current, None)
        for side, label in labels.items()
    ]


def _chips(wanted: Wanted) -> list[tuple[str, str, bool, None]]:
    labels = {
        GrantFilter.LIVE: gettext("Not over"),
        GrantFilter.OFFERED: gettext("Offered"),
        GrantFilter.ENDING: gettext("Ending within 30 days"),
        GrantFilter.SUSPENDED: gettext("At rest"),
        GrantFilter.OVER: gettext("Over"),
    }
    side, partner, search = wanted.direction, wanted.partner_id, wanted.search or None
    return [
        (
            label,
            url_for("sharing.index", side=side, state=each or None, partner=partner, q=search),
            each is wanted.filter,
            None,
        )
        for each, label in labels.items()
    ]
