"""Kinds of fault in EDIFACT files: in the content of messages. `edifact_envelopes` has the rest."""

import random
from collections.abc import Callable
from copy import deepcopy
from typing import NamedTuple

from edi.syntax.faults import Level
from tests.edi.mutations.edifact_facts import (
    COMPONENTS,
    ELEMENTS,
    Fact,
    Place,
    facts,
)
from tests.edi.mutations.trying import Broken, Kinds, expect

Segment = list[list[str]]


class EdifactFile:
    """The segments of a file: data elements of components, texts released as they stand.

    `segments[0]` is the UNB; UNA, if any, is in `una`.
    """

    def __init__(self, data: bytes) -> None:
        text = data.decode()
        self.una = text[:9] if text.startswith("UNA") else ""
        parts = _split(text.removeprefix(self.una), "'")
        self.segments: list[Segment] = [
            [_split(element, ":") for element in _split(part.lstrip("\r\n"), "+")]
            for part in parts
            if part.strip("\r\n")
        ]
        header = self.segments[1][2]
        self.message, self.version = header[0], "".join(header[1:3])
        self.level, self.syntax_version = self.segments[0][1][:2]

    def body(self) -> range:
        """Return the places of the first message's segments between UNH and UNT."""
        return range(2, self.find("UNT"))

    def tag(self, at: int) -> str:
        return self.segments[at][0][0]

    def find(self, tag: str) -> int:
        return next(at for at in range(len(self.segments)) if self.tag(at) == tag)

    def of_body(self, tag: str) -> list[int]:
        return [at for at in self.body() if self.tag(at) == tag]

    def copy(self) -> "EdifactFile":
        return deepcopy(self)

    def close(self) -> None:
        """Make UNT01 right again after segments came or went."""
        self.segments[self.find("UNT")][1] = [str(len(self.body()) + 2)]

    def data(self) -> bytes:
        text = "".join(_joined(segment) + "'\n" for segment in self.segments)
        return (self.una + text).encode("utf-8", "surrogateescape")


def _split(text: str, mark: str) -> list[str]:
    """Split at a separator that is not released."""
    parts, part, at = [], "", 0
    while at < len(text):
        if text[at] == "?":
            part += text[at : at + 2]
            at += 2
            continue
        if text[at] == mark:
            parts.append(part)
            part = ""
        else:
            part += text[at]
        at += 1
    return [*parts, part]


def _joined(segment: Segment) -> str:
    return "+".join(_trimmed([":".join(_trimmed(element)) for element in segment]))


def _trimmed(parts: list[str]) -> list[str]:
    kept = list(parts)
    while len(kept) > 1 and not kept[-1]:
        del kept[-1]
    return kept


KINDS: Kinds[EdifactFile] = Kinds()
E, S = Level.ELEMENT, Level.SEGMENT


class Spot(NamedTuple):
    """A component in a message. Elements and components count from 1."""

    at: int
    element: int
    component: int
    place: Place
    fact: Fact
    value: str


def name(tag: str, element: int, component: int = 0) -> str:
    return f"{tag}{element:02}-{component}" if component else f"{tag}{element:02}"


def _spots(file: EdifactFile) -> list[Spot]:
    return [
        Spot(at, element, component, place, fact, value(file.segments[at], element, component))
        for at in file.body()
        for element, place in enumerate(facts(file.tag(at)), 1)
        for component, fact in enumerate(place.parts, 1)
        if fact
    ]


def value(segment: Segment, element: int, component: int) -> str:
    given = segment[element] if element < len(segment) else []
    return given[component - 1] if component <= len(given) else ""


def _set(file: EdifactFile, spot: Spot, value: str, *codes: str, whole: bool = False) -> Broken:
    """Put a value in a component; `whole` lets the composite be named in its place."""
    broken = file.copy()
    segment = broken.segments[spot.at]
    segment += [[""] for _ in range(spot.element + 1 - len(segment))]
    parts = segment[spot.element]
    parts += [""] * (spot.component - len(parts))
    parts[spot.component - 1] = value
    tag = file.tag(spot.at)
    places = [name(tag, spot.element, spot.component if spot.place.is_composite else 0)]
    if whole:
        places.append(name(tag, spot.element))
    if tag == "BGM":  # 1004 is in a composite since D.97A
        places.append(name(tag, spot.element, spot.component))
    return Broken(broken.data(), expect(E, places, *codes, segment=spot.at + 1))


def _component_kind(
    kind_name: str,
    suits: Callable[[EdifactFile, Spot], bool],
    bad: Callable[[random.Random, Spot], str],
    code: str,
) -> None:
    def kind(file: EdifactFile, chance: random.Random) -> Broken | None:
        found = [spot for spot in _spots(file) if suits(file, spot)]
        if not found:
            return None
        spot = chance.choice(found)
        return _set(file, spot, bad(chance, spot), code, whole=code == "13")

    KINDS[kind_name] = kind


def _is_required(file: EdifactFile, spot: Spot) -> bool:
    """Whether the component must be there, its composite being there."""
    if not spot.fact.is_mandatory:
        return False
    parts = file.segments[spot.at][spot.element : spot.element + 1]
    others = [part for part in (parts[0] if parts else []) if part]
    return spot.place.is_mandatory or len(others) > 1


def _is_text(_file: EdifactFile, spot: Spot) -> bool:
    return bool(spot.value) and spot.fact.type == "an" and spot.fact.longest > 17


def _is_number(_file: EdifactFile, spot: Spot) -> bool:
    return bool(spot.value) and spot.fact.type == "n"


def _is_decimal(file: EdifactFile, spot: Spot) -> bool:
    return _is_number(file, spot) and file.tag(spot.at) in {"QTY", "MOA", "PRI"}


