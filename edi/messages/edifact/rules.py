"""What is done with good segments, and what is said of values that cannot be as they are."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from edi.messages.edifact import diagnosis
from edi.messages.edifact.shorthand import Shorthand
from edi.syntax.faults import Severity


class Remark(NamedTuple):
    """What a taker or an audit finds wrong with a value that has the right form.

    `number` is the data element it is about, the first of that number in the segment.
    """

    number: str
    sentence: str
    value: str = ""
    severity: Severity = Severity.ERROR
    code: str = diagnosis.BAD_VALUE


Take = Callable[..., Remark | None]
"""Takes a document draft and the picked components of a good segment, None where empty."""


class Rules(NamedTuple):
    """What is done with good segments: which components are picked, who takes and audits them."""

    picks: Mapping[str, tuple[str, ...]]  # by tag
    takers: Mapping[str, Take]  # by path of the table, such as `LIN/PRI`
    audits: Mapping[str, Callable[..., Remark | None]]  # by tag
    shorthands: Sequence[Shorthand] = ()
