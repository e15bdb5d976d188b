"""What a shorthand takes whole and what is read segment by segment comes to the same."""

import random
from collections.abc import Sequence

import pytest

from edi.canonical.orders import Order
from edi.messages.edifact import documents
from edi.messages.edifact.audits import AUDITS
from edi.messages.edifact.catalogue import grammar
from edi.messages.edifact.checking import Checker
from edi.messages.edifact.drafts import Draft
from edi.messages.edifact.order_turns import SHORTHANDS
from edi.messages.edifact.picks import PICKS
from edi.messages.edifact.rules import Rules
from edi.messages.edifact.shorthand import Good, Shorthand
from edi.messages.edifact.taking import TAKERS
from edi.messages.grammar import Grammar
from edi.syntax.edifact.release import held
from edi.syntax.edifact.separators import LEVEL_A
from edi.syntax.faults import Fault, Position, Severity

HEADING = ("BGM+220+PO-1+9", "DTM+137:20261121:102", "NAD+BY+DT::92", "CUX+2:EUR:9")
START = HEADING[:2]
HEADINGS = (
    HEADING,
    (*START, "RFF+CT:C1 ", "NAD+BY+DT:160:92++Danzig : Trading+Portowa 5: +Gdynia++81-350+PL"),
    ("BGM+:::Order+PO-1 ", *START[1:], "DTM+2:20261204:102", "RFF+DP:1", "RFF+IA:2", "CUX+2:EUR:4"),
    (*START, *["DTM+2:20261204:102"] * 3, "RFF+DP:1:2", "NAD+BY+++Danzig", "NAD+SE"),
    (*START, "RFF+CT:1", "DTM+171:20261101:102", *["RFF+DP:1"] * 4, "NAD+SU+H::92", "CTA+OC+:Anna"),
    (*START, "NAD+BY+5412345000013::9", "NAD+SU+4000862141405::9", "NAD+DP+D?+1", "CUX+2:EUR:11"),
    (*START, "NAD+BY+DT::92", "RFF+VA:DE1", "NAD+SU+H::91", "CUX+2:EUR:9", "CUX+2:USD:9", "PAT+1"),
    (*START, "FTX+AAI+++Fragile", *["NAD+BY+DT::92", "NAD+SE+Gdańsk::92"] * 3, "CUX+2:EUR:9"),
    (*START, *["NAD+ST+D::92"] * 60, "NAD+BY+DT::92", "LOC+7+1", *["NAD+ST+D::92"] * 37),
    (*START, "DTM+64:202612041200:203", "ALI+++1", "RFF+CT:1", "TOD+6", "LOC+1+GDN"),
)
BAD_HEADINGS = (
    ("DTM+137:20261121:102", "NAD+BY+DT::92"),
    ("BGM+220+PO-1+9", "NAD+BY+DT::92", "CUX+2:EUR:9"),
    (*START, "CUX+2:EUR:9", "NAD+BY+DT::92"),
    (*START, *["NAD+ST+D::92"] * 60, "NAD+BY+DT::92", "LOC+7+1", *["NAD+ST+D::92"] * 39),
    (*START, *["CUX+3:EUR:9", "CUX+2:EUR:9"] * 3),
    ("BGM+220+ +9", *START[1:], "NAD+TOOLONG+DT::92"),
    (*START, *["RFF+CT:1"] * 11),
    ("BGM+220+PO-1+9", "DTM+137:20260231:102"),
    ("BGM+220+PO-1+9", *START),
)
ENDS = (
    ("UNS+S", "CNT+2:5"),
    ("UNS+S",),
    ("UNS+S", "MOA+79:100.00", "MOA+86:119", "CNT+2:1"),
    ("UNS+S", "MOA+86:-1", "MOA+79:1:EUR"),
    ("UNS+S", *["MOA+86:1"] * 5, "CNT+2:1,0", "CNT+1:6"),
    ("UNS+S", "CNT+2:1", "ALC+C", "MOA+23:1"),
)
BAD_ENDS = (
    ("UNSX+S",),
    (),
    ("UNS+D", "MOA+86:1"),
    ("UNS+S", *["MOA+86:1"] * 100),
    ("UNS",),
    ("UNS+S", "UNS+S"),
)
FULL = "F" * 35
TURNS = (
    ("LIN+1++A-1:IN", "PIA+1+HC-1 :SA", "IMD+F++:::Winch", "QTY+21:5:EA", "PRI+AAA:9.25"),
    ("LIN+2++4000862141404:EN", "QTY+21:5.50", "DTM+2:20240229:102", "MOA+203:7", "PRI+AAB:1"),
    ("LIN+3", "PIA+5+HC-1:SA::91+4000862141404:EN", "QTY+21:1:KGM", "PRI+AAA:9:::100"),
    ("LIN+4++A:IN", f"IMD+F++:::{FULL}: more", "IMD+++:::Two", "QTY+21:1", "RFF+CT:C1 "),
    ("LIN+5++A:IN", f"IMD+F++:::{FULL}:{FULL}", "IMD+F++:::goes on:and on", "QTY+21:1"),
    ("LIN+6++4000862141405:EN", "QTY+21:1:EA"),  # its check digit is wrong
    ("LIN+7++A:IN", "PIA+1+1:EN", "QTY+21:1:EA", "PRI+AAA:1"),
    ("LIN+8++A:IN", "QTY+21:1:EA", "QTY+12:1:EA", "DTM+2:202612041200:203"),
    ("LIN+9++A:IN", "QTY+21:1,5:EA", "FTX+AAI+++With certificate", "PRI+AAA:-1", "RFF+ON:1:2"),
    ("LIN+1O++A?+B:IN", "QTY+21:1:EA"),
    ("LIN+11+1+A?+B:IN", "IMD+F++:::Bolt ?'M6?'", "QTY+21:1:EA", "PRI+AAA:.5"),
    ("LIN+12++A:IN+", "QTY+21:1:EA", "PRI+AAA:1:CA"),
    ("LIN+13++A:IN", "QTY+21:1:EA", "NAD+ST+1::92", "ALC+A", "MOA+8:1"),
    ("LIN", "QTY+21:1:EA"),
    ("LIN+19", "PIA+1+A:SA", "QTY+21:1", "FTX+AAI+++Fragile ", "PRI+AAA:1"),
    ("LIN+20++A:IN", "PIA+1+B:SA", "QTY+21:1", f"FTX+AAI+++{FULL}{FULL}", "FTX+AAI+++more"),
    ("LIN+21++A", "PIA+1+B:SA", "QTY+21:1", f"FTX+AAI+++{FULL}{FULL}", "PRI+AAA:1"),
)
BAD_TURNS = (
    ("LIN+14++A:IN", "QTY+21:1:EA", "DTM+2:20260231:102"),
    ("LIN+15++A:IN", "QTY+21:1:EA", "IMD+F++:::Too late"),
    ("LIN+16++A:IN", "QTY+21:many:EA"),
    ("LIN+1234567++A:IN", "QTY+21:1:EACH"),
    ("LIN+17++A:IN", "ZZZ+1", "QTY+21:1:EA"),
    ("LINX+18", "QTY+21:1"),
)


