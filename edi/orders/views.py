"""Orders on screen: the list, and one order as a document people can read and answer."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from edi.orders import actions, policies, queries
from edi.orders.models import Order, OrderState
from edi.orders.presentation import (
    STATE_BADGES,
    date_kind,
    day_of,
    party_role,
    unit_name,
    without_zeros,
)
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page
from portal.web.timeline import activities_of

blueprint = Blueprint("orders", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Orders"),
        icon="package",
        endpoint="orders.index",
        permission="orders:read",
        order=60,
        section="/orders",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"order_badges": STATE_BADGES, "party_role": party_role, "date_kind": date_kind}


blueprint.add_app_template_filter(day_of, "day_of")
blueprint.add_app_template_filter(unit_name, "unit_name")
blueprint.add_app_template_filter(without_zeros, "without_zeros")


@blueprint.get("/orders")
@requires("orders:read")
def index(work: Work) -> ResponseReturnValue:
    state = _state_filter()
    search = request.args.get("q", "").strip()[:80]
    found = queries.orders_page(
        work,
        state=state,
        search=search,
        after=asked_position("orders.index", moment_and_id),
        limit=PAGE_SIZE + 1,
    )
    shown, next_url = cut_page("orders.index", found, _place)
    return render_template(
        "orders/index.html",
        orders=shown,
        line_counts=queries.count_lines(work, [order.id for order in shown]),
        state=state,
        search=search,
        chips=_chips(state),
        next_url=next_url,
    )


@blueprint.get("/orders/<uuid:order_id>")
@requires("orders:read")
def show(work: Work, order_id: UUID) -> ResponseReturnValue:
    return _order_page(work, queries.get_order(work, order_id))


@blueprint.post("/orders/<uuid:order_id>/acceptance")
@requires("orders:respond")
def create_acceptance(work: Work, order_id: UUID) -> ResponseReturnValue:
    order = _changed_order(work, order_id)
    actions.accept_order(work, order)
    return _to(order)


@blueprint.post("/orders/<uuid:order_id>/refusal")
@requires("orders:respond")
def create_refusal(work: Work, order_id: UUID) -> ResponseReturnValue:
    order = _changed_order(work, order_id)
    try:
        actions.decline_order(work, order, request.form.get("reason", ""))
    except Invalid as error:
        return _order_page(work, order, error.fields), 422
    return _to(order)


def _changed_order(work: Work, order_id: UUID) -> Order:
    """Load the order a form is about, and refuse the form if it was answered meanwhile."""
    order = queries.get_order(work, order_id)
    work.expect_version(order, request.form.get("version", order.version, type=int))
    return order


def _order_page(work: Work, order: Order, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "orders/show.html",
        order=order,
        errors=errors or {},
        activities=activities_of(work, order.id),
        can_respond=policies.can_respond(work.actor) and order.is_open,
        interchange_id=queries.interchange_of(work, order),
    )


def _to(order: Order) -> ResponseReturnValue:
    return redirect(url_for("orders.show", order_id=order.id), 303)


def _state_filter() -> OrderState | None:
    value = request.args.get("state")
    if not value:
        return None
    try:
        return OrderState(value)
    except ValueError:
        raise Invalid(gettext("There is no such filter. Clear it and choose again.")) from None


def _place(order: Order) -> tuple[str, str]:
    return order.created_at.isoformat(), str(order.id)


def _chips(current: OrderState | None) -> list[tuple[str, str, bool, None]]:
    chips = [(gettext("All"), url_for("orders.index"), current is None, None)]
    for state, (label, _tone, _glyph) in STATE_BADGES.items():
        url = url_for("orders.index", state=state.value)
        chips.append((str(label), url, current is state, None))
    return chips
