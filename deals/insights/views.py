"""The dashboard: charts of what its reader sees, each with its list behind it and its sheet."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from deals.insights.asking import Asked, Period
from deals.insights.influence import influence_chart
from deals.insights.outcomes import closed_chart, protections_chart
from deals.insights.registrations import answers_chart, waiting_chart
from deals.insights.shares import contribution_chart, leads_chart
from partners.companies.queries import partner_names
from portal.kernel.db import Work
from portal.kernel.errors import NotFound
from portal.kernel.sheets import csv_lines
from portal.kernel.storage import attachment
from portal.kernel.workbooks import XLSX_TYPE, workbook
from portal.web.access import requires
from portal.web.charts import Chart
from portal.web.navigation import Page, register_page
from portal.web.templating import format_day, format_number

blueprint = Blueprint("insights", __name__, template_folder="templates")

CHARTS: Final[dict[str, Callable[[Work, Asked], Chart]]] = {
    "waiting": waiting_chart,
    "answers": answers_chart,
    "protections": protections_chart,
    "contribution": contribution_chart,
    "influence": influence_chart,
    "closed": closed_chart,
    "leads": leads_chart,
}
PERIODS: Final[dict[Period, Any]] = {
    Period.QUARTER: lazy_gettext("3 months"),
    Period.HALF: lazy_gettext("6 months"),
    Period.YEAR: lazy_gettext("12 months"),
}
MOST_OFFERED: Final = 1000

register_page(
    Page(
        label=lazy_gettext("Insights"),
        icon="chart-no-axes-column",
        endpoint="insights.show",
        permission="deals:read",
        order=45,
        section="/insights",
    )
)


@blueprint.get("/insights")
@requires("deals:read")
def show(work: Work) -> ResponseReturnValue:
    asked = Asked.of(work, request.args)
    return render_template(
        "insights/show.html",
        charts=[chart(work, asked) for chart in CHARTS.values()],
        asked=asked,
        chips=_chips(asked),
        partners=partner_names(work, limit=MOST_OFFERED, among=asked.partner)
        if work.actor.is_host
        else [],
        shown=_shown,
    )


@blueprint.get("/insights/export")
@requires("deals:read")
def export(work: Work) -> ResponseReturnValue:
    """Send the table of a chart, for the period and the partner of the page."""
    name = request.args.get("chart", "waiting")
    if name not in CHARTS:
        raise NotFound
    chart = CHARTS[name](work, Asked.of(work, request.args))
    heading = [label for label, _align in chart.columns]
    rows: Iterator[list[Any]] = (list(map(_written, row)) for row in chart.rows)
    if request.args.get("format") == "xlsx":
        book = workbook(chain([heading], rows), chart.title)
        return _file(book, XLSX_TYPE, f"{name}.xlsx")
    return _file(csv_lines(heading, rows), "text/csv; charset=utf-8", f"{name}.csv")


def _file(sheet: Iterator[bytes], kind: str, name: str) -> Response:
    headers = {"Content-Disposition": attachment(name), "Content-Type": kind}
    return Response(sheet, headers=headers)


def _chips(asked: Asked) -> list[tuple[str, str, bool, int | None]]:
    return [
        (
            str(label),
            url_for("insights.show", partner=asked.kept().get("partner"), period=period.value),
            period is asked.period,
            None,
        )
        for period, label in PERIODS.items()
    ]


def _shown(value: object) -> str:
    """Write a value of a table as people read it."""
    match value:
        case date():
            return format_day(value)
        case int() | float() | Decimal():
            return format_number(value)
        case _:
            return str(value)


def _written(value: object) -> object:
    """Return a value as a sheet holds it: days as ISO 8601, numbers as they are."""
    return value.isoformat() if isinstance(value, date) else value
