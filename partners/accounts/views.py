"""Accounts on screen: the list, one account with its timeline, and sharing it."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import joinedload

from partners.accounts import actions, policies, queries
from partners.accounts.derivation import reasons_to_see
from partners.accounts.models import Account, GrantAccess, GrantObject
from partners.companies.models import Company
from partners.companies.queries import get_host, partners_page
from partners.sharing.actions import offer_account
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, name_and_id
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_on_account

blueprint = Blueprint("accounts", __name__, template_folder="templates")
FIRST_OFFERED: Final = 200
"""Partners the form to share offers at first; `?partners=all` offers up to `MOST_OFFERED`."""
MOST_OFFERED: Final = 5000

register_page(
    Page(
        label=lazy_gettext("Accounts"),
        icon="building-2",
        endpoint="accounts.index",
        permission="accounts:read",
        order=30,
        section="/accounts",
    )
)


@blueprint.get("/accounts")
@requires("accounts:read")
def index(work: Work) -> ResponseReturnValue:
    search = request.args.get("q", "").strip()
    after = asked_position("accounts.index", name_and_id)
    accounts = queries.accounts_page(work, search=search, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("accounts.index", accounts, _place)
    return render_template(
        "accounts/index.html",
        accounts=shown,
        search=search,
        next_url=next_url,
        can_add=work.actor.has_permission("accounts:write"),
        own_company_id=work.actor.company_id,
    )


@blueprint.get("/accounts/new")
@requires("accounts:write")
def new(_work: Work) -> ResponseReturnValue:
    return render_template("accounts/new.html", values={}, errors={})


@blueprint.post("/accounts")
@requires("accounts:write")
def create(work: Work) -> ResponseReturnValue:
    values = {name: request.form.get(name, "") for name in ("name", "domain", "country", "place")}
    try:
        account = actions.open_account(work, actions.NewAccount(**values))
    except Invalid as error:
        return render_template("accounts/new.html", values=values, errors=error.fields), 422
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.get("/accounts/<uuid:account_id>")
@requires("accounts:read")
def show(work: Work, account_id: UUID) -> ResponseReturnValue:
    return _account_page(work, _get(work, account_id), {})


@blueprint.post("/accounts/<uuid:account_id>/grants")
@requires("accounts:share")
def create_grant(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = _get(work, account_id)
    try:
        grantee, terms = _terms(work)
        share = offer_account if request.form.get("how") == "offer" else actions.share_account
        share(work, account, grantee, terms)
    except Invalid as error:
        return _account_page(work, account, error.fields), error.status
    except Conflict as error:
        work.rollback()
        again = _get(work, account_id)
        return _account_page(work, again, {"partner": error.message}), error.status
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.post("/accounts/<uuid:account_id>/grants/<uuid:grant_id>/revocation")
@requires("accounts:share")
def create_revocation(work: Work, account_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    account = _get(work, account_id)
    grant = queries.get_grant(work, account, grant_id)
    actions.revoke_grant(work, grant, account, request.form.get("reason", ""))
    return redirect(url_for("accounts.show", account_id=account.id), 303)


def _get(work: Work, account_id: UUID) -> Account:
    return work.get(Account, account_id, joinedload(Account.owner))


def _terms(work: Work) -> tuple[Company, actions.GrantTerms]:
    try:
        partner_id = UUID(request.form.get("partner", ""))
        days = int(request.form.get("days", ""))
        objects = tuple(GrantObject(value) for value in request.form.getlist("objects"))
        access = GrantAccess(request.form.get("access", GrantAccess.READ))
    except ValueError:
        raise Invalid(
            fields={"partner": gettext("Choose a partner, what to share and for how many days.")}
        ) from None
    terms = actions.GrantTerms(
        objects=objects,
        access=access,
        purpose=request.form.get("purpose", ""),
        days=days,
    )
    return work.get(Company, partner_id), terms


def _account_page(work: Work, account: Account, errors: dict[str, str]) -> str:
    can_share = policies.can_share(work.actor, account)
    after = asked_position("accounts.show", queries.GrantPlace.read)
    found = queries.grants_page(work, account, after=after, limit=PAGE_SIZE + 1)
    grants, next_url = cut_page("accounts.show", found, queries.place_of)
    return render_template(
        "accounts/show.html",
        account=account,
        errors=errors,
        grants=grants,
        next_url=next_url,
        **(_partners_to_choose(work) if can_share else {}),
        can_share=can_share,
        reasons=reasons_to_see(work, account),
        activities=activities_on_account(work, account.id),
        is_own=work.actor.is_company(account.owner_company_id),
        can_register=work.actor.is_partner and work.actor.has_permission("deals:register"),
    )


def _place(account: Account) -> tuple[str, str]:
    return account.name, str(account.id)


def _partners_to_choose(work: Work) -> dict[str, object]:
    """Return the first partners by name, and whether there are more; asked for, all of them.

    A partner chooses the host: it alone is there for every partner to share with.
    """
    if work.actor.is_partner:
        return {"partners": [get_host(work)], "has_more_partners": False}
    most = MOST_OFFERED if request.args.get("partners") == "all" else FIRST_OFFERED
    found = partners_page(work, active_only=True, limit=most + 1)
    partners = [each.partner for each in found[:most]]
    return {"partners": partners, "has_more_partners": len(found) > most}
