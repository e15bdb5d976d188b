"""Beside the list of accounts: the views people keep, and sharing what they chose."""

import itertools
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from partners.accounts.actions import GrantTerms
from partners.accounts.browsing import actions, queries
from partners.accounts.browsing.export import exported_rows, heading
from partners.accounts.browsing.models import SavedView
from partners.accounts.models import Account, GrantObject
from partners.accounts.policies import can_share
from partners.accounts.presentation import ENDPOINT, FILTERS, asked, view_address
from partners.companies.models import Company
from partners.companies.queries import get_host, partner_names
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import attachment
from portal.kernel.workbooks import XLSX_TYPE, workbook
from portal.web.access import requires, services

blueprint = Blueprint("browsing", __name__, template_folder="templates")
MOST_OFFERED = 1000


@blueprint.post("/accounts/views")
@requires("accounts:read")
def create_view(work: Work) -> ResponseReturnValue:
    kept = {name: request.form[name] for name in FILTERS if request.form.get(name)}
    try:
        view = actions.save_view(
            work,
            request.form.get("name", ""),
            urlencode(kept),
            is_default=request.form.get("default") == "yes",
        )
    except Invalid as error:
        return _view_form(None, error), error.status
    return redirect(view_address(view), 303)


@blueprint.post("/accounts/views/<uuid:view_id>")
@requires("accounts:read")
def change_view(work: Work, view_id: UUID) -> ResponseReturnValue:
    view = work.get(SavedView, view_id)
    match request.form.get("do"):
        case "delete":
            actions.delete_view(work, view)
            return redirect(url_for(ENDPOINT, whose="all"), 303)
        case "open":
            actions.open_with(work, view, is_default=not view.is_default)
        case _:
            try:
                actions.rename_view(work, view, request.form.get("name", ""))
            except Invalid as error:
                return _view_form(view, error), error.status
    return redirect(view_address(view), 303)


@blueprint.get("/accounts/sharing")
@requires("accounts:share")
def new_sharing(work: Work) -> ResponseReturnValue:
    asked_for = request.args.getlist("account")
    chosen = _chosen(work, asked_for) if asked_for else []
    ensure(
        all(can_share(work.actor, each) for each in chosen),
        gettext("Only the owner of an account can share it."),
    )
    return _sharing_page(work, chosen, {})


@blueprint.post("/accounts/sharing")
@requires("accounts:share")
def create_sharing(work: Work) -> ResponseReturnValue:
    chosen = _chosen(work, request.form.getlist("account"))
    try:
        grantee, terms = _terms(work)
        shared = actions.share_accounts(work, chosen, grantee, terms)
    except Invalid as error:
        return _sharing_page(work, chosen, error.fields), error.status
    return render_template("browsing/shared.html", shared=shared, grantee=grantee), 201


@blueprint.get("/accounts/export")
@requires("accounts:read")
def export(work: Work) -> ResponseReturnValue:
    rows = exported_rows(services().database, work.actor, asked())
    if request.args.get("format") == "xlsx":
        book = workbook(itertools.chain([heading()], rows), gettext("Accounts"))
        sheet, kind, name = book, XLSX_TYPE, "accounts.xlsx"
    else:
        sheet, kind, name = csv_lines(heading(), rows), "text/csv; charset=utf-8", "accounts.csv"
    headers = {"Content-Disposition": attachment(name), "Content-Type": kind}
    return Response(sheet, headers=headers)


def _chosen(work: Work, values: list[str]) -> list[Account]:
    try:
        ids = list(dict.fromkeys(UUID(value) for value in values))
    except ValueError:
        ids = []
    if not 1 <= len(ids) <= actions.MOST_SHARED:
        raise Invalid(
            gettext("Choose between 1 and %(most)s accounts in the list.", most=actions.MOST_SHARED)
        )
    return list(queries.chosen_accounts(work, ids))


def _terms(work: Work) -> tuple[Company, GrantTerms]:
    try:
        partner_id = UUID(request.form.get("partner", ""))
        days = int(request.form.get("days", ""))
        objects = tuple(GrantObject(value) for value in request.form.getlist("objects"))
    except ValueError:
        raise Invalid(
            fields={"partner": gettext("Choose a partner, what to share and for how many days.")}
        ) from None
    terms = GrantTerms(
        objects=objects,
        purpose=request.form.get("purpose", ""),
        days=days,
    )
    return work.get(Company, partner_id), terms


def _sharing_page(work: Work, chosen: list[Account], errors: dict[str, str]) -> str:
    return render_template(
        "browsing/sharing.html",
        chosen=chosen,
        errors=errors,
        partners=_partners(work),
        objects=list(GrantObject),
    )


def _partners(work: Work) -> Sequence[Any]:
    """Return whom one shares with at once: the host with its partners, a partner with the host."""
    if work.actor.is_partner:
        return [get_host(work)]
    return partner_names(work, limit=MOST_OFFERED)


def _view_form(view: SavedView | None, error: Invalid) -> str:
    return render_template(
        "browsing/view.html", view=view, errors=error.fields, filters=FILTERS, form=request.form
    )
