"""Kinds of fault in X12 files: in the content of messages. See `x12_envelopes` for the rest."""

import random
from collections.abc import Callable
from copy import deepcopy

from edi.syntax.faults import Level
from tests.edi.mutations.trying import Broken, Kinds, expect
from tests.edi.mutations.x12_facts import (
    COUNTED,
    LENGTHS,
    NEEDS,
    ONE_OF,
    PAIRS,
    Fact,
    facts,
)

_LONGER_IN_005010 = {"REF", "N9", "PER", "BAK", "N4"}


class X12File:
    """The segments of a file, elements apart; `segments[0]` is the ISA."""

    def __init__(self, data: bytes) -> None:
        text = data.decode()
        self.element, self.component, self.end = text[3], text[104], text[105]
        self.segments = [
            segment.lstrip("\r\n").split(self.element)
            for segment in text.split(self.end)
            if segment.strip("\r\n")
        ]
        self.message = self.segments[2][1]
        self.version = self.segments[1][8][:6]

    def body(self) -> range:
        """Return the places of the first message's segments between ST and SE."""
        return range(3, self.find("SE"))

    def find(self, segment: str) -> int:
        return next(at for at, each in enumerate(self.segments) if each[0] == segment)

    def of_body(self, segment: str) -> list[int]:
        return [at for at in self.body() if self.segments[at][0] == segment]

    def copy(self) -> "X12File":
        return deepcopy(self)

    def close(self) -> None:
        """Make SE01 right again after segments came or went."""
        self.segments[self.find("SE")][1] = str(len(self.body()) + 2)

    def data(self) -> bytes:
        lines = [self.element.join(_trimmed(each)) + self.end for each in self.segments]
        return "\n".join(lines).encode("utf-8", "surrogateescape")


def _trimmed(segment: list[str]) -> list[str]:
    kept = list(segment)
    while len(kept) > 1 and not kept[-1]:
        del kept[-1]
    return kept


KINDS: Kinds[X12File] = Kinds()
E, S = Level.ELEMENT, Level.SEGMENT


def place(segment: str, element: int) -> str:
    return f"{segment}{element:02}"


def _spot(
    file: X12File, chance: random.Random, suits: Callable[[Fact, str], bool]
) -> tuple[int, int, Fact] | None:
    """Choose an element of the message by its fact and value."""
    found = [
        (at, number, fact)
        for at in file.body()
        for number, fact in enumerate(facts(file.segments[at][0]), 1)
        if fact
        and suits(fact, file.segments[at][number] if number < len(file.segments[at]) else "")
    ]
    return chance.choice(found) if found else None


def change(file: X12File, at: int, number: int, value: str, *codes: str) -> Broken:
    broken = file.copy()
    segment = broken.segments[at]
    segment += [""] * (number + 1 - len(segment))
    segment[number] = value
    return Broken(broken.data(), expect(E, place(segment[0], number), *codes, segment=at + 1))


def _element_kind(
    name: str,
    suits: Callable[[Fact, str], bool],
    bad: Callable[[random.Random, Fact, str], str],
    code: str,
) -> None:
    def kind(file: X12File, chance: random.Random) -> Broken | None:
        spot = _spot(file, chance, suits)
        if spot is None:
            return None
        at, number, fact = spot
        is_longer = file.version == "005010" and file.segments[at][0] in _LONGER_IN_005010
        if is_longer and code == "5":
            return None
        value = file.segments[at][number] if number < len(file.segments[at]) else ""
        return change(file, at, number, bad(chance, fact, value), code)

    KINDS[name] = kind


_NUMBERS = {"R", "N0", "N2"}
_TEXTS = {"AN"}


def _inside(chance: random.Random, value: str, mark: str) -> str:
    at = chance.randint(0, len(value) - 1)
    return value[:at] + mark + value[at + 1 :] if len(value) > 1 else value + mark


