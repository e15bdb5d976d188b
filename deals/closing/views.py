"""The open deals of a partner that leaves, and what becomes of each."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from deals.closing import actions, policies, queries
from deals.closing.models import Closure
from partners.companies.models import Company
from partners.companies.queries import get_relationship
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id

blueprint = Blueprint("closing", __name__, template_folder="templates")

LABELS: Final[dict[Closure, Any]] = {
    Closure.HAND_BACK: lazy_gettext("Hand back"),
    Closure.CLOSE: lazy_gettext("Close"),
    Closure.KEEP: lazy_gettext("Keep protected"),
}


@blueprint.app_context_processor
def _link() -> dict[str, object]:
    return {"closing_url": lambda partner_id: url_for("closing.show", partner_id=partner_id)}


@blueprint.get("/partners/<uuid:partner_id>/closing")
@requires("deals:approve")
def show(work: Work, partner_id: UUID) -> ResponseReturnValue:
    return _page(work, _partner(work, partner_id))


@blueprint.post("/partners/<uuid:partner_id>/closing")
@requires("deals:approve")
def update(work: Work, partner_id: UUID) -> ResponseReturnValue:
    partner = _partner(work, partner_id)
    try:
        actions.plan_closures(work, partner, _wanted())
    except Invalid as error:
        return _page(work, partner, error.fields), error.status
    after = request.args.get("after")
    return redirect(url_for("closing.show", partner_id=partner_id, after=after), 303)


def _partner(work: Work, partner_id: UUID) -> Company:
    partner = work.get(Company, partner_id)
    if partner.is_host:
        raise NotFound
    return partner


def _wanted() -> dict[UUID, Closure]:
    """Read the answers given: those left open, or made up, are no answer."""
    wanted = {}
    for name, value in request.form.items():
        try:
            wanted[UUID(name)] = Closure(value)
        except ValueError:
            continue
    return wanted


def _page(work: Work, partner: Company, errors: Mapping[str, str] | None = None) -> str:
    after = asked_position("closing.show", moment_and_id)
    found = queries.open_deals_page(work, partner.id, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("closing.show", found, _place)
    unplanned, total = work.counts(
        queries.unplanned_count(partner.id, work.now), queries.open_count(partner.id, work.now)
    )
    return render_template(
        "closing/show.html",
        partner=partner,
        deals=[(deal, plan, _choices(deal)) for deal, plan in shown],
        next_url=next_url,
        unplanned=unplanned,
        total=total,
        errors=errors or {},
        typed=request.form,
        can_plan=policies.can_plan(work.actor) and get_relationship(work, partner.id).may_end,
    )


def _choices(deal: Any) -> list[tuple[str, str]]:
    return [(each.value, str(LABELS[each])) for each in actions.choices_for(deal)]


def _place(found: queries.OpenDeal) -> tuple[str, str]:
    deal = found[0]
    assert deal.submitted_at is not None  # noqa: S101 - only submitted deals are open
    return deal.submitted_at.isoformat(), str(deal.id)
