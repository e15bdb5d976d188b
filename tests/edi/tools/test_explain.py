import io
from pathlib import Path

import pytest

from edi.messages.formats import HEAD, NotReadableError, Syntax, Target, detect, read, write
from edi.messages.results import MessageResult
from edi.tools.segments import pieces
from tests.edi.interchanges import GOOD_850, order_file
from tests.edi.interchanges import read as read_x12
from tests.edi.tools.running import BROKEN, GOOD, run

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"
FILES = [path for path in sorted(CORPUS.rglob("*.*")) if path.suffix in {".edi", ".xml"}]


def written(target: Target) -> bytes:
    document = next(
        result.document
        for result in read_x12(GOOD.read_bytes())
        if isinstance(result, MessageResult)
    )
    assert document
    return write(document, target).data


def test_a_segment_is_told_with_names_values_and_what_codes_mean() -> None:
    text = run("explain", GOOD).output

    assert "ISA  Interchange Header" in text
    assert "ST01     Transaction Set Identifier Code              850" in text
    assert "= Purchase Order" in text
    assert "BEG05    Date                                         20261121" in text
    assert "= 2026-11-21" in text
    assert "= ship-to" in text
    assert "= carton" in text


def test_segments_of_a_loop_stand_deeper() -> None:
    text = run("explain", GOOD).output

    assert "\nBEG  Beginning of Purchase Order\n" in text
    assert "\n  N1  Name\n" in text


def test_a_fault_is_told_where_it_stands() -> None:
    result = run("explain", BROKEN)
    told = result.output.splitlines()
    at = next(at for at, line in enumerate(told) if "error N104" in line)

    assert result.exit_code == 1
    assert "N103" in told[at - 1]
    assert told[at + 1].strip().startswith("N3  ")


def test_a_pipe_can_be_explained() -> None:
    result = run("explain", "-", stdin=order_file())

    assert result.exit_code == 0
    assert "IEA  Interchange Trailer" in result.output


def test_edifact_is_told_by_components() -> None:
    text = run("explain", "-", stdin=written(Target(Syntax.EDIFACT))).output

    assert "UNB  Interchange Header" in text
    assert "UNH02-1  Message type                                 ORDERS" in text
    assert "DTM01-2  Date, time or period                         20261121" in text
    assert "= 2026-11-21" in text


def test_xml_is_told_by_elements_in_words() -> None:
    text = run("explain", "-", stdin=written(Target(Syntax.UBL))).output

    assert "  Issue date                             2026-11-21" in text
    assert "    Party\n" in text
    assert "(unitCode carton)" in text


def test_a_sheet_is_told_by_headings_and_fields(tmp_path: Path) -> None:
    column_map = tmp_path / "map.toml"
    column_map.write_text(
        'document = "order"\n[columns]\nnumber = "Order"\nissued = "Date"\n'
        '"lines.quantity" = "Qty"\n'
    )
    result = run("explain", "--map", column_map, "-", stdin=b"Order;Date;Qty\n7;2026-11-21;x\n")

    assert result.exit_code == 1
    assert "Order = number" in result.output
    assert "Qty = lines.quantity" in result.output
    assert "row 2 [" in result.output


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_the_corpus_is_told_to_its_last_byte(path: Path) -> None:
    data = path.read_bytes()
    try:
        syntax = detect(data[:HEAD])
        list(read(io.BytesIO(data), syntax=syntax))
    except (NotReadableError, ModuleNotFoundError):
        pytest.skip("not readable, or not yet")
    result = run("explain", path)

    assert result.exit_code in {0, 1}
    if syntax in {Syntax.X12, Syntax.EDIFACT}:
        told = list(pieces(io.BytesIO(data), syntax))
        assert b"".join(piece.as_is() for piece in told) == data
        starts = [line.split()[0] for line in result.output.splitlines() if line.strip()]
        assert [piece.id for piece in told if piece.text and piece.id.isalnum()][-1] in starts


def test_an_unknown_segment_is_told_as_such() -> None:
    text = run("explain", "-", stdin=order_file([*GOOD_850[:-1], "XYZ*1", "CTT*2"])).output

    assert "XYZ  a segment that is not in the tables" in text
