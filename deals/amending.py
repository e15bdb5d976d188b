"""Amending a registration on screen: the form as it stands, and what was typed over it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deals import queries
from deals.amendments.actions import Amended, amend_deal
from deals.amendments.policies import can_amend
from deals.amendments.presentation import CHANGES, in_words
from deals.catalogue.queries import product_families
from deals.models import Deal
from deals.registration.forms import DealForm, of_the_form
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.web.access import requires

blueprint = Blueprint("amendments", __name__, template_folder="amendments/templates")


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"amendment_changes": CHANGES, "amended_value": in_words}


@blueprint.get("/deals/<uuid:deal_id>/amendment")
@requires("deals:register")
def new(work: Work, deal_id: UUID) -> ResponseReturnValue:
    deal = queries.get_deal(work, deal_id)
    ensure(can_amend(work.actor, deal))
    return _page(work, deal, DealForm.amending(deal), {})


@blueprint.post("/deals/<uuid:deal_id>/amendment")
@requires("deals:register")
def create(work: Work, deal_id: UUID) -> ResponseReturnValue:
    deal = queries.get_deal(work, deal_id)
    ensure(can_amend(work.actor, deal))
    form = DealForm.of(request.form)
    errors = form.amendment_errors()
    if errors:
        return _page(work, deal, form, errors), Invalid.status
    work.expect_version(deal, request.form.get("version", deal.version, type=int))
    new = form.new_deal()
    reason = request.form.get("reason", "")
    try:
        amend_deal(work, deal, Amended(new.expected_close, new.progress, new.lines, reason))
    except Invalid as error:
        return _page(work, deal, form, of_the_form(error.fields)), error.status
    return redirect(url_for("deals.show", deal_id=deal.id), 303)


def _page(work: Work, deal: Deal, form: DealForm, errors: Mapping[str, str]) -> str:
    return render_template(
        "amendments/new.html",
        deal=deal,
        form=form,
        errors=errors,
        reason=request.form.get("reason", ""),
        version=request.form.get("version", deal.version),
        families=product_families(work),
    )
