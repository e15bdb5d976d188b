"""Kinds of fault in EDIFACT files: segments, groups, and what only a whole message shows."""

import random
from collections.abc import Callable
from copy import deepcopy

from edi.syntax.faults import Level
from tests.edi.mutations.edifact import EdifactFile, Segment, name, value
from tests.edi.mutations.edifact_facts import FOREIGN, LINES, MANDATORY, MOST_PARTIES
from tests.edi.mutations.trying import Broken, Kinds, expect

KINDS: Kinds[EdifactFile] = Kinds()
E, S = Level.ELEMENT, Level.SEGMENT


def _insert(file: EdifactFile, at: int, segment: Segment, *codes: str) -> Broken:
    broken = file.copy()
    broken.segments.insert(at, deepcopy(segment))
    broken.close()
    return Broken(broken.data(), expect(S, segment[0][0][:3], *codes, segment=at + 1))


@KINDS.add("segment unknown")
def unknown_segment(file: EdifactFile, chance: random.Random) -> Broken:
    tag = chance.choice(["ZZZ", "QQQ", "bgm", "XY", "LINE"])
    return _insert(file, chance.choice(file.body()) + 1, [[tag], ["1"]], "15")


@KINDS.add("segment of another message")
def foreign_segment(file: EdifactFile, chance: random.Random) -> Broken:
    at = chance.choice(file.body()) + 1
    return _insert(file, at, [[FOREIGN[file.message]], ["1"]], "15")


@KINDS.add("segment out of order")
def misplaced_segment(file: EdifactFile, chance: random.Random) -> Broken:
    return _insert(file, chance.choice(file.body()[1:]) + 1, file.segments[2], "15")


@KINDS.add("mandatory segment missing")
def missing_segment(file: EdifactFile, chance: random.Random) -> Broken:
    tag = chance.choice(MANDATORY[file.message])
    at, broken = file.find(tag), file.copy()
    del broken.segments[at]
    broken.close()
    after = at if tag == "BGM" else 0  # what is missing before UNS is known at what follows only
    return Broken(broken.data(), expect(S, tag, "13", segment=after and after + 1))


@KINDS.add("all dates of the heading missing")
def missing_dates(file: EdifactFile, _chance: random.Random) -> Broken | None:
    if file.message == "DESADV":  # which may do without
        return None
    broken = file.copy()
    while broken.tag(3) == "DTM":
        del broken.segments[3]
    broken.close()
    return Broken(broken.data(), expect(S, "DTM", "13", segment=4))


@KINDS.add("segment too often")
def segment_too_often(file: EdifactFile, chance: random.Random) -> Broken:
    at = file.find(chance.choice(MANDATORY[file.message]))
    return _insert(file, at + 1, file.segments[at], "35")


@KINDS.add("group too often")
def group_too_often(file: EdifactFile, chance: random.Random) -> Broken | None:
    first_line = (file.of_body(LINES.get(file.message, "LIN")) or [file.find("UNT")])[0]
    heads = [at for at in file.of_body("NAD") if at < first_line]
    if not heads or file.version != "D96A":
        return None
    most, before = MOST_PARTIES[file.message], chance.randrange(len(heads))
    at, broken = heads[before], file.copy()
    broken.segments[at:at] = [[["NAD"], ["DP"], [f"{n}"]] for n in range(most)]
    broken.close()
    return Broken(broken.data(), expect(S, "NAD", "36", segment=at + most - before + 1))


@KINDS.add("lines counted wrong")
def wrong_count(file: EdifactFile, chance: random.Random) -> Broken | None:
    found = [at for at in file.of_body("CNT") if file.segments[at][1][0] == "2"]
    if not found:
        return None
    broken = file.copy()
    counted = len(file.of_body("LIN"))
    broken.segments[found[0]][1][1] = str(counted + chance.choice([1, 2, 50]))
    return Broken(broken.data(), expect(E, "CNT01-2", "12", segment=found[0] + 1))


def _check_digit_kind(
    kind_name: str, tag: str, place: tuple[int, int], is_one: Callable[[Segment], bool]
) -> None:
    def kind(file: EdifactFile, chance: random.Random) -> Broken | None:
        found = [
            at
            for at in file.of_body(tag)
            if is_one(file.segments[at]) and value(file.segments[at], *place).isdigit()
        ]
        if not found:
            return None
        at, broken = chance.choice(found), file.copy()
        element, component = place
        number = broken.segments[at][element][component - 1]
        wrong = (int(number[-1]) + chance.randint(1, 9)) % 10
        broken.segments[at][element][component - 1] = f"{number[:-1]}{wrong}"
        return Broken(broken.data(), expect(E, name(tag, *place), "12", segment=at + 1))

    KINDS[kind_name] = kind


_check_digit_kind(
    "check digit of a GTIN wrong", "LIN", (3, 1), lambda s: value(s, 3, 2) in {"EN", "SRV", "UP"}
)
_check_digit_kind("check digit of a GLN wrong", "NAD", (2, 1), lambda s: value(s, 2, 3) == "9")
_check_digit_kind(
    "check digit of an SSCC wrong", "GIN", (2, 1), lambda s: value(s, 1, 1) in {"BJ", "AW"}
)


@KINDS.add("total wrong")
def wrong_total(file: EdifactFile, chance: random.Random) -> Broken | None:
    found = [at for at in file.of_body("MOA") if file.segments[at][1][0] in {"77", "9", "79"}]
    found = [at for at in found if at > (file.of_body("UNS") or [9**9])[0]]
    if file.message != "INVOIC" or not found or not _adds_up(file):
        return None
    broken, at = file.copy(), chance.choice(found)
    amount = float(broken.segments[at][1][1]) + chance.choice([0.05, 10, 999])
    broken.segments[at][1][1] = f"{amount:.2f}"
    return Broken(broken.data(), expect(E, ["MOA01-2", "MOA01"], "12", segment=at + 1))


def _adds_up(file: EdifactFile) -> bool:
    """Whether it is one of the plain invoices whose totals anybody can work out."""
    return any(
        value(file.segments[at], 1, 2) == "I-PLAIN" or value(file.segments[at], 2, 1) == "I-PLAIN"
        for at in file.of_body("BGM")
    )
