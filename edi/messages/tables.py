"""The facts of a message standard as plain values, as read from its table files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Type = Literal["AN", "ID", "N0", "N2", "R", "DT", "TM"]
Kind = Literal["P", "R", "E", "C", "L"]
UNLIMITED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class DataElement:
    """An entry of the data element dictionary; no codes means any code will do."""

    number: str
    type: Type
    shortest: int
    longest: int
    name: str
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """A relational condition between elements of a segment, by their positions from 1.

    Kinds: P all or none, R at least one, E at most one, C if the first then all others, L if the
    first then at least one other (X12.6, syntax notes).
    """

    kind: Kind
    positions: tuple[int, ...]

    def __str__(self) -> str:
        return self.kind + "".join(f"{position:02}" for position in self.positions)


@dataclass(frozen=True, slots=True)
class Composite:
    number: str
    name: str
    components: tuple["Element", ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """A place in a segment or composite and what may stand there."""

    data: DataElement | Composite
    is_mandatory: bool = False
    repeats: int = 1

    @property
    def number(self) -> str:
        return self.data.number

    @property
    def name(self) -> str:
        return self.data.name


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's elements; `is_open` when they are not tabled and so not checked."""

    id: str
    name: str
    elements: tuple[Element, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A segment's place in a message: how often it may stand there in a row."""

    position: str
    segment: Segment
    is_mandatory: bool
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A run of uses and loops that repeats; its first use starts each turn."""

    id: str
    most: int
    parts: tuple["Use | Loop", ...]

    @property
    def head(self) -> Use:
        first = self.parts[0]
        return first if isinstance(first, Use) else first.head


@dataclass(frozen=True, slots=True, eq=False)
class MessageTable:
    """One message in one version. `dictionary` holds every segment the version knows."""

    id: str
    group: str
    name: str
    version: str
    parts: tuple[Use | Loop, ...]
    dictionary: Mapping[str, Segment]

    def uses(self) -> Iterator[Use]:
        yield from _uses(self.parts)


def _uses(parts: tuple[Use | Loop, ...]) -> Iterator[Use]:
    for part in parts:
        if isinstance(part, Use):
            yield part
        else:
            yield from _uses(part.parts)