_element_kind("mandatory element empty", lambda fact, _: fact.is_mandatory, lambda *_: "", "1")
_element_kind(
    "mandatory element blank",
    lambda fact, _: fact.is_mandatory and fact.type == "AN",
    lambda _, fact, __: " " * fact.shortest,
    "1",
)
_element_kind(
    "text or code too long",
    lambda fact, value: bool(value) and fact.type in {"AN", "ID"},
    lambda chance, fact, _: "X" * (fact.longest + chance.randint(1, 40)),
    "5",
)
_element_kind(
    "number too long",
    lambda fact, value: bool(value) and fact.type in _NUMBERS,
    lambda chance, fact, _: "9" * (fact.longest + chance.randint(1, 30)),
    "5",
)
_element_kind(
    "too short",
    lambda fact, value: bool(value) and fact.shortest > 1 and fact.type in {"AN", "ID", "TM"},
    lambda _, fact, __: ("X" if fact.type != "TM" else "1") * (fact.shortest - 1),
    "4",
)
_element_kind(
    "no day of the calendar",
    lambda fact, value: bool(value) and fact.type == "DT",
    lambda chance, *_: chance.choice(
        ["20261345", "20260231", "20270229", "00000101", "2026DEC4", "20261100"]
    ),
    "8",
)
_element_kind(
    "date of six digits",
    lambda fact, value: bool(value) and fact.type == "DT",
    lambda *_: "261121",
    "4",
)
_element_kind(
    "no time of day",
    lambda fact, value: bool(value) and fact.type == "TM",
    lambda chance, *_: chance.choice(["2561", "0960", "2400", "noon"]),
    "9",
)
_element_kind(
    "letters for a number",
    lambda fact, value: bool(value) and fact.type in _NUMBERS,
    lambda chance, *_: chance.choice(["12O", "NaN", "x", "ten", "1 2"]),
    "6",
)
_element_kind(
    "number in another notation",
    lambda fact, value: bool(value) and fact.type in _NUMBERS,
    lambda chance, *_: chance.choice(["1e9", "9,25", "+5", "1.2.3", "--5", "5-"]),
    "6",
)
_element_kind(
    "point in a whole number",
    lambda fact, value: bool(value) and fact.type in {"N0", "N2"},
    lambda *_: "2.0",
    "6",
)
_element_kind(
    "control character in text",
    lambda fact, value: bool(value) and fact.type == "AN",
    lambda chance, _, value: _inside(chance, value, chance.choice("\0\x07\x1b")),
    "6",
)
_element_kind(
    "bytes that are no characters",
    lambda fact, value: bool(value) and fact.type == "AN",
    lambda chance, _, value: _inside(chance, value, "\udcff"),
    "6",
)
_element_kind(
    "code not in its list",
    lambda fact, _: bool(fact.codes),
    lambda _, fact, __: "Y" * fact.longest,
    "7",
)


@KINDS.add("one of a pair missing")
def one_of_a_pair(file: X12File, chance: random.Random) -> Broken | None:
    return _without_partner(
        file, chance, {k: [*v, *((b, a) for a, b in v)] for k, v in PAIRS.items()}
    )


@KINDS.add("what another element needs missing")
def needed(file: X12File, chance: random.Random) -> Broken | None:
    return _without_partner(file, chance, NEEDS)


def _without_partner(
    file: X12File, chance: random.Random, pairs: dict[str, list[tuple[int, int]]]
) -> Broken | None:
    found = [
        (at, partner)
        for at in file.body()
        for first, partner in pairs.get(file.segments[at][0], [])
        if all(n < len(file.segments[at]) and file.segments[at][n] for n in (first, partner))
    ]
    return change(file, *chance.choice(found), "", "2") if found else None


@KINDS.add("none of two of which one is needed")
def none_of_two(file: X12File, chance: random.Random) -> Broken | None:
    found = [at for at in file.body() if file.segments[at][0] in ONE_OF]
    if not found:
        return None
    broken, at = file.copy(), chance.choice(found)
    segment = broken.segments[at]
    del segment[2:]
    places = [place(segment[0], number) for number in ONE_OF[segment[0]]]
    return Broken(broken.data(), expect(E, places, "2", segment=at + 1))


_AFTER_TD3 = {"TD4", "MAN", "PCT", "CTB", "G53", "TXI", "LDT", "N9", "N1", "LM", "SPI", "ADV"}


@KINDS.add("elements that exclude each other")
def excluding(file: X12File, chance: random.Random) -> Broken | None:
    if file.message not in {"850", "860"}:
        return None
    ends = {*_AFTER_TD3, COUNTED[file.message]}
    at = next(at for at in file.body() if file.segments[at][0] in ends)
    broken = file.copy()
    broken.segments.insert(at, ["TD3", "TL", "", str(chance.randint(1, 99)), *[""] * 6, "40HQ"])
    broken.close()
    return Broken(broken.data(), expect(E, "TD310", "10", segment=at + 1))


@KINDS.add("too many elements")
def too_many_elements(file: X12File, chance: random.Random) -> Broken | None:
    known = {k: v for k, v in LENGTHS.items() if file.version == "004010" or k != "N4"}
    found = [at for at in file.body() if file.segments[at][0] in known]
    if not found:
        return None
    at = chance.choice(found)
    return change(file, at, known[file.segments[at][0]] + 1, "X", "3")


@KINDS.add("component separator in a simple element")
def too_many_components(file: X12File, chance: random.Random) -> Broken | None:
    spot = _spot(file, chance, lambda fact, value: fact.type == "AN" and len(value) == 1)
    spot = spot or _spot(file, chance, lambda fact, value: fact.type == "AN" and bool(value))
    if spot is None:
        return None
    at, number, _ = spot
    code = "3" if file.version == "004010" else "13"
    return change(file, at, number, f"A{file.component}B", code)
