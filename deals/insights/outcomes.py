"""Which protections end when, and how sales ended and why."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from flask import url_for
from flask_babel import gettext, ngettext

from deals.insights import queries
from deals.insights.asking import WEEKS, Asked
from deals.pipeline.presentation import STAGE_REASONS, STAGES
from deals.pipeline.queries import End
from deals.pipeline.states import Stage, StageReason
from portal.kernel.db import Work
from portal.web.charts import Bar, BarGroup, Bars, Chart, Column, Columns, Part
from portal.web.templating import format_day, format_money, format_number


def protections_chart(work: Work, asked: Asked) -> Chart:
    """Return how many protections end in each of the next weeks."""
    found = queries.endings(work, asked)
    weeks = [(monday, found.get(monday, 0)) for monday in asked.weeks]
    return Chart(
        name="protections",
        title=gettext("Protections that end"),
        note=gettext("In the next %(weeks)s weeks, each by its Monday.", weeks=WEEKS),
        columns=[(gettext("Week from"), None), (gettext("Protections"), "end")],
        rows=weeks,
        figure=Columns([_week(asked, monday, count) for monday, count in weeks]),
        nothing=gettext("No protection ends in the next %(weeks)s weeks.", weeks=WEEKS),
    )


def _week(asked: Asked, monday: date, count: int) -> Column:
    label = format_day(monday, "short-day")
    told = ngettext(
        "Week from %(day)s: %(num)s protection",
        "Week from %(day)s: %(num)s protections",
        count,
        day=label,
    )
    href = url_for(
        "deals.index",
        partner=asked.partner,
        ends_from=monday,
        ends_until=monday + timedelta(weeks=1),
    )
    is_next = monday <= asked.today + timedelta(weeks=1)
    return Column(
        label=label,
        value=count or None,
        shown=format_number(count) if count else "",
        told=told,
        href=href if count else None,
        tone="amber" if is_next else "blue",
    )


def closed_chart(work: Work, asked: Asked) -> Chart:
    """Return why sales were won and lost."""
    found = queries.closed(work, asked)
    counts: dict[Stage, dict[StageReason, int]] = {Stage.WON: {}, Stage.LOST: {}}
    for each in found:
        if each.reason is not None:
            counts[each.stage][each.reason] = counts[each.stage].get(each.reason, 0) + each.deals
    return Chart(
        name="closed",
        title=gettext("Won and lost, and why"),
        note=_win_rate(counts),
        columns=[
            (gettext("End"), None),
            (gettext("Reason"), None),
            (gettext("Deals"), "end"),
            (gettext("Currency"), None),
            (gettext("Value"), "end"),
        ],
        rows=[_row(each) for each in found],
        figure=Bars(
            [
                BarGroup(
                    _reasons(asked, stage, counts[stage]), str(STAGES[stage]), _worth(stage, found)
                )
                for stage in counts
                if counts[stage]
            ]
        ),
        nothing=gettext("No sale ended in this period."),
    )


def _win_rate(counts: dict[Stage, dict[StageReason, int]]) -> str:
    won, lost = (sum(counts[stage].values()) for stage in (Stage.WON, Stage.LOST))
    if not won + lost:
        return gettext("Sales that ended in the period.")
    return gettext(
        "%(won)s of %(all)s sales that ended in the period were won.", won=won, all=won + lost
    )


def _reasons(asked: Asked, stage: Stage, counts: dict[StageReason, int]) -> list[Bar]:
    tone = "green" if stage is Stage.WON else "neutral"
    often = sorted(counts.items(), key=lambda reason: (-reason[1], reason[0]))
    bars = []
    for reason, count in often:
        label, shown = str(STAGE_REASONS[reason]), format_number(count)
        href = url_for(
            "deals.index",
            stage=stage.value,
            reason=reason.value,
            partner=asked.partner,
            closed_from=asked.first_day,
        )
        bars.append(Bar(label, (Part(label, count, shown, None, tone),), shown, href=href))
    return bars


def _worth(stage: Stage, found: list[End]) -> str:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for each in found:
        if each.stage is stage:
            totals[each.currency] += each.value
    amounts = [format_money(totals[currency], currency) for currency in sorted(totals)]
    return gettext("Worth %(amounts)s", amounts=", ".join(amounts))


def _row(each: End) -> tuple[object, ...]:
    reason = str(STAGE_REASONS[each.reason]) if each.reason else ""
    return str(STAGES[each.stage]), reason, each.deals, each.currency, each.value
