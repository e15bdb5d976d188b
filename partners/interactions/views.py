"""Interactions on screen: logged on an account's page, corrected and withdrawn on their own."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account
from partners.accounts.page import account_page
from partners.contacts.presentation import CHANNELS
from partners.contacts.queries import contacts_page
from partners.interactions import actions, policies, queries
from partners.interactions.corrections import (
    correct_interaction,
    may_still_say,
    withdraw_interaction,
)
from partners.interactions.entry import CorrectionForm, InteractionForm
from partners.interactions.models import Interaction
from partners.interactions.presentation import KINDS, OUTCOMES, details
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.web.access import requires

blueprint = Blueprint("interactions", __name__, template_folder="templates")
MOST_CONTACTS: Final = 500


@blueprint.post("/accounts/<uuid:account_id>/interactions")
@requires("interactions:write")
def create(work: Work, account_id: UUID) -> ResponseReturnValue:
    account = work.get(Account, account_id, joinedload(Account.owner))
    form = InteractionForm.of(request.form)
    try:
        actions.log_interaction(work, account, form.new_interaction())
    except Invalid as error:
        return account_page(work, account, entry=form, entry_errors=error.fields), error.status
    return redirect(url_for("accounts.show", account_id=account.id), 303)


@blueprint.get("/interactions/<uuid:interaction_id>")
@requires("accounts:read")
def show(work: Work, interaction_id: UUID) -> ResponseReturnValue:
    interaction = queries.get_interaction(work, interaction_id)
    return _page(work, interaction, CorrectionForm.showing(interaction), {})


@blueprint.post("/interactions/<uuid:interaction_id>")
@requires("interactions:write")
def update(work: Work, interaction_id: UUID) -> ResponseReturnValue:
    interaction = queries.get_interaction(work, interaction_id)
    form = CorrectionForm.of(request.form)
    try:
        work.expect_version(interaction, _version(interaction))
        correct_interaction(work, interaction, form.correction())
    except Invalid as error:
        return _page(work, interaction, form, error.fields), error.status
    except Conflict as error:
        work.rollback()
        now = queries.get_interaction(work, interaction_id)
        return _page(work, now, form, {}, has_conflict=True), error.status
    return _to_the_account(interaction)


@blueprint.post("/interactions/<uuid:interaction_id>/withdrawal")
@requires("interactions:write")
def create_withdrawal(work: Work, interaction_id: UUID) -> ResponseReturnValue:
    interaction = queries.get_interaction(work, interaction_id)
    try:
        work.expect_version(interaction, _version(interaction))
        withdraw_interaction(work, interaction)
    except Conflict as error:
        work.rollback()
        now = queries.get_interaction(work, interaction_id)
        form = CorrectionForm.showing(now)
        return _page(work, now, form, {}, has_conflict=True), error.status
    return _to_the_account(interaction)


@blueprint.post("/next-steps/<uuid:step_id>/completion")
@requires("interactions:write")
def create_completion(work: Work, step_id: UUID) -> ResponseReturnValue:
    """Tick a step off; with `done=no`, take that back."""
    step = queries.get_step(work, step_id)
    actions.set_done(work, step, is_done=request.form.get("done") != "no")
    if request.form.get("back") == "home":
        return redirect(url_for("home.show"), 303)
    return redirect(url_for("accounts.show", account_id=step.account_id), 303)


def _version(interaction: Interaction) -> int:
    return request.form.get("version", interaction.version, type=int)


def _to_the_account(interaction: Interaction) -> ResponseReturnValue:
    return redirect(url_for("accounts.show", account_id=interaction.account_id), 303)


def _page(
    work: Work,
    interaction: Interaction,
    form: CorrectionForm,
    errors: dict[str, str],
    *,
    has_conflict: bool = False,
) -> str:
    can_change = policies.can_change(work.actor, interaction) and not interaction.is_withdrawn
    can_correct = can_change and may_still_say(work, interaction)
    contacts = contacts_page(work, interaction.account, limit=MOST_CONTACTS) if can_correct else []
    if interaction.contact and interaction.contact not in contacts:
        contacts = [interaction.contact, *contacts]
    return render_template(
        "interactions/show.html",
        interaction=interaction,
        account=interaction.account,
        form=form,
        errors=errors,
        has_conflict=has_conflict,
        can_change=can_change,
        can_correct=can_correct,
        wordings=queries.earlier_wordings(work, interaction),
        company_name=work.actor.company_name,
        actor_id=work.actor.id,
        kinds=KINDS,
        outcome_marks=OUTCOMES,
        channel_labels=CHANNELS,
        **details(contacts),
    )
