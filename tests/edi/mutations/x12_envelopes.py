"""Kinds of fault in X12 files: in what stands around messages."""

import random

from edi.syntax.faults import Level
from tests.edi.mutations.trying import Broken, Kinds, expect
from tests.edi.mutations.x12 import X12File

KINDS: Kinds[X12File] = Kinds()
M, G, I = Level.MESSAGE, Level.GROUP, Level.INTERCHANGE  # noqa: E741


def _set(file: X12File, segment: str, element: int, value: str, level: Level, code: str) -> Broken:
    broken = file.copy()
    at = broken.find(segment)
    broken.segments[at][element] = value
    return Broken(broken.data(), expect(level, f"{segment}{element:02}", code, segment=at + 1))


def _other_number(chance: random.Random, number: str) -> str:
    """Return another count or control number of the same length, where there is one."""
    return next(
        n
        for n in iter(lambda: str(chance.randrange(10 ** len(number))).zfill(len(number)), "")
        if int(n) != int(number)
    )


def _trailer_kind(name: str, segment: str, element: int, level: Level, code: str) -> None:
    def kind(file: X12File, chance: random.Random) -> Broken:
        value = file.segments[file.find(segment)][element]
        return _set(file, segment, element, _other_number(chance, value), level, code)

    KINDS[name] = kind


_trailer_kind("segments counted wrong", "SE", 1, M, "4")
_trailer_kind("trailer of another message", "SE", 2, M, "3")
_trailer_kind("messages counted wrong", "GE", 1, G, "5")
_trailer_kind("trailer of another group", "GE", 2, G, "4")
_trailer_kind("groups counted wrong", "IEA", 1, I, "021")
_trailer_kind("trailer of another interchange", "IEA", 2, I, "001")


def _missing_kind(name: str, segment: str, level: Level, code: str) -> None:
    def kind(file: X12File, _chance: random.Random) -> Broken:
        broken = file.copy()
        del broken.segments[file.find(segment)]
        return Broken(broken.data(), expect(level, segment, code))

    KINDS[name] = kind


_missing_kind("message trailer missing", "SE", M, "2")
_missing_kind("group trailer missing", "GE", G, "3")
_missing_kind("interchange trailer missing", "IEA", I, "023")


def _header_kind(
    name: str, segment: str, element: int, values: list[str], level: Level, code: str
) -> None:
    def kind(file: X12File, chance: random.Random) -> Broken:
        return _set(file, segment, element, chance.choice(values), level, code)

    KINDS[name] = kind


_header_kind("count of segments no number", "SE", 1, ["twelve", "", "-1", "1.5"], M, "4")
_header_kind("message type unknown", "ST", 1, ["999999", "123", "85O", "ABC"], M, "1")
_header_kind("message number too short or long", "ST", 2, ["1", "12", "0123456789"], M, "7")
_header_kind("kind of group unknown", "GS", 1, ["ZZ", "QQ", "XX"], G, "1")
_header_kind("version unknown", "GS", 8, ["003030", "009999", "X", "4010"], G, "2")
_header_kind("group number no number", "GS", 6, ["A7", "7.5", "1234567890"], G, "6")
_header_kind("sender's qualifier blank", "ISA", 5, ["  ", "z?"], I, "005")
_header_kind("sender blank", "ISA", 6, [" " * 15], I, "006")
_header_kind("receiver's qualifier blank", "ISA", 7, ["  ", "\x07\x07"], I, "007")
_header_kind("receiver blank", "ISA", 8, [" " * 15], I, "008")
_header_kind("interchange date none", "ISA", 9, ["261321", "260231"[:4] + "32", "ABCDEF"], I, "014")
_header_kind("interchange time none", "ISA", 10, ["2561", "0960", "9 30"], I, "015")
_header_kind("interchange number no number", "ISA", 13, ["A00000101", "     1234"], I, "018")
_header_kind("request for an answer neither 0 nor 1", "ISA", 14, ["2", "Y", " "], I, "019")
_header_kind("test mark unknown", "ISA", 15, ["X", "p", "0"], I, "020")


@KINDS.add("message in another's group")
def wrong_group(file: X12File, _chance: random.Random) -> Broken:
    kind = "810" if file.message != "810" else "850"
    return _set(file, "ST", 1, kind, M, "6")


def _twice(file: X12File, first: str, last: str) -> X12File:
    """Repeat what stands from one segment to another, and count it."""
    broken = file.copy()
    start, end = broken.find(first), broken.find(last) + 1
    broken.segments[end:end] = file.copy().segments[start:end]
    return broken


@KINDS.add("message number used twice")
def message_twice(file: X12File, _chance: random.Random) -> Broken:
    broken = _twice(file, "ST", "SE")
    broken.segments[broken.find("GE")][1] = "2"
    second = broken.find("SE") + 2
    return Broken(broken.data(), expect(M, "ST02", "23", segment=second))


@KINDS.add("group number used twice")
def group_twice(file: X12File, _chance: random.Random) -> Broken:
    broken = _twice(file, "GS", "GE")
    broken.segments[-1][1] = "2"
    return Broken(broken.data(), expect(G, "GS06", "19", segment=broken.find("GE") + 2))


@KINDS.add("message header missing")
def no_header(file: X12File, _chance: random.Random) -> Broken:
    broken = file.copy()
    del broken.segments[2]
    return Broken(broken.data(), expect(I, broken.segments[2][0], "022", segment=3))


@KINDS.add("group header missing")
def no_group_header(file: X12File, _chance: random.Random) -> Broken:
    broken = file.copy()
    del broken.segments[1]
    return Broken(broken.data(), expect(I, "ST", "022", segment=2))


@KINDS.add("segment between messages")
def between_messages(file: X12File, chance: random.Random) -> Broken:
    broken = file.copy()
    at = chance.choice(
        [broken.find("ST"), broken.find("GE"), broken.find("GS"), broken.find("IEA")]
    )
    broken.segments.insert(at, ["REF", "DP", "1"])
    return Broken(broken.data(), expect(I, "REF", "022", segment=at + 1))


@KINDS.add("text after the interchange")
def text_after(file: X12File, chance: random.Random) -> Broken:
    junk = chance.choice([b"rubbish", b"-- sent by EDI gateway 3", b"GS*PO", b"\xff\xff"])
    return Broken(file.data() + junk, expect(I, "", "022"))


@KINDS.add("file cut off in a message")
def cut_in_message(file: X12File, chance: random.Random) -> Broken:
    broken = file.copy()
    end = broken.find("SE")
    del broken.segments[chance.randint(3, end) :]
    data = broken.data()
    return Broken(
        data, chance.choice([expect(M, "SE", "2"), expect(G, "GE", "3"), expect(I, "IEA", "023")])
    )
