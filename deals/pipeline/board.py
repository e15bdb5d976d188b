"""The pipeline on one page: a column for each stage, a forecast by month, why sales ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from deals.models import Deal
from deals.pipeline import queries
from deals.pipeline.presentation import STAGE_REASONS, STAGES
from deals.pipeline.queries import End, Sum
from deals.pipeline.states import OPEN, Stage
from deals.programme.queries import terms_of
from portal.kernel.db import Work

MOST_CARDS: Final = 8
"""Deals shown in a column; the list of deals has the others."""
ENDS_SHOWN: Final = timedelta(days=90)

Weights = Mapping[Stage, Decimal]
"""The share of its value at which an open deal of a stage is forecast."""

Totals = dict[str, Decimal]
"""Amounts by currency: amounts of two currencies are never added up."""


class Card(NamedTuple):
    deal: Deal
    is_overdue: bool
    """It was expected to close before today."""
    is_anothers: bool
    """Another company's than the reader's, who sees it by a grant or at the host."""


@dataclass(frozen=True, slots=True)
class Column:
    """A stage: how many deals stand there, what they come to, and the next ones to close."""

    stage: Stage
    label: Any
    weight: Decimal
    deals: int
    totals: Totals
    cards: list[Card]


class Month(NamedTuple):
    """What is expected to close in a month, in one currency, whole and by the stages' weights."""

    first_day: date
    is_past: bool
    currency: str
    deals: int
    value: Decimal
    weighted: Decimal


class Ended(NamedTuple):
    """How many deals were won or lost, what they come to, and why, the commonest reason first."""

    stage: Stage
    label: Any
    deals: int
    totals: Totals
    reasons: list[tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class Board:
    columns: list[Column]
    months: list[Month]
    ended: list[Ended]

    @property
    def is_empty(self) -> bool:
        counts = [column.deals for column in self.columns] + [end.deals for end in self.ended]
        return not any(counts)

    @property
    def win_rate(self) -> int | None:
        """Per cent of the sales that ended and were won; None while none did."""
        won, every = self.ended[0].deals, sum(each.deals for each in self.ended)
        return round(100 * won / every) if every else None


def board_of(work: Work, today: date) -> Board:
    """Return the pipeline as its reader may see it, in four statements."""
    weights = terms_of(work).weights
    sums = queries.sums_of_open_deals(work)
    ends = queries.ends_since(work, work.now - ENDS_SHOWN)
    deals = queries.next_deals(work, MOST_CARDS) if sums else []
    cards = [
        Card(each, each.expected_close < today, not work.actor.is_company(each.owner_company_id))
        for each in deals
    ]
    return Board(
        columns=[
            _column(
                stage, weights[stage], sums, [each for each in cards if each.deal.stage is stage]
            )
            for stage in OPEN
        ],
        months=_months(sums, weights, today),
        ended=[_ended(stage, ends) for stage in (Stage.WON, Stage.LOST)],
    )


def _column(stage: Stage, weight: Decimal, sums: Iterable[Sum], cards: list[Card]) -> Column:
    own = [each for each in sums if each.stage is stage]
    return Column(
        stage=stage,
        label=STAGES[stage],
        weight=weight,
        deals=sum(each.deals for each in own),
        totals=_totals(own),
        cards=cards,
    )


def _totals(parts: Iterable[Sum | End]) -> Totals:
    found: Totals = defaultdict(Decimal)
    for each in parts:
        found[each.currency] += each.value
    return dict(sorted(found.items(), key=lambda total: -total[1]))


def _months(sums: Iterable[Sum], weights: Weights, today: date) -> list[Month]:
    """Put the stages of each month and currency together; the sums come in their order."""
    by_month: dict[tuple[date, str], list[Sum]] = defaultdict(list)
    for each in sums:
        by_month[each.month, each.currency].append(each)
    return [
        Month(
            first_day=first_day,
            is_past=first_day < today.replace(day=1),
            currency=currency,
            deals=sum(each.deals for each in parts),
            value=sum((each.value for each in parts), Decimal(0)),
            weighted=sum((each.value * weights[each.stage] for each in parts), Decimal(0)),
        )
        for (first_day, currency), parts in by_month.items()
    ]


def _ended(stage: Stage, ends: Iterable[End]) -> Ended:
    own = [each for each in ends if each.stage is stage]
    reasons: dict[Any, int] = defaultdict(int)
    for each in own:
        if each.reason is not None:
            reasons[each.reason] += each.deals
    often = sorted(reasons.items(), key=lambda reason: -reason[1])
    return Ended(
        stage=stage,
        label=STAGES[stage],
        deals=sum(each.deals for each in own),
        totals=_totals(own),
        reasons=[(STAGE_REASONS[reason], count) for reason, count in often],
    )
