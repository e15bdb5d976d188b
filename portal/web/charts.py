"""Charts as pages draw them: what is shown, and where it stands on a scale that begins at zero.

Lengths are per cent of the width, so that a chart fits any screen; heights of columns are pixels.
Each chart is drawn from the rows of its own table, which says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

Number = int | float | Decimal

PLOT_HEIGHT: Final = 132
"""Pixels from the ground line to the top of the highest column."""
HEADROOM: Final = 22
"""Pixels above it, for its label."""
AXIS_HEIGHT: Final = 24
_FILLED: Final = 0.64
"""The share of a column's place that the column fills."""
_SHORT: Final = 4
"""Letters of a label for which there is room below every column."""


class Part(NamedTuple):
    """A piece of a bar: what it stands for, how much of it, and the list behind it."""

    label: str
    value: Number
    shown: str
    href: str | None
    tone: str
    shade: int = 4
    """From 1, the palest, to 4."""


class Place(NamedTuple):
    part: Part
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart; one of several parts is stacked."""

    label: str
    parts: tuple[Part, ...]
    shown: str
    note: str = ""
    href: str | None = None

    @property
    def length(self) -> float:
        return float(sum(each.value for each in self.parts))


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars of one unit on one scale; amounts of two currencies stand in two groups."""

    bars: Sequence[Bar]
    title: str = ""
    note: str = ""

    def places(self, bar: Bar) -> list[Place]:
        """Return where each part of the bar lies; the longest bar of the group fills the width."""
        longest = max((each.length for each in self.bars), default=0.0)
        found, start = [], 0.0
        for part in bar.parts:
            width = 100 * float(part.value) / longest if longest else 0.0
            if width:
                found.append(Place(part, _percent(start), _percent(width)))
            start += width
        return found


@dataclass(frozen=True, slots=True)
class Bars:
    groups: Sequence[BarGroup]
    legend: Sequence[Part] = ()

    kind: str = field(default="bars", init=False)

    @property
    def is_empty(self) -> bool:
        return not any(bar.length for group in self.groups for bar in group.bars)


class Column(NamedTuple):
    """A column of a chart over time; without a value there was nothing in that span."""

    label: str
    value: Number | None
    shown: str
    told: str
    """All of it in words, for who does not see it."""
    href: str | None = None
    note: str = ""
    tone: str = "blue"


class Upright(NamedTuple):
    column: Column
    x: str
    width: str
    middle: str
    y: float
    height: float
    is_minor: bool
    """Its label makes way where there is little room."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from the left to the right as time goes; `limit` is a line across them."""

    columns: Sequence[Column]
    limit: Number | None = None
    limit_label: str = ""
    kind: str = field(default="columns", init=False)

    @property
    def is_empty(self) -> bool:
        return all(each.value is None for each in self.columns)

    @property
    def ground(self) -> int:
        return HEADROOM + PLOT_HEIGHT

    @property
    def height(self) -> int:
        notes = any(each.note for each in self.columns)
        return self.ground + AXIS_HEIGHT + (16 if notes else 0)

    @property
    def limit_y(self) -> float | None:
        return None if self.limit is None else self._y(float(self.limit))

    def uprights(self) -> list[Upright]:
        place = 100 / max(len(self.columns), 1)
        return [
            Upright(
                column=each,
                x=_percent(at * place + place * (1 - _FILLED) / 2),
                width=_percent(place * _FILLED),
                middle=_percent((at + 0.5) * place),
                y=self._y(float(each.value or 0)),
                height=round(self.ground - self._y(float(each.value or 0)), 1),
                is_minor=at % 2 != 0 and len(each.label) > _SHORT,
            )
            for at, each in enumerate(self.columns)
        ]

    def _y(self, value: float) -> float:
        top = max([float(each.value or 0) for each in self.columns] + [float(self.limit or 0)])
        return round(self.ground - PLOT_HEIGHT * value / top, 1) if top else self.ground


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its name, which is its address, and the table that says the same."""

    name: str
    title: str
    note: str
    columns: Sequence[tuple[str, str | None]]
    """Headings of the table with their alignment: None or "end"."""
    rows: Sequence[Sequence[Any]]
    figure: Bars | Columns
    nothing: str
    """What stands here while there is nothing to show."""
    remark: tuple[str, str] | None = None
    """An exception that wants a look: in words, and the list of it."""

    @property
    def is_empty(self) -> bool:
        return self.figure.is_empty


def _percent(value: float) -> str:
    return f"{value:.3f}%"
