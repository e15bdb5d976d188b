"""The ledger of commissions on screen: the list, one commission, its settling, and the rates."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals.catalogue.queries import product_families
from deals.commissions import actions, bookings, policies, queries
from deals.commissions.amounts import DEFAULT_RATES
from deals.commissions.bookings import Booking
from deals.commissions.export import heading, row
from deals.commissions.forms import rate_field, read_amount, read_rates, typed_of
from deals.commissions.models import CommissionEntry
from deals.commissions.page import commission_page, confirmation_page, get_accrual
from deals.commissions.presentation import KINDS, MOTIONS, standing
from deals.commissions.queries import Waiting
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, StaleVersion
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import attachment
from portal.kernel.words import said
from portal.web.access import requires
from portal.web.answers import read_day
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("commissions", __name__, template_folder="templates")
MOST_EXPORTED: Final = 50_000

register_page(
    Page(
        label=lazy_gettext("Commissions"),
        icon="coins",
        endpoint="commissions.index",
        permission="commissions:read",
        order=47,
        section="/commissions",
    )
)


@blueprint.app_context_processor
def _presentation() -> dict[str, object]:
    return {"commission_standing": standing, "commission_kinds": KINDS}


@blueprint.get("/commissions")
@requires("commissions:read")
def index(work: Work) -> ResponseReturnValue:
    waiting = _waiting()
    found = queries.ledger_page(
        work,
        waiting=waiting,
        after=asked_position("commissions.index", moment_and_id),
        limit=PAGE_SIZE + 1,
    )
    shown, next_url = cut_page("commissions.index", found, _place)
    return render_template(
        "commissions/index.html",
        accounts=shown,
        totals=queries.totals(work),
        chips=_chips(waiting),
        waiting=waiting,
        next_url=next_url,
        can_set_rates=policies.can_set_rates(work.actor),
    )


@blueprint.get("/commissions/export")
@requires("commissions:read")
def export(work: Work) -> ResponseReturnValue:
    headers = {
        "Content-Disposition": attachment("commissions.csv"),
        "Content-Type": "text/csv; charset=utf-8",
    }
    rows = [list(row(entry)) for entry in queries.all_entries(work, MOST_EXPORTED)]
    return Response(csv_lines(heading(), rows), headers=headers)


@blueprint.get("/commissions/<uuid:entry_id>")
@requires("commissions:read")
def show(work: Work, entry_id: UUID) -> ResponseReturnValue:
    return commission_page(work, get_accrual(work, entry_id))


@blueprint.post("/commissions/<uuid:entry_id>")
@requires("commissions:settle")
def settle(work: Work, entry_id: UUID) -> ResponseReturnValue:
    """Show what approving, paying or clawing back would book; once that was seen, book it."""
    accrual, seen = get_accrual(work, entry_id), request.form.get("seen")
    if request.form.get("step") == "change":
        return commission_page(work, accrual)
    try:
        if seen is not None:
            queries.wait_for_settling(work, accrual)
        booking = _booking(work, accrual)
        if seen is None:
            return confirmation_page(work, accrual, booking)
        if seen != booking.before.seal:
            return confirmation_page(work, accrual, booking, has_moved=True), Conflict.status
        actions.book(work, accrual, booking)
    except Invalid as error:
        return commission_page(work, accrual, errors=error.fields), error.status
    except Conflict as conflict:
        work.rollback()
        return commission_page(work, get_accrual(work, entry_id), conflict), conflict.status
    return redirect(url_for("commissions.show", entry_id=accrual.id), 303)


@blueprint.get("/commissions/rates")
@requires("programme:write")
def rates(work: Work) -> ResponseReturnValue:
    return _rates_page(work)


@blueprint.post("/commissions/rates")
@requires("programme:write")
def update_rates(work: Work) -> ResponseReturnValue:
    families = [each.code for each in product_families(work)]
    try:
        actions.expect_rates(work, request.form.get("version", ""))
        actions.set_rates(work, read_rates(request.form, families))
    except Invalid as error:
        return _rates_page(work, request.form, error.fields), error.status
    except StaleVersion as conflict:
        return _rates_page(work, request.form, conflict=conflict), conflict.status
    return redirect(url_for("commissions.rates"), 303)


def _booking(work: Work, accrual: CommissionEntry) -> Booking:
    """Work out what was asked for, and refuse what the ledger would."""
    form = request.form
    amount = read_amount(form.get("amount", ""))
    match form.get("do"):
        case "approve":
            return bookings.approval(work, accrual, amount)
        case "pay":
            day = read_day(form.get("paid_on", ""), "paid_on")
            return bookings.payment(work, accrual, amount, form.get("reference", ""), day)
        case "claw-back":
            return bookings.claw_back_of(work, accrual, amount, form.get("reason", ""))
        case _:
            raise Invalid(fields={"do": said("Choose what to do.")})


def _rates_page(
    work: Work,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    conflict: StaleVersion | None = None,
) -> str:
    families = product_families(work)
    now = typed_of(queries.rates_now(work), [each.code for each in families])
    return render_template(
        "commissions/rates.html",
        families=families,
        motions=[(motion, label, DEFAULT_RATES[motion]) for motion, label in MOTIONS.items()],
        labels=MOTIONS,
        rate_field=rate_field,
        typed=now if typed is None else typed,
        errors=errors or {},
        conflict=conflict,
        version=queries.rates_version(work),
        history=queries.rates_set(work),
    )


def _waiting() -> Waiting | None:
    value = request.args.get("waiting")
    if value is None:
        return None
    try:
        return Waiting(value)
    except ValueError:
        raise Invalid(said("There is no such filter. Clear it and choose again.")) from None


def _chips(current: Waiting | None) -> list[tuple[str, str, bool, int | None]]:
    labels = {
        None: gettext("All"),
        Waiting.APPROVAL: gettext("Waits for approval"),
        Waiting.PAYMENT: gettext("To be paid"),
    }
    return [
        (
            label,
            url_for("commissions.index", waiting=each.value if each else None),
            each is current,
            None,
        )
        for each, label in labels.items()
    ]


def _place(account: queries.Account) -> tuple[str, str]:
    return account.accrual.created_at.isoformat(), str(account.accrual.id)
