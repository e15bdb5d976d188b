"""What each partner brought, and what became of the leads that it was offered."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from deals.insights import queries
from deals.insights.asking import Asked
from deals.insights.queries import Contribution, Offers
from deals.narrowing import OPEN
from portal.kernel.db import Work
from portal.web.charts import Bar, BarGroup, Bars, Chart, Part
from portal.web.templating import format_money, format_number

MOST_BARS: Final = 10
"""Partners drawn in one group; the table and the sheets have all of them."""
OUTCOMES: Final[tuple[tuple[str, Any, str, int], ...]] = (
    ("converted", lazy_gettext("Became a deal"), "green", 4),
    ("at_work", lazy_gettext("At work"), "blue", 4),
    ("waiting", lazy_gettext("Waiting"), "blue", 2),
    ("given_up", lazy_gettext("Given up"), "amber", 3),
    ("declined", lazy_gettext("Declined"), "neutral", 3),
    ("lapsed", lazy_gettext("Lapsed"), "red", 4),
    ("recalled", lazy_gettext("Taken back"), "neutral", 1),
)


def leads_chart(work: Work, asked: Asked) -> Chart:
    """Return what became of the leads offered in the period, a bar for each partner."""
    found = queries.offers(work, asked)
    shown = found[:MOST_BARS]
    used = [each for each in OUTCOMES if any(getattr(row, each[0]) for row in found)]
    return Chart(
        name="leads",
        title=gettext("Leads and what became of them"),
        note=gettext("Offered in the period, by the partner that was asked.")
        if work.actor.is_host
        else gettext("Offered to you in the period."),
        columns=[
            (gettext("Partner"), None),
            (gettext("Offered"), "end"),
            *((str(label), "end") for _name, label, *_shade in OUTCOMES),
        ],
        rows=[
            (each.name, each.offered, *(getattr(each, name) for name, *_rest in OUTCOMES))
            for each in found
        ],
        figure=Bars(
            [BarGroup([_offers_bar(work, each) for each in shown], note=_others(len(found)))],
            [Part(str(label), 0, "", None, tone, shade) for _name, label, tone, shade in used],
        ),
        nothing=gettext("No lead was offered in this period."),
    )


def _offers_bar(work: Work, each: Offers) -> Bar:
    parts = tuple(
        Part(str(label), count, format_number(count), None, tone, shade)
        for count, label, tone, shade in _counts(each)
    )
    partner = each.partner if work.actor.is_host else None
    href = url_for("leads.index", partner=partner)
    return Bar(each.name, parts, format_number(each.offered), href=href)


def _counts(each: Offers) -> Iterator[tuple[int, Any, str, int]]:
    for name, label, tone, shade in OUTCOMES:
        yield getattr(each, name), label, tone, shade


def contribution_chart(work: Work, asked: Asked) -> Chart:
    """Return what was won with each partner and what is on its way, in each currency for itself."""
    found = queries.contributions(work, asked)
    by_currency = [
        (currency, list(rows)) for currency, rows in groupby(found, lambda each: each.currency)
    ]
    return Chart(
        name="contribution",
        title=gettext("What partners brought")
        if work.actor.is_host
        else gettext("What you brought"),
        note=gettext(
            "Won in the period and open today. A deal that companies share counts for each of them"
            " by the agreed percentage; registered counts what a partner submitted itself."
        )
        if work.actor.is_host
        else gettext(
            "Won in the period and open today, by the percentage that is yours where you share a"
            " deal. What you sell along counts as long as you read it."
        ),
        columns=[
            (gettext("Partner"), None),
            (gettext("Currency"), None),
            (gettext("Registered"), "end"),
            (gettext("Won"), "end"),
            (gettext("Value won"), "end"),
            (gettext("Open"), "end"),
            (gettext("Value open"), "end"),
        ],
        rows=[
            (
                each.name,
                each.currency,
                each.registered,
                each.won,
                each.won_value,
                each.open,
                each.open_value,
            )
            for each in found
        ],
        figure=Bars(
            [
                BarGroup(
                    [_brought(asked, each) for each in rows[:MOST_BARS]],
                    currency,
                    _others(len(rows)),
                )
                for currency, rows in by_currency
            ],
            [
                Part(gettext("Won"), 0, "", None, "green"),
                Part(gettext("Open"), 0, "", None, "blue", 2),
            ],
        ),
        nothing=gettext("Nothing was registered or won in this period."),
    )


def _brought(asked: Asked, each: Contribution) -> Bar:
    won, is_open = (
        format_money(value.quantize(1), each.currency)
        for value in (each.won_value, each.open_value)
    )
    of_them = {"partner": str(each.partner), "shared": "yes", "currency": each.currency}
    won_of_them = {**of_them, "stage": "WON", "closed_from": asked.first_day.isoformat()}
    won_url = url_for("deals.index", _external=False, **won_of_them)
    open_url = url_for("deals.index", stage=OPEN, _external=False, **of_them)
    return Bar(
        each.name,
        (
            Part(gettext("Won"), each.won_value, won, won_url, "green"),
            Part(gettext("Open"), each.open_value, is_open, open_url, "blue", 2),
        ),
        won,
        note=gettext("+ %(open)s open", open=is_open) if each.open_value else "",
    )


def _others(count: int) -> str:
    left = count - MOST_BARS
    if left <= 0:
        return ""
    return ngettext(
        "and %(num)s more partner in the table", "and %(num)s more partners in the table", left
    )
