"""Accounts on screen: the list, one account with its timeline, and sharing it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import joinedload

from partners.accounts import actions, queries
from partners.accounts.browsing.queries import saved_views
from partners.accounts.models import Account, GrantAccess, GrantObject
from partners.accounts.page import account_page
from partners.accounts.presentation import default_address, list_page, partners_to_filter_by
from partners.companies.models import Company
from partners.sharing.actions import offer_account
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import requires
from portal.web.navigation import Page, register_page

blueprint = Blueprint("accounts", __name__, template_folder="templates")

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
    views = saved_views(work)
    opens_with = default_address(views)
    if opens_with is not None:
        return redirect(opens_with, 303)
    return render_template(
        "accounts/index.html",
        page=list_page(work, views),
        can_share=work.actor.has_permission("accounts:share"),
        partners=partners_to_filter_by(work) if work.actor.is_host else [],
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
    return account_page(work, _get(work, account_id))


@blueprint.post("/accounts/<uuid:account_id>/grants")
@requires("accounts:share")
def create_grant(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = _get(work, account_id)
    try:
        grantee, terms = _terms(work)
        share = offer_account if request.form.get("how") == "offer" else actions.share_account
        share(work, account, grantee, terms)
    except Invalid as error:
        return account_page(work, account, error.fields), error.status
    except Conflict as error:
        work.rollback()
        again = _get(work, account_id)
        return account_page(work, again, {"partner": error.message}), error.status
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
