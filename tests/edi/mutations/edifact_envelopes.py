"""Kinds of fault in EDIFACT files: in what stands around messages."""

import random

from edi.syntax.faults import Level
from tests.edi.mutations.edifact import EdifactFile, Segment, name
from tests.edi.mutations.trying import Broken, Kinds, expect

KINDS: Kinds[EdifactFile] = Kinds()
M, G, I = Level.MESSAGE, Level.GROUP, Level.INTERCHANGE  # noqa: E741


def _set(
    file: EdifactFile, tag: str, place: tuple[int, int], value: str, level: Level, code: str
) -> Broken:
    """Put a value in a component of a service segment; the element may be named in its place."""
    broken = file.copy()
    at, (element, component) = broken.find(tag), place
    parts = broken.segments[at][element]
    parts += [""] * (component - len(parts))
    parts[component - 1] = value
    places = [name(tag, element), name(tag, element, component)]
    return Broken(broken.data(), expect(level, places, code, segment=at + 1))


def _other_number(chance: random.Random, number: str) -> str:
    while True:
        other = str(chance.randrange(10 ** (len(number) + 1)))
        if not number.isdigit() or int(other) != int(number):
            return other


def _trailer_kind(kind_name: str, tag: str, element: int, level: Level, code: str) -> None:
    def kind(file: EdifactFile, chance: random.Random) -> Broken:
        grouped = _grouped(file) if tag == "UNE" else file
        value = grouped.segments[grouped.find(tag)][element][0]
        return _set(grouped, tag, (element, 1), _other_number(chance, value), level, code)

    KINDS[kind_name] = kind


def _grouped(file: EdifactFile, number: str = "7") -> EdifactFile:
    """Put the message in a group of its own."""
    grouped = file.copy()
    header: Segment = [
        ["UNG"], [file.message], ["SENDER"], ["RECIPIENT"], ["261121", "0930"], [number], ["UN"],
        [file.version[:1], file.version[1:]],
    ]  # fmt: skip
    grouped.segments.insert(1, header)
    grouped.segments.insert(-1, [["UNE"], ["1"], [number]])
    return grouped


_trailer_kind("segments counted wrong", "UNT", 1, M, "29")
_trailer_kind("trailer of another message", "UNT", 2, M, "28")
_trailer_kind("messages of a group counted wrong", "UNE", 1, G, "29")
_trailer_kind("trailer of another group", "UNE", 2, G, "28")
_trailer_kind("messages counted wrong", "UNZ", 1, I, "29")
_trailer_kind("trailer of another interchange", "UNZ", 2, I, "28")


def _missing_kind(kind_name: str, tag: str, level: Level) -> None:
    def kind(file: EdifactFile, _chance: random.Random) -> Broken:
        broken = _grouped(file) if tag == "UNE" else file.copy()
        del broken.segments[broken.find(tag)]
        return Broken(broken.data(), expect(level, tag, "13"))

    KINDS[kind_name] = kind


_missing_kind("message trailer missing", "UNT", M)
_missing_kind("group trailer missing", "UNE", G)
_missing_kind("interchange trailer missing", "UNZ", I)


def _header_kind(
    kind_name: str, tag: str, place: tuple[int, int], values: list[str], level: Level, code: str
) -> None:
    def kind(file: EdifactFile, chance: random.Random) -> Broken:
        return _set(file, tag, place, chance.choice(values), level, code)

    KINDS[kind_name] = kind


_header_kind("count of segments no number", "UNT", (1, 1), ["many", "", "-1", "1.5"], M, "29")
_header_kind("message reference missing", "UNH", (1, 1), [""], M, "13")
_header_kind("message type unknown", "UNH", (2, 1), ["ORDERZ", "QUOTES", "XXX"], M, "14")
_header_kind("character set unknown", "UNB", (1, 1), ["UNOQ", "XXXX", "unoc"], I, "46")
_header_kind("syntax version unknown", "UNB", (1, 2), ["9", "0", "A"], I, "2")
_header_kind("sender missing", "UNB", (2, 1), [""], I, "13")
_header_kind("sender too long", "UNB", (2, 1), ["X" * 36, "9" * 60], I, "39")
_header_kind("recipient missing", "UNB", (3, 1), [""], I, "13")
_header_kind("qualifier of the recipient too long", "UNB", (3, 2), ["14141"], I, "39")
_header_kind("interchange date none", "UNB", (4, 1), ["261321", "26112", "ABCDEF"], I, "12")
_header_kind("interchange reference missing", "UNB", (5, 1), [""], I, "13")
_header_kind("interchange reference too long", "UNB", (5, 1), ["1" * 15], I, "39")


