"""Fields of documents to what stands in cells: the way back along the paths of a column map."""

import datetime as dt
from decimal import Decimal
from typing import Any

from edi.canonical.measures import Moment, Money, Unit
from edi.messages.sheets.column_maps import Column
from edi.messages.sheets.paths import Step, is_enum
from edi.syntax.sheets.writing import Written, guarded


def take(thing: Any, column: Column) -> Any:
    """Return the value of a column's field in a document or a line; None when it has none."""
    for step in column.path.steps:
        thing = _part(thing, step)
        if thing is None:
            return None
    return thing


def _part(thing: Any, step: Step) -> Any:
    value = getattr(thing, step.attribute)
    if step.key is None:
        return value
    if isinstance(step.key, int):
        return value[step.key - 1] if len(value) >= step.key else None
    for each in value:
        if all(getattr(each, name) == known for name, known in step.constants):
            return each
    return None


def cell_of(value: Any, column: Column) -> Written:
    """Return what is written for a value: a text, or a number, date or time."""
    leaf = column.path.leaf
    if value is None or value == "":
        return None
    if leaf is Money:
        value = value.amount
    if is_enum(leaf) or leaf is Unit:
        value = value.value if is_enum(leaf) else value.code
    if isinstance(value, str):
        return _coded(value, column)
    if leaf is Moment:
        return _moment(value, column)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    return value if isinstance(value, Decimal | dt.date) else str(value)


def _moment(moment: Moment, column: Column) -> Written:
    """Keep a date without time a date, for XLSX; write others in a format that has both."""
    if moment.time is None:
        return moment.date
    with_time = next((each for each in column.dates if each.has_time), None)
    return with_time.write(moment.date, moment.time) if with_time else moment.date


def _coded(value: str, column: Column) -> str:
    for code, meaning in (column.codes or {}).items():
        if meaning == value:
            return code
    return value


def text_of(cell: Written, column: Column) -> str:
    """Return a cell as CSV text, guarded if it is not of our own making."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", column.decimal)
    if isinstance(cell, dt.date):
        plain = [each for each in column.dates if not each.has_time]
        return (plain or list(column.dates))[0].write(cell, None)
    if column.path.leaf is str:
        return guarded(str(cell))
    return str(cell)