def _table(version: str) -> Grammar:
    compiled = grammar("ORDERS", version)
    assert compiled is not None
    return compiled


def checked(
    segments: Sequence[str], version: str, shorthands: tuple[Shorthand, ...], line_end: str = ""
) -> tuple[list[Fault], set[str], Order | None]:
    text = "".join(f"{segment}'{line_end}" for segment in segments)
    kept = held(text, LEVEL_A)
    run: Checker[Draft] = Checker(
        _table(version), LEVEL_A, Rules(PICKS, TAKERS, AUDITS, shorthands)
    )
    faults, untaken, draft = run.check(
        kept, lambda: Draft(version), Position, 100, is_held=kept != text
    )
    if any(fault.severity is Severity.ERROR for fault in faults):
        return faults, untaken, None
    return faults, untaken, documents.order(draft)


@pytest.mark.parametrize("seed", range(400))
def test_an_order_in_shorthand_reads_like_the_same_order_in_longhand(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    turns: Sequence[Sequence[str]] = TURNS if chance.random() < 0.7 else (*TURNS, *BAD_TURNS)
    if chance.random() < 0.3:
        turns = turns[:9]  # without released separators
    lines = chance.choices(turns, k=chance.choice((1, 5, 60)))
    heading = chance.choice(HEADINGS if chance.random() < 0.8 else BAD_HEADINGS)
    end = chance.choice(ENDS if chance.random() < 0.8 else BAD_ENDS)
    segments = [*heading, *(segment for turn in lines for segment in turn), *end]
    version = chance.choice(("D96A", "D01B"))
    line_end = chance.choice(("", "\n", "\r\n", "\n\r\n\n"))
    assert checked(segments, version, SHORTHANDS, line_end) == checked(segments, version, ())


def test_most_orders_are_in_shorthand() -> None:
    taken: list[int] = []

    def counted(each: Shorthand) -> Shorthand:
        def take(draft: Draft, turns: Sequence[Good]) -> int:
            taken.append(each.take(draft, turns))
            return taken[-1]

        return each._replace(take=take)

    shorthands = tuple(map(counted, SHORTHANDS))
    lines = [segment for turn in TURNS[:5] for segment in turn]
    segments = [*HEADING[:3], "NAD+SE+H::91", HEADING[3], *lines, "UNS+S", "MOA+86:1", "CNT+2:5"]
    for version in ("D96A", "D01B"):
        assert not checked(segments, version, shorthands)[0]
        assert taken == [1, 2, 1, 5, 1]
        taken.clear()


@pytest.mark.parametrize(
    "segments",
    [
        ("LIN 1082!", "PIA 7140! 7143!"),  # 4347 is mandatory
        ("LIN 1082!", "QTY 6063"),  # 6060 is mandatory
        ("LIN 1082!", "PIA 4347 7140"),  # its first product is mandatory
        ("LIN 1082!", "QTY 6063 6060 6411 6411"),  # there is no such component
        ("LIN 1082!", "QTY 6063 6060", "PIA 4347 7140!"),  # not in this order
        ("QTY 6063 6060",),  # not its head
    ],
)
def test_a_shape_that_the_table_might_refuse_is_no_shorthand(segments: tuple[str, ...]) -> None:
    shorthand = Shorthand("LIN", segments, lambda _draft, _turns: 0)
    with pytest.raises(ValueError, match=r"wants|has no|allow"):
        checked([*HEADING, *TURNS[0], "UNS+S"], "D96A", (shorthand,))