@KINDS.add("version unknown")
def unknown_version(file: EdifactFile, chance: random.Random) -> Broken:
    broken = file.copy()
    version, release = chance.choice([("X", "96A"), ("D", "11Q9"), ("9", "999"), ("D", "XXX")])
    broken.segments[1][2][1:3] = [version, release]
    places = ["UNH02", "UNH02-2", "UNH02-3"]
    return Broken(broken.data(), expect(M, places, "14", segment=2))


def _twice(file: EdifactFile, first: str, last: str) -> EdifactFile:
    """Repeat what stands from one segment to another, and count it."""
    broken = file.copy()
    start, end = broken.find(first), broken.find(last) + 1
    broken.segments[end:end] = file.copy().segments[start:end]
    broken.segments[-1][1] = ["2"]
    return broken


@KINDS.add("message reference used twice")
def message_twice(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = _twice(file, "UNH", "UNT")
    return Broken(broken.data(), expect(M, "UNH01", "26", segment=broken.find("UNT") + 2))


@KINDS.add("group reference used twice")
def group_twice(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = _twice(_grouped(file), "UNG", "UNE")
    return Broken(broken.data(), expect(G, "UNG05", "26", segment=broken.find("UNE") + 2))


@KINDS.add("several types in a group")
def mixed_types(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = _grouped(file)
    end = broken.find("UNE")
    other = "ORDERS" if file.message != "ORDERS" else "INVOIC"
    more = file.copy().segments[1:-1]
    more[0][1], more[-1][2] = ["2"], ["2"]
    more[0][2][0] = other
    broken.segments[end:end] = more
    broken.segments[broken.find("UNE")][1] = ["2"]
    return Broken(broken.data(), expect(G, ["UNG01", "UNG"], "31", segment=2))


@KINDS.add("group without messages")
def empty_group(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = _grouped(file)
    del broken.segments[2 : broken.find("UNE")]
    broken.segments[2][1] = ["0"]
    return Broken(broken.data(), expect(G, "UNG", "32", segment=2))


@KINDS.add("messages in groups and outside")
def mixed_levels(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = _grouped(file)
    more = file.copy().segments[1:-1]
    more[0][1], more[-1][2] = ["2"], ["2"]
    broken.segments[-1:-1] = more
    return Broken(broken.data(), expect(I, "UNH", "30", segment=broken.find("UNE") + 2))


@KINDS.add("interchange without messages")
def empty_interchange(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = file.copy()
    del broken.segments[1:-1]
    broken.segments[1][1] = ["0"]
    return Broken(broken.data(), expect(I, "UNB", "32", segment=1))


@KINDS.add("message header missing")
def no_header(file: EdifactFile, _chance: random.Random) -> Broken:
    broken = file.copy()
    del broken.segments[1]
    return Broken(broken.data(), expect(I, broken.tag(1), "33", segment=2))


@KINDS.add("segment between messages")
def between_messages(file: EdifactFile, chance: random.Random) -> Broken:
    broken = file.copy()
    at = chance.choice([1, broken.find("UNZ")])
    broken.segments.insert(at, [["RFF"], ["CT", "1"]])
    return Broken(broken.data(), expect(I, "RFF", "33", segment=at + 1))


@KINDS.add("text after the interchange")
def text_after(file: EdifactFile, chance: random.Random) -> Broken:
    junk = chance.choice([b"rubbish", b"-- sent by EDI gateway 3", b"UNH+1", b"\xff\xff"])
    return Broken(file.data() + junk, expect(I, "", "33"))


@KINDS.add("file cut off in a message")
def cut_in_message(file: EdifactFile, chance: random.Random) -> Broken:
    broken = file.copy()
    del broken.segments[chance.randint(2, broken.find("UNT")) :]
    return Broken(broken.data(), chance.choice([expect(M, "UNT", "13"), expect(I, "UNZ", "13")]))
