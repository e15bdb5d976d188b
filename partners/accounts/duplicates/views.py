"""Likely duplicates among the accounts of one's own company, on screen."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from partners.accounts.duplicates import actions, queries
from partners.accounts.duplicates.presentation import REASONS
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page

blueprint = Blueprint("duplicates", __name__, template_folder="templates")


@blueprint.get("/accounts/duplicates")
@requires("accounts:write")
def index(work: Work) -> ResponseReturnValue:
    after = asked_position("duplicates.index", queries.PairPlace.read)
    found = queries.likely_pairs(work, after=after, limit=PAGE_SIZE + 1)
    pairs, next_url = cut_page("duplicates.index", found, lambda pair: pair.place)
    return render_template(
        "duplicates/index.html",
        pairs=pairs,
        next_url=next_url,
        is_first=after is None,
        reasons=REASONS,
    )


@blueprint.post("/accounts/duplicates/<uuid:newer_id>/<uuid:older_id>")
@requires("accounts:write")
def create_decision(work: Work, newer_id: UUID, older_id: UUID) -> ResponseReturnValue:
    one, other = work.get(Account, newer_id), work.get(Account, older_id)
    actions.tell_apart(work, one, other)
    return redirect(url_for("duplicates.index"), 303)
