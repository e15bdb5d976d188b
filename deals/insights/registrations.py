"""What waits for a decision and for how long, and how quickly the others were answered."""

from datetime import date, timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext, lazy_gettext, ngettext

from deals.insights import queries
from deals.insights.asking import Asked
from deals.presentation import REVIEW_BADGES
from deals.programme.queries import terms_of
from deals.review.states import UNDECIDED, Review, review_told
from portal.kernel.db import Work
from portal.web.charts import Bar, BarGroup, Bars, Chart, Column, Columns, Part
from portal.web.templating import format_day, format_number, format_share

AGES: Final[tuple[tuple[int, Any], ...]] = (
    (2, lazy_gettext("up to 2 days")),
    (7, lazy_gettext("3 to 7 days")),
    (30, lazy_gettext("8 to 30 days")),
)
_OLDER: Final = lazy_gettext("over 30 days")
_SHADES: Final = (("blue", 2), ("blue", 4), ("amber", 3), ("red", 4))


def waiting_chart(work: Work, asked: Asked) -> Chart:
    """Return the undecided registrations by state, each bar by age."""
    starts = [asked.today - timedelta(days=days) for days, _label in AGES]
    found = queries.waiting(work, asked, starts)
    states = [each for each in Review if each in UNDECIDED]
    if not work.actor.is_host:
        states = [each for each in states if review_told(each) is each]
        found = [each._replace(review=review_told(each.review)) for each in found]
    counts = {
        state: [
            sum(each.deals for each in found if (each.review, each.age) == (state, age))
            for age in range(len(AGES) + 1)
        ]
        for state in states
    }
    late = sum(each.late for each in found)
    labels = [*(str(label) for _days, label in AGES), str(_OLDER)]
    return Chart(
        name="waiting",
        title=gettext("Waiting for a decision"),
        note=gettext("Registrations now, by state and by days since their submission."),
        columns=[(gettext("State"), None), *((label, "end") for label in labels)],
        rows=[(str(REVIEW_BADGES[state][0]), *counts[state]) for state in states],
        figure=Bars(
            groups=[BarGroup([_bar(asked, state, counts[state], labels) for state in states])],
            legend=[
                Part(label, 0, "", None, *shade)
                for label, shade in zip(labels, _SHADES, strict=True)
            ],
        ),
        nothing=gettext("Nothing waits for a decision."),
        remark=_late(late, asked),
    )


def _bar(asked: Asked, state: Review, counts: list[int], labels: list[str]) -> Bar:
    parts = tuple(
        Part(label, count, format_number(count), _waiting_url(asked, state, age), *_SHADES[age])
        for age, (label, count) in enumerate(zip(labels, counts, strict=True))
    )
    return Bar(str(REVIEW_BADGES[state][0]), parts, format_number(sum(counts)))


def _waiting_url(asked: Asked, state: Review, age: int) -> str:
    bounds = [asked.today - timedelta(days=days) for days, _label in AGES]
    return url_for(
        "deals.index",
        review=state.value,
        partner=asked.partner,
        submitted_from=bounds[age] if age < len(bounds) else None,
        submitted_until=bounds[age - 1] if age else None,
    )


def _late(late: int, asked: Asked) -> tuple[str, str] | None:
    if not late:
        return None
    words = ngettext(
        "%(num)s was promised an answer before now",
        "%(num)s were promised an answer before now",
        late,
    )
    return words, url_for("deals.index", late="yes", partner=asked.partner)


def answers_chart(work: Work, asked: Asked) -> Chart:
    """Return the median time to an answer by month, against the promise, with the share in time."""
    found = {each.month: each for each in queries.answers(work, asked)}
    promised = terms_of(work).review_days
    months = [(month, found.get(month)) for month in asked.months]
    return Chart(
        name="answers",
        title=gettext("Time to an answer"),
        note=gettext("Median in business days by month of the answer, and the share in time."),
        columns=[
            (gettext("Month"), None),
            (gettext("Answered"), "end"),
            (gettext("Median, business days"), "end"),
            (gettext("In time"), "end"),
            (gettext("Share in time"), "end"),
        ],
        rows=[
            (month, each.deals, round(each.median, 2), each.in_time, _share(each))
            for month, each in months
            if each
        ],
        figure=Columns(
            columns=[_column(asked, month, each, promised) for month, each in months],
            limit=promised,
            limit_label=ngettext(
                "Promised: %(num)s business day", "Promised: %(num)s business days", promised
            ),
        ),
        nothing=gettext("Nothing was answered in this period."),
    )


def _column(asked: Asked, month: date, each: queries.Answers | None, promised: int) -> Column:
    label = format_day(month, "short-month")
    if each is None:
        return Column(label, None, "", gettext("%(month)s: no answers", month=label))
    share = format_share(round(each.in_time / each.deals, 2))
    median = format_number(round(each.median, 1))
    return Column(
        label=label,
        value=each.median,
        shown=median,
        told=gettext(
            "%(month)s: %(median)s business days, %(share)s of %(deals)s in time",
            month=format_day(month, "month"),
            median=median,
            share=share,
            deals=each.deals,
        ),
        href=url_for(
            "deals.index",
            partner=asked.partner,
            answered_from=month,
            answered_until=_next(month),
        ),
        note=share,
        tone="red" if each.median > promised else "blue",
    )


def _share(each: queries.Answers) -> str:
    return format_share(round(each.in_time / each.deals, 2))


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
