"""Accounts on screen: the list, one account with its timeline, and sharing it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import joinedload

from partners.accounts import actions, queries
from partners.accounts.browsing.queries import saved_views
from partners.accounts.duplicates.identities import FIELDS
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.duplicates.policies import can_edit
from partners.accounts.duplicates.queries import accounts_like, registered_of
from partners.accounts.editing import edit_account
from partners.accounts.merging.models import MergedAccount
from partners.accounts.models import Account, GrantAccess, GrantObject
from partners.accounts.page import account_page
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import UNKNOWN, Parent
from partners.accounts.presentation import (
    default_address,
    list_page,
    parent_in_words,
    partners_to_filter_by,
)
from partners.companies.models import Company
from partners.sharing.actions import offer_account
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said
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


blueprint.add_app_template_filter(parent_in_words)


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
    """Add a customer; one that seems to be there already only when asked a second time."""
    values, wanted = _entered()
    try:
        registered = actions.checked(wanted).registered
        alike = [] if "anyway" in request.form else _alike(work, wanted, registered)
        if alike:
            page = render_template("accounts/new.html", values=values, errors={}, alike=alike)
            return page, Conflict.status
        account = actions.open_account(work, wanted)
    except Invalid as error:
        return render_template("accounts/new.html", values=values, errors=error.fields), 422
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.get("/accounts/<uuid:account_id>/edit")
@requires("accounts:write")
def edit(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = _own(work, account_id)
    registered = registered_of(work, [account.id])[account.id]
    numbers = {FIELDS[kind]: value for kind, value in registered.items()}
    profile = {"name": account.name, "country": account.country, "place": account.place}
    values = {**profile, **numbers, **(account.parent or UNKNOWN).texts}
    return render_template("accounts/edit.html", account=account, values=values, errors={})


@blueprint.post("/accounts/<uuid:account_id>/edit")
@requires("accounts:write")
def update(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = _own(work, account_id)
    values, wanted = _entered()
    try:
        edit_account(work, account, wanted, request.form.get("version", 0, type=int))
    except Invalid as error:
        page = render_template(
            "accounts/edit.html", account=account, values=values, errors=error.fields
        )
        return page, error.status
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.get("/accounts/<uuid:account_id>")
@requires("accounts:read")
def show(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = work.find(Account, account_id, joinedload(Account.owner))
    if account is None:
        merged = work.get(MergedAccount, account_id)
        return redirect(url_for("accounts.show", account_id=merged.into_id), 303)
    return account_page(work, account)


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


def _entered() -> tuple[dict[str, str], actions.NewAccount]:
    plain = {name: request.form.get(name, "") for name in ("name", "domain", "country", "place")}
    numbers = {kind: request.form.get(name, "") for kind, name in FIELDS.items()}
    parent = {name: request.form.get(name, "") for name in PARENT_FIELDS}
    values = {**plain, **{FIELDS[kind]: text for kind, text in numbers.items()}, **parent}
    return values, actions.NewAccount(**plain, registered=numbers, parent=Parent(*parent.values()))


def _alike(
    work: Work, new: actions.NewAccount, registered: Mapping[IdentityKind, str]
) -> Sequence[Account]:
    domain, country = (new.domain or "").strip().lower(), new.country.strip().upper()
    return accounts_like(work, new.name.strip(), domain, country, registered)


def _own(work: Work, account_id: UUID) -> Account:
    """Return an account of the actor's own company, to change it.

    Raises:
        NotFound: absent, or not visible.
        Forbidden: it is another company's.
    """
    account = _get(work, account_id)
    ensure(can_edit(work.actor, account), said("Only the owner of an account can change it."))
    return account


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
