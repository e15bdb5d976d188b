"""Kinds of fault in X12 files: segments, loops, and what only a whole message shows."""

import random
from decimal import Decimal

from edi.syntax.faults import Level
from tests.edi.mutations.trying import Broken, Kinds, expect
from tests.edi.mutations.x12 import X12File, change
from tests.edi.mutations.x12_facts import COUNTED, OPENINGS

KINDS: Kinds[X12File] = Kinds()
S = Level.SEGMENT


def _insert(file: X12File, at: int, segment: list[str], *codes: str) -> Broken:
    broken = file.copy()
    broken.segments.insert(at, list(segment))
    broken.close()
    return Broken(broken.data(), expect(S, segment[0][:3], *codes, segment=at + 1))


@KINDS.add("segment unknown")
def unknown_segment(file: X12File, chance: random.Random) -> Broken:
    at = chance.choice(file.body()) + 1
    return _insert(file, at, [chance.choice(["QQQ", "ZZ", "BEGX", "po1", "Q"]), "1"], "1")


_FOREIGN = {
    "850": "TDS", "855": "TDS", "860": "BIG", "865": "TDS", "856": "PO1", "810": "PO1"
}  # fmt: skip


@KINDS.add("segment of another message")
def foreign_segment(file: X12File, chance: random.Random) -> Broken | None:
    if file.message not in _FOREIGN:
        return None
    return _insert(file, chance.choice(file.body()) + 1, [_FOREIGN[file.message], "1"], "6")


@KINDS.add("segment out of order")
def misplaced_segment(file: X12File, chance: random.Random) -> Broken | None:
    if file.message not in OPENINGS or len(file.body()) < 2:
        return None
    at = chance.choice(file.body()[1:]) + 1
    return _insert(file, at, file.segments[3], "7")


@KINDS.add("mandatory segment missing")
def missing_segment(file: X12File, chance: random.Random) -> Broken | None:
    names = {"810": ["BIG", "TDS"]}.get(file.message, [OPENINGS.get(file.message, "")])
    name = chance.choice(names)
    if not file.of_body(name):
        return None
    broken, at = file.copy(), file.of_body(name)[0]
    del broken.segments[at]
    broken.close()
    return Broken(broken.data(), expect(S, name, "3", segment=at + 1))


@KINDS.add("mandatory loop missing")
def missing_loop(file: X12File, chance: random.Random) -> Broken | None:
    if file.message != "850":
        return None
    first = file.of_body("PO1")[0]
    after = [at for at in file.body() if at > first and file.segments[at][0] == "CTT"]
    broken, end = file.copy(), after[0] if after else file.find("SE")
    del broken.segments[first:end]
    broken.close()
    return Broken(broken.data(), expect(S, "PO1", "3", segment=first + 1))


@KINDS.add("segment too often")
def segment_too_often(file: X12File, chance: random.Random) -> Broken | None:
    names = [OPENINGS.get(file.message, ""), "CTT"]
    found = [at for at in file.body() if file.segments[at][0] in names]
    if not found:
        return None
    at = chance.choice(found)
    is_loop = file.segments[at][0] == "CTT" and file.message not in {"856", "810"}
    return _insert(file, at + 1, file.segments[at], "4" if is_loop else "5")


@KINDS.add("segment in a loop too often")
def segment_of_loop_too_often(file: X12File, chance: random.Random) -> Broken | None:
    found = [at for at in file.of_body("N3") if file.segments[at - 1][0] != "N3"]
    if not found:
        return None
    at, broken = chance.choice(found), file.copy()
    more = 2 if file.segments[at + 1][0] != "N3" else 1
    broken.segments[at:at] = [["N3", "Quay 5"]] * more
    broken.close()
    return Broken(broken.data(), expect(S, "N3", "5", segment=at + 3))


@KINDS.add("loop too often")
def loop_too_often(file: X12File, chance: random.Random) -> Broken | None:
    lines = file.of_body(COUNTED.get(file.message, "")) if file.message != "856" else []
    first_line = lines[0] if lines else file.find("SE")
    heads = [at for at in file.of_body("N1") if at < first_line]
    if not heads or file.message == "856":
        return None
    before = chance.randrange(len(heads))
    at, broken = heads[before], file.copy()
    broken.segments[at:at] = [["N1", "ST", "Depot"] for _ in range(200)]
    broken.close()
    return Broken(broken.data(), expect(S, "N1", "4", segment=at + 200 - before + 1))


@KINDS.add("lines counted wrong")
def wrong_count(file: X12File, chance: random.Random) -> Broken | None:
    found = file.of_body("CTT")
    if not found:
        return None
    counted = len(file.of_body(COUNTED[file.message]))
    return change(file, found[0], 1, str(counted + chance.choice([1, 2, 100])), "7")


@KINDS.add("level that hangs on nothing")
def orphan(file: X12File, chance: random.Random) -> Broken | None:
    found = file.of_body("HL")[1:]
    return change(file, chance.choice(found), 2, "999", "7") if found else None


@KINDS.add("level that hangs on itself")
def cycle(file: X12File, chance: random.Random) -> Broken | None:
    found = file.of_body("HL")[1:]
    if not found:
        return None
    at = chance.choice(found)
    return change(file, at, 2, file.segments[at][1], "7")


@KINDS.add("check digit of an SSCC wrong")
def wrong_sscc(file: X12File, chance: random.Random) -> Broken | None:
    found = [at for at in file.of_body("MAN") if file.segments[at][1] == "GM"]
    if not found:
        return None
    at = chance.choice(found)
    mark = file.segments[at][2]
    return change(file, at, 2, mark[:-1] + str((int(mark[-1]) + 1) % 10), "7")


@KINDS.add("total wrong")
def wrong_total(file: X12File, chance: random.Random) -> Broken | None:
    found = file.of_body("TDS")
    lines = [file.segments[at] for at in file.of_body("IT1")]
    if not found or any(file.of_body(each) for each in ("SAC", "TXI", "CTP")):
        return None
    cents = int(file.segments[found[0]][1])
    if any(len(line) < 5 or (len(line) > 5 and line[5]) for line in lines):
        return None
    if cents != sum(Decimal(line[2]) * Decimal(line[4]) * 100 for line in lines):
        return None
    return change(file, found[0], 1, str(cents + chance.choice([2, 100, 99999])), "7")
