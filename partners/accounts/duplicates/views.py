"""Likely duplicates among the accounts of one's own company: found, compared, decided."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from partners.accounts.duplicates import actions, queries
from partners.accounts.duplicates.policies import can_edit
from partners.accounts.duplicates.presentation import REASONS
from partners.accounts.merging.actions import Apart, Chosen, merge_accounts
from partners.accounts.merging.models import MergedAccount
from partners.accounts.merging.presentation import pair_page
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said
from portal.web.access import requires, services
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


@blueprint.get("/accounts/duplicates/<uuid:newer_id>/<uuid:older_id>")
@requires("accounts:write")
def show(work: Work, newer_id: UUID, older_id: UUID) -> ResponseReturnValue:
    return _page(work, newer_id, older_id, _id(request.args.get("stays", "")))


@blueprint.post("/accounts/duplicates/<uuid:newer_id>/<uuid:older_id>")
@requires("accounts:write")
def create_decision(work: Work, newer_id: UUID, older_id: UUID) -> ResponseReturnValue:
    """Tell two accounts apart, or merge them; a merge that was done is done."""
    if request.form.get("do") != "merge":
        actions.tell_apart(work, *_pair(work, newer_id, older_id))
        return redirect(url_for("duplicates.index"), 303)
    stays_id = _id(request.form.get("stays", ""))
    merged = _merged_into(work, {newer_id, older_id})
    if merged is not None:
        return redirect(url_for("accounts.show", account_id=merged), 303)
    _pair(work, newer_id, older_id)
    if stays_id not in {newer_id, older_id}:
        raise Invalid(fields={"stays": said("Choose the account that stays.")})
    away_id = older_id if stays_id == newer_id else newer_id
    try:
        versions = {
            newer_id: request.form.get("newer_version", 0, type=int),
            older_id: request.form.get("older_version", 0, type=int),
        }
        taken = {
            name.removeprefix("take_") for name, side in request.form.items() if side == "away"
        }
        chosen = Chosen(away_id, stays_id, versions, frozenset(taken))
        merge_accounts(services().database, work.actor, chosen)
    except Conflict as conflict:
        work.rollback()
        reason = None if isinstance(conflict, Apart) else conflict
        return _page(work, newer_id, older_id, stays_id, reason), conflict.status
    return redirect(url_for("accounts.show", account_id=stays_id), 303)


def _page(
    work: Work,
    newer_id: UUID,
    older_id: UUID,
    stays_id: UUID | None,
    conflict: Conflict | None = None,
) -> str:
    pair = pair_page(work, *_pair(work, newer_id, older_id), stays_id)
    return render_template("duplicates/show.html", pair=pair, reasons=REASONS, conflict=conflict)


def _pair(work: Work, newer_id: UUID, older_id: UUID) -> tuple[Account, Account]:
    """Return two accounts of the actor's own company.

    Raises:
        NotFound: one of them is absent, or not visible.
        Forbidden: one of them is another company's.
        Conflict: they are one and the same.
    """
    one, other = work.get(Account, newer_id), work.get(Account, older_id)
    for account in (one, other):
        ensure(can_edit(work.actor, account), said("Only the owner of an account can change it."))
    if one is other:
        raise Conflict(said("An account is no duplicate of itself."))
    return one, other


def _merged_into(work: Work, ids: set[UUID]) -> UUID | None:
    for each in ids:
        merged = work.find(MergedAccount, each)
        if merged is not None and merged.into_id in ids:
            return merged.into_id
    return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