def _damaged(chance: random.Random, value: str, mark: str) -> str:
    """Put a mark before or after a text, which may not cut a release character off."""
    return mark + value[2:] if chance.random() < 0.5 and "?" not in value else value[:-2] + mark


_component_kind("mandatory component empty", _is_required, lambda *_: "", "13")
_component_kind(
    "text too long",
    lambda file, spot: bool(spot.value) and spot.fact.type == "an" and _is_short(file, spot),
    lambda chance, spot: "X" * (spot.fact.longest + chance.randint(1, 9)),
    "39",
)
_component_kind(
    "number too long",
    lambda file, spot: _is_number(file, spot) and file.version == "D96A",
    lambda chance, spot: "9" * (spot.fact.longest + chance.randint(1, 20)),
    "39",
)
_component_kind(
    "letters for a number",
    lambda file, spot: _is_number(file, spot) and file.version == "D96A",
    lambda chance, _: chance.choice(["12O", "NaN", "1e9", "ten", "x", "1 2"]),
    "37",
)
_component_kind(
    "decimal mark without digits after it, or two",
    lambda file, spot: _is_decimal(file, spot) and file.version == "D96A",
    lambda chance, _: chance.choice(["5.", "1.2.3"]),
    "19",
)
_component_kind(
    "another decimal mark than UNA names",
    lambda file, spot: (
        _is_decimal(file, spot)
        and file.version == "D96A"
        and file.una[5:6] == "."
        and file.syntax_version != "4"
    ),
    lambda chance, _: chance.choice(["9,25", "0,5", "1000,00"]),
    "19",
)
_component_kind(
    "control character in text",
    _is_text,
    lambda chance, spot: _damaged(chance, spot.value, chance.choice("\0\x07\x1b")),
    "21",
)
_component_kind(
    "bytes that are no characters",
    lambda file, spot: _is_text(file, spot) and file.level in {"UNOW", "UNOY"},
    lambda chance, spot: _damaged(chance, spot.value, "\udcff"),
    "21",
)


def _is_short(file: EdifactFile, spot: Spot) -> bool:
    """Whether D.01B gives the component no more room than D.96A."""
    return file.version == "D96A" or (spot.fact.longest <= 3 and file.tag(spot.at) != "GIN")


def _is_whole_date(spot: Spot) -> bool:
    return spot.element == 1 and spot.component == 1


@KINDS.add("no day of the calendar")
def bad_day(file: EdifactFile, chance: random.Random) -> Broken | None:
    days = ["20261345", "20260231", "20270229", "00000101", "20261100", "2026DEC4"]
    return _bad_date(file, chance, chance.choice(days))


@KINDS.add("date not in the form it names")
def bad_form(file: EdifactFile, chance: random.Random) -> Broken | None:
    return _bad_date(file, chance, chance.choice(["261121", "2026-11-21", "202611211230", "soon"]))


def _bad_date(file: EdifactFile, chance: random.Random, text: str) -> Broken | None:
    found = [at for at in file.of_body("DTM") if value(file.segments[at], 1, 3) == "102"]
    if not found:
        return None
    broken, at = file.copy(), chance.choice(found)
    broken.segments[at][1][1] = text
    return Broken(broken.data(), expect(E, "DTM01-2", "12", segment=at + 1))


@KINDS.add("too many elements")
def too_many_elements(file: EdifactFile, chance: random.Random) -> Broken | None:
    found = [at for at in file.body() if file.tag(at) in ELEMENTS]
    at, broken = chance.choice(found), file.copy()
    segment, most = broken.segments[at], ELEMENTS[file.tag(at)]
    segment += [[""] for _ in range(most + 2 - len(segment))]
    segment[most + 1] = ["X"]
    return Broken(broken.data(), expect(E, name(file.tag(at), most + 1), "16", segment=at + 1))


@KINDS.add("too many components")
def too_many_components(file: EdifactFile, chance: random.Random) -> Broken | None:
    known = {k: n + (k == "RFF" and file.version != "D96A") for k, n in COMPONENTS.items()}
    found = [
        at
        for at in file.body()
        if file.tag(at) in known and len(file.segments[at][1]) <= known[file.tag(at)]
    ]
    at, broken = chance.choice(found), file.copy()
    tag = file.tag(at)
    parts = broken.segments[at][1]
    parts += [""] * (known[tag] - len(parts)) + ["X"]
    places = [name(tag, 1), name(tag, 1, known[tag] + 1)]
    return Broken(broken.data(), expect(E, places, "16", segment=at + 1))


@KINDS.add("components in a simple element")
def components_in_simple(file: EdifactFile, chance: random.Random) -> Broken | None:
    found = [
        (at, element)
        for at in file.body()
        for element, place in enumerate(facts(file.tag(at)), 1)
        if not place.is_composite
        and file.tag(at) not in {"BGM", "TDT", "FTX", "IMD", "NAD"}
        and value(file.segments[at], element, 1)
    ]
    if not found:
        return None
    (at, element), broken = chance.choice(found), file.copy()
    broken.segments[at][element].append("X")
    places = [name(file.tag(at), element), name(file.tag(at), element, 2)]
    return Broken(broken.data(), expect(E, places, "16", segment=at + 1))


@KINDS.add("code not in its list")
def bad_code(file: EdifactFile, chance: random.Random) -> Broken | None:
    found = file.of_body("UNS")
    if not found:
        return None
    broken = file.copy()
    broken.segments[found[0]][1] = [chance.choice("XQ7s")]
    return Broken(broken.data(), expect(E, "UNS01", "12", segment=found[0] + 1))
