"""What a shorthand takes whole and what is read segment by segment comes to the same."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from edi.canonical.orders import Order
from edi.messages.checking import Checked, Checker, Good
from edi.messages.shorthand import Shorthand, shorthand_pattern
from edi.messages.x12.catalogue import grammar
from edi.messages.x12.order_turns import SHORTHANDS
from edi.messages.x12.orders import TAKERS, OrderDraft
from edi.syntax.faults import Position
from edi.syntax.x12.delimiters import DEFAULT
from tests.edi.interchanges import GOOD_850, every_fault, order_file, read

HEADING = ("BEG*00*SA*DT-1**20261121", "CUR*BY*EUR")
HEADINGS = (
    HEADING,
    ("BEG*05*ZZ*DT-1 *R 1*20261121*C-1 ",),
    (*HEADING, "REF*CT*C1 ", "REF*ZZ*Z1", "PER*BD*Anna *TE*+48 1*EM*a@b.pl ", "DTM*002*20261204"),
    (*HEADING, "PER*OC**TE*1", "DTM*010*20261204", "DTM*999*20261205"),
    (*HEADING, "REF*CT*C1", "REF*CT**Frame", "FOB*PP", "DTM*002*20261204*0930"),
    (
        *HEADING,
        *(f"REF*CT*C{at}" for at in range(5)),
        *("PER*BD",) * 3,
        *("DTM*002*20261204",) * 10,
    ),
    (*HEADING, "REF*DP*1", "ITD*01*3****30", "DTM*002*20261204", "N9*ZZ*1", "MSG*As agreed"),
    (*HEADING, *("PER*BD",) * 4, *("DTM*002*20261204",) * 11),
    ("BEG*00*SA*DT-1**20260231",),
    (*HEADING, "DTM*002*20261204", "REF*CT*Too late"),
    ("CUR*BY*EUR",),
    (*HEADING, "CUR*BY*EUR"),
)
TURNS = (
    ("PO1*1*120*EA*9.25**VP*HC-3542",),
    ("PO1*2*120*EA*9.25*PN*VP*HC-3542*BP*7 *EN*5901234123457", "PID*F****Shackle "),
    ("PO1*3*1.5*EA*.25**VP*HC-3542", "PID*F****Shackle", "PID*F****Galvanised"),
    ("PO1*4*120*EA*9.25**VP*HC-3542", "PID*F****Shackle", "DTM*002*20261204"),
    ("PO1*5*120*EA*9.25**VP*HC-3542", "REF*CT*C1", "DTM*002*20240229"),
    ("PO1**120*EA*9.25**VP*HC-3542", "DTM*002*20261204*0930"),
    ("PO1*7*120*EA*9.25", "PID*F*08***Shackle", "SAC*A*C310***500"),
    ("PO1*8*120*EA*9.25**VP* HC", "MSG*With certificate", "N1*ST*Depot", "N3*Portowa 5"),
    ("PO1*9*120*EA*9.25**VP*HC-3542", "CUR*BY*USD"),
    ("PO1*10*120*KI*-9.25**ZZ*HC-3542***BP*7", "DTM*999*20261204"),
    ("PO1*11*120*EA*9.25**VP*HC-3542", "DTM*002*20260231"),
    ("PO1*12*120*EACH*9.25**VP*HC-3542",),
    ("PO1*13*120*EA*9.25**VP*HC-3542", "DTM*002*20261204", "PID*F****Too late"),
)
PARTIES = (
    ("N1*ST*Depot",),
    ("N1*BY*Danzig*92*DT-210 ", "N3*Portowa 5*Gate 2", "N4*Gdynia**81-350*PL"),
    ("N1*SE*Hansa*92*V-1", "N4*Gdynia*PM"),
    ("N1*SE*Hansa", "N2*Components", "N3*Portowa 5", "PER*BD*Anna*TE*1"),
    ("N1*SE**92*V-1", "N3*Portowa 5"),
    ("N1*SE*Hansa*92", "N3*Portowa 5"),
)
ENDS = (
    ("CTT*1",),
    ("CTT*90*5", "AMT*TT*9.50"),
    ("CTT*05", "AMT*1*100"),
    ("CTT*5", "AMT*ZZ*1"),
    ("CTT*5", "AMT*TT"),
    ("CTT*5", *["AMT*TT*1"] * 2),
    ("CTT",),
    (),
)


def checked(
    segments: list[str], shorthands: tuple[Shorthand[OrderDraft], ...]
) -> tuple[Checked, Order | None, int | None]:
    compiled = grammar("850", "004010")
    assert compiled is not None
    draft = OrderDraft()
    text = "".join(f"{segment}~\r\n" for segment in segments)
    run = Checker(compiled, DEFAULT, TAKERS, shorthands)
    found = run.check(text, draft, Position, 100)
    return found, None if found.faults else draft.order(), draft.stated_lines


@pytest.mark.parametrize("seed", range(150))
def test_an_order_in_shorthand_reads_like_the_same_order_in_longhand(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    good = chance.random() < 0.7
    turns, parties = (TURNS[:10], PARTIES[:5]) if good else (TURNS, PARTIES)
    segments = [
        *chance.choice(HEADINGS[:7] if good else HEADINGS),
        *(segment for party in chance.choices(parties, k=4) for segment in party),
        *(
            segment
            for turn in chance.choices(turns, k=chance.choice((1, 5, 90)))
            for segment in turn
        ),
        *chance.choice(ENDS),
    ]
    assert checked(segments, SHORTHANDS) == checked(segments, ())


def test_most_turns_are_in_shorthand() -> None:
    taken: list[int] = []

    def counted(take: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        def take_and_count(draft: OrderDraft, turns: Sequence[Good]) -> None:
            taken.append(len(turns))
            take(draft, turns)

        return take_and_count

    shorthands = tuple(
        Shorthand(each.path, each.segments, counted(each.take)) for each in SHORTHANDS
    )
    segments = [*HEADING, *(segment for turn in TURNS[:5] for segment in turn), "CTT*5"]
    assert not checked(segments, shorthands)[0].faults
    assert taken == [1, 5, 1]


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("PO1", ("PO1 1 3",)),  # C0302: a unit without its quantity
        ("PO1", ("PO1 1 2 3? 4 6",)),  # P0607: half a pair
        ("PO1", ("PO1 1 2 3 99",)),  # there is no such element
        ("N1", ("N1 1 2?",)),  # R0203: neither name nor number
        ("N1", ("N1 2",)),  # N101 is mandatory
        ("PO1", ("PO1 1 2", "DTM? 1 2", "PID? 1 5")),  # not in this order
        ("PO1", ("PO1 1 2", "CTT 1")),  # not in this loop
        ("PO1", ("PO1 1 2", "ZZZ 1")),  # there is no such segment
        ("BEG", ("BEG 1 2 3",)),  # BEG05 is mandatory
        ("BEG", ("BEG 1 2 3 5", "DTM? 1 2", "REF? 1 2")),  # not in this order
        ("BEG", ("BEG 1 2 3 5", "CUR? 1 2", "CUR? 1 2")),  # only once
        ("BEG", ("BEG 1 2 3 5", "N1? 1 2")),  # starts a loop
    ],
)
def test_a_shape_that_the_table_might_refuse_is_no_shorthand(
    path: str, segments: tuple[str, ...]
) -> None:
    compiled = grammar("850", "004010")
    assert compiled is not None
    head = next(place for place in compiled.places if place.path == path)
    shorthand: Shorthand[Any] = Shorthand(path, segments, lambda _draft, _turns: None)
    assert shorthand_pattern(shorthand, compiled, head, DEFAULT) is None


@pytest.mark.parametrize(("times", "expected"), [(200, []), (201, [("N1", "4")])])
@pytest.mark.parametrize("lines", [1, 11_000])
def test_a_loop_is_counted_however_long_the_message(
    times: int, expected: list[tuple[str, str]], lines: int
) -> None:
    body = [GOOD_850[0], *["N1*ST*Depot"] * times, *["PO1*1*1*EA*1**VP*1"] * lines]
    found = [(fault.place(), fault.code) for fault in every_fault(read(order_file(body)))]
    assert found == expected
