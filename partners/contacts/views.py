"""Contacts on screen: a new one on an account, and one with what it is known by."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from partners.accounts.audience import standing_on
from partners.accounts.models import Account, GrantObject
from partners.accounts.readers import shared_label
from partners.contacts import actions, policies, queries
from partners.contacts.forms import ContactForm
from partners.contacts.models import Contact, Removal
from partners.contacts.presentation import CHANNELS, CONSENTS, REASONS, choices, consent_mark
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import requires
from portal.web.answers import chosen

blueprint = Blueprint("contacts", __name__, template_folder="templates")


@blueprint.get("/accounts/<uuid:account_id>/contacts/new")
@requires("contacts:write")
def new(work: Work, account_id: UUID) -> ResponseReturnValue:
    return _new_page(work, _account(work, account_id), ContactForm(), {})


@blueprint.post("/accounts/<uuid:account_id>/contacts")
@requires("contacts:write")
def create(work: Work, account_id: UUID) -> ResponseReturnValue:
    account, form = _account(work, account_id), ContactForm.of(request.form)
    try:
        actions.add_contact(work, account, form.details(), form.chosen_audience())
    except Invalid as error:
        return _new_page(work, account, form, error.fields), error.status
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.get("/contacts/<uuid:contact_id>")
@requires("accounts:read")
def show(work: Work, contact_id: UUID) -> ResponseReturnValue:
    contact = queries.get_contact(work, contact_id)
    return _page(work, contact, ContactForm.showing(contact), {})


@blueprint.post("/contacts/<uuid:contact_id>")
@requires("contacts:write")
def update(work: Work, contact_id: UUID) -> ResponseReturnValue:
    contact, form = queries.get_contact(work, contact_id), ContactForm.of(request.form)
    try:
        work.expect_version(contact, request.form.get("version", contact.version, type=int))
        actions.change_contact(work, contact, form.details())
        work.flush()
    except Invalid as error:
        return _page(work, contact, form, error.fields), error.status
    except Conflict as error:
        work.rollback()
        now = queries.get_contact(work, contact_id)
        return _page(work, now, form, {}, conflict=error), error.status
    return redirect(url_for("accounts.show", account_id=contact.account_id), 303)


@blueprint.post("/contacts/<uuid:contact_id>/removal")
@requires("contacts:write")
def create_removal(work: Work, contact_id: UUID) -> ResponseReturnValue:
    contact = queries.get_contact(work, contact_id)
    try:
        work.expect_version(contact, request.form.get("version", contact.version, type=int))
        why = chosen(Removal, request.form.get("why", ""), "why")
        actions.remove_contact(work, contact, why)
        work.flush()
    except Invalid as error:
        return _page(work, contact, ContactForm.showing(contact), error.fields), error.status
    except Conflict as error:
        work.rollback()
        now = queries.get_contact(work, contact_id)
        return _page(work, now, ContactForm.showing(now), {}, conflict=error), error.status
    return redirect(url_for("accounts.show", account_id=contact.account_id), 303)


def _account(work: Work, account_id: UUID) -> Account:
    return work.get(Account, account_id, joinedload(Account.owner))


def _new_page(work: Work, account: Account, form: ContactForm, errors: dict[str, str]) -> str:
    standing = standing_on(work, account)
    can_share = policies.can_share(standing)
    return render_template(
        "contacts/new.html",
        account=account,
        form=form,
        errors=errors,
        shared_label=shared_label(standing, GrantObject.CONTACTS) if can_share else None,
        company_name=work.actor.company_name,
        **_choices(),
    )


def _page(
    work: Work,
    contact: Contact,
    form: ContactForm,
    errors: dict[str, str],
    *,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "contacts/show.html",
        contact=contact,
        account=contact.account,
        form=form,
        errors=errors,
        conflict=conflict,
        saved=ContactForm.showing(contact),
        can_change=policies.can_change(work.actor, contact) and not contact.is_removed,
        is_own=work.actor.is_company(contact.owner_company_id),
        company_name=work.actor.company_name,
        consent_mark=consent_mark,
        **_choices(),
    )


def _choices() -> dict[str, object]:
    return {
        "channels": choices(CHANNELS, ""),
        "consents": choices(CONSENTS),
        "reasons": choices(REASONS, ""),
        "channel_labels": CHANNELS,
    }
