"""Interactions on an account's page: logging one, and ticking off what it leads to."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from partners.accounts.models import Account
from partners.accounts.page import account_page
from partners.interactions import actions, queries
from partners.interactions.entry import InteractionForm
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires

blueprint = Blueprint("interactions", __name__, template_folder="templates")


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


@blueprint.post("/next-steps/<uuid:step_id>/completion")
@requires("interactions:write")
def create_completion(work: Work, step_id: UUID) -> ResponseReturnValue:
    """Tick a step off; with `done=no`, take that back."""
    step = queries.get_step(work, step_id)
    actions.set_done(work, step, is_done=request.form.get("done") != "no")
    if request.form.get("back") == "home":
        return redirect(url_for("home.show"), 303)
    return redirect(url_for("accounts.show", account_id=step.account_id), 303)
