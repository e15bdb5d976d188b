import datetime as dt
from decimal import Decimal

from edi.record import Record


class Money(Record):
    """`currency` is an ISO 4217 code, or empty when the message names none."""

    amount: Decimal
    currency: str = ""


class Unit(Record):
    """A unit of measure: `code` is UN/ECE Recommendation 20 (21 for packages, with X).

    Where there is none, `code` is the sender's own with its list, such as `x12:KI`; then
    `is_known` is False and somebody has to say what it means.
    """

    code: str

    @property
    def is_known(self) -> bool:
        return ":" not in self.code


class Measure(Record):
    """A weight, size or count, of a shipment or a package.

    `kind` is one of `names.MEASURE_KINDS` or a code such as `x12:DI`; of `packages`, `unit` says
    which.
    """

    kind: str
    value: Decimal
    unit: Unit | None = None


class Moment(Record):
    """A date of a document: `kind` is one of `names.DATE_KINDS` or a code such as `x12:043`."""

    kind: str
    date: dt.date
    time: dt.time | None = None


class Period(Record):
    """A span of days, both included; an open end is None."""

    start: dt.date | None = None
    end: dt.date | None = None
