"""Kinds of fault, tried at random places of good files, and whether they were named.

A kind of fault takes a good file and a source of chance, breaks the file in one place, and says
what a reader must answer: the level, the place and the code of the standard. What it expects comes
from the standard, never from what the reader said.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.parties import Identifier
from edi.canonical.totals import Totals, compute_totals
from edi.record import Record, names
from edi.syntax.faults import Fault, Level, Severity

FileT = TypeVar("FileT")
_TRIES = 60


class Expected(NamedTuple):
    """One of `places` and one of `codes`; `segment` is its ordinal in the interchange, if known.

    There is no `level` where the standard has none: a path says it all.
    """

    level: Level | None
    places: tuple[str, ...]
    codes: tuple[str, ...]
    segment: int = 0

    def is_met(self, fault: Fault) -> bool:
        return (
            self.level in {None, fault.level}
            and fault.place() in self.places
            and fault.code in self.codes
            and self.segment in {0, fault.position.segment}
        )

    def __str__(self) -> str:
        at = f" at segment {self.segment}" if self.segment else ""
        return f"{'/'.join(self.places)} {'/'.join(self.codes)} ({self.level}){at}"


def expect(level: Level, place: str | Iterable[str], *codes: str, segment: int = 0) -> Expected:
    places = (place,) if isinstance(place, str) else tuple(place)
    return Expected(level, places, codes, segment)


class Broken(NamedTuple):
    """The file with its fault, and what must be said of it."""

    data: bytes
    expected: Expected


Kind = Callable[[FileT, random.Random], Broken | None]
"""Returns None where a file has no place for this kind of fault."""


class Kinds(dict[str, Kind[FileT]], Generic[FileT]):
    """The kinds of one syntax, by what they are called."""

    def add(self, name: str) -> Callable[[Kind[FileT]], Kind[FileT]]:
        def keep(kind: Kind[FileT]) -> Kind[FileT]:
            self[name] = kind
            return kind

        return keep


class Miss(NamedTuple):
    kind: str
    expected: Expected
    said: list[str]
    data: bytes

    def __str__(self) -> str:
        return (
            f"{self.kind}: expected {self.expected}, said {', '.join(self.said[:4]) or 'nothing'}"
        )


class Count(NamedTuple):
    """How many faults were made and how many named; `alone` had nothing else said with them."""

    made: int
    alone: int
    unused: list[str]
    misses: list[Miss]

    @property
    def named(self) -> int:
        return self.made - len(self.misses)

    def figure(self, syntax: str, kinds: int, chance_seed: int) -> str:
        by_kind = Counter(miss.kind for miss in self.misses)
        missed = (
            "; missed: " + ", ".join(f"{n} x {k}" for k, n in by_kind.items()) if by_kind else ""
        )
        return (
            f"figure: EDI mutations {syntax}: {self.named} of {self.made} faults of {kinds} kinds "
            f"named at their place with their code, {self.alone} of them alone, seed "
            f"{chance_seed}{missed}"
        )


def try_kinds(
    kinds: Mapping[str, Kind[FileT]],
    files: Sequence[FileT],
    faults_of: Callable[[bytes], list[Fault]],
    times: int,
    chance_seed: int,
) -> Count:
    """Break files in each way so many times."""
    made, alone, unused, misses = 0, 0, [], []
    for name, kind in kinds.items():
        chance = random.Random(f"{chance_seed}/{name}")  # noqa: S311
        cases = list(_cases(kind, files, chance, times))
        if len(cases) < times:
            unused.append(name)
        for broken in cases:
            made += 1
            found = faults_of(broken.data)
            met = [fault for fault in found if broken.expected.is_met(fault)]
            alone += bool(met) and len(_errors(found)) <= 1
            if not met:
                said = [_said(fault) for fault in found]
                misses.append(Miss(name, broken.expected, said, broken.data))
    return Count(made, alone, unused, misses)


def _said(fault: Fault) -> str:
    return f"{fault.place()} {fault.code} ({fault.level}) at segment {fault.position.segment}"


def _cases(
    kind: Kind[FileT], files: Sequence[FileT], chance: random.Random, times: int
) -> Iterator[Broken]:
    made = 0
    for _ in range(times * _TRIES):
        broken = kind(chance.choice(files), chance)
        if broken is not None:
            yield broken
            made += 1
        if made == times:
            return


def _errors(faults: Iterable[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity is Severity.ERROR]


def sound(value: Any) -> Any:
    """Return a drawn document whose GLNs have their check digit and whose totals add up."""
    if isinstance(value, tuple):
        return tuple(map(sound, value))
    if isinstance(value, Identifier) and value.scheme == "GLN":
        return Identifier("GLN", "4012345000016")
    if not isinstance(value, Record):
        return value
    changed = {name: sound(getattr(value, name)) for name in names(value)}
    document = replace(value, **changed)
    if isinstance(document, Order | Invoice) and document.totals:
        return replace(document, totals=_added_up(document))
    return document


def _added_up(document: Order | Invoice) -> Totals:
    stated, computed = document.totals or Totals(), compute_totals(document)
    given = {name for name in names(Totals) if getattr(stated, name) is not None}
    return Totals(**{name: getattr(computed, name) for name in given})


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Return documents of a strategy, always the same ones."""
    found: list[Any] = []

    @seed(0)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(document: Any) -> None:
        found.append(document)

    keep()
    return found
