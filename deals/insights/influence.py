"""What partners found themselves, and what they were let in to: led, handed over, sold along."""

from itertools import groupby
from typing import Any, Final

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from deals.attribution.parts import SOURCED, Way
from deals.insights import queries
from deals.insights.asking import Asked
from deals.insights.queries import Share
from deals.narrowing import OPEN
from portal.kernel.db import Work
from portal.web.charts import Bar, BarGroup, Bars, Chart, Part
from portal.web.templating import format_money, format_number

MOST_BARS: Final = 15
"""Drawn in one group; the table and the sheets have all of them."""
WAYS: Final[dict[Way, Any]] = {
    Way.FOUND: lazy_gettext("found"),
    Way.FROM_LEAD: lazy_gettext("came of a lead"),
    Way.TAKEN_OVER: lazy_gettext("taken over"),
    Way.SOLD_ALONG: lazy_gettext("sold along"),
    Way.HELPED: lazy_gettext("helped with"),
}


def influence_chart(work: Work, asked: Asked) -> Chart:
    """Return how many deals each partner found or was let in to, and its share in their value."""
    found = queries.shares(work, asked)
    by_currency = [
        (currency, list(rows)) for currency, rows in groupby(found, lambda each: each.currency)
    ]
    return Chart(
        name="influence",
        title=gettext("Sourced and influenced"),
        note=gettext("Deals won in the period and open today; values by agreed shares.")
        if work.actor.is_host
        else gettext(
            "Deals won in the period and open today; values by agreed shares. What you sell along"
            " counts as long as you read it."
        ),
        columns=[
            (gettext("Partner"), None),
            (gettext("Counts as"), None),
            (gettext("How"), None),
            (gettext("Currency"), None),
            (gettext("Won"), "end"),
            (gettext("Share won"), "end"),
            (gettext("Open"), "end"),
            (gettext("Share open"), "end"),
        ],
        rows=[
            (
                each.name,
                _counts_as(each),
                str(WAYS[each.way]),
                each.currency,
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
                    [_bar(asked, each) for each in rows[:MOST_BARS]], currency, _left(len(rows))
                )
                for currency, rows in by_currency
            ],
            [
                Part(gettext("Won"), 0, "", None, "green"),
                Part(gettext("Open"), 0, "", None, "blue", 2),
            ],
        ),
        nothing=gettext("Nothing was won in this period, and nothing is open."),
    )


def _counts_as(each: Share) -> str:
    return gettext("Sourced") if each.way in SOURCED else gettext("Influenced")


def _bar(asked: Asked, each: Share) -> Bar:
    """Return a bar of how many deals there are; each part leads to those that it counts."""
    of_them = {"partner": str(each.partner), "way": each.way.value, "currency": each.currency}
    won_of_them = {**of_them, "stage": "WON", "closed_from": asked.first_day.isoformat()}
    won_url = url_for("deals.index", _external=False, **won_of_them)
    open_url = url_for("deals.index", stage=OPEN, _external=False, **of_them)
    worth = format_money((each.won_value + each.open_value).quantize(1), each.currency)
    return Bar(
        f"{each.name}: {WAYS[each.way]}",
        (
            Part(gettext("Won"), each.won, format_number(each.won), won_url, "green"),
            Part(gettext("Open"), each.open, format_number(each.open), open_url, "blue", 2),
        ),
        format_number(each.won + each.open),
        note=worth if each.won_value + each.open_value else "",
    )


def _left(count: int) -> str:
    left = count - MOST_BARS
    if left <= 0:
        return ""
    return ngettext("and %(num)s more in the table", "and %(num)s more in the table", left)
