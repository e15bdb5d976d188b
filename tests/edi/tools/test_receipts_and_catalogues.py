"""RECADV and PRICAT on the command line: told, explained, answered, converted, anonymised."""

from pathlib import Path

import pytest

from tests.edi.messages.edifact.catalogues import CATALOGUE
from tests.edi.messages.edifact.interchanges import interchange, message
from tests.edi.messages.edifact.receipts import RECEIPT
from tests.edi.tools.running import run

SOUND = [each.replace("0000000004", "0000000000") for each in RECEIPT]  # its SSCC has a check digit
FILES = {
    kind: interchange(message(body, kind=kind))
    for kind, body in (("RECADV", SOUND), ("PRICAT", CATALOGUE))
}
NAMES = (b"WE-1", b"DT-1", b"5412345000013", b"4000862141404", b"HC-3542", b"Shackle", b"crushed")
every_kind = pytest.mark.parametrize("kind", FILES)


def test_a_receiving_advice_is_told_with_what_is_wrong_with_each_line() -> None:
    told = run("parse", "-", stdin=FILES["RECADV"]).stdout

    assert "  Receiving advice WE-1 of 2026-11-21" in told.splitlines()
    assert "received 100 H87  accepted 80  short 10 (no-back-order)" in told
    assert "rejected 20 (damaged)  4000862141404" in told


def test_a_price_catalogue_is_told_with_its_prices() -> None:
    told = run("parse", "-", stdin=FILES["PRICAT"]).stdout

    assert "  Price catalogue PL-7 of 2026-11-21" in told.splitlines()
    assert "from 1 9.25 EUR  from 100 8.75 EUR per 100  14.99 EUR" in told


@pytest.mark.parametrize(
    ("kind", "segment", "meaning"),
    [
        ("RECADV", "QVR02", "no-back-order"),
        ("RECADV", "QVR01-2", "received, not accepted, to be returned"),
        ("RECADV", "QTY01-1", "received and accepted"),
        ("PRICAT", "PRI01-4", "retail"),
        ("PRICAT", "DTM01-1", "valid from"),
        ("PRICAT", "QTY01-1", "least in an order"),
    ],
)
def test_codes_are_told_in_words(kind: str, segment: str, meaning: str) -> None:
    told = run("explain", "-", stdin=FILES[kind]).stdout.splitlines()
    assert any(segment in line and line.endswith(f"= {meaning}") for line in told)


@every_kind
def test_a_good_message_is_checked_and_acknowledged(kind: str) -> None:
    assert run("check", "-", stdin=FILES[kind]).exit_code == 0

    answer = run("ack", "--always", "-", stdin=FILES[kind])
    assert "UCI+101+5412345000013:14+4012345000016:14+7'" in answer.stdout


@every_kind
def test_a_broken_message_is_refused_in_its_place(kind: str) -> None:
    broken = FILES[kind].replace(b"DTM+137:", b"DTM+137X:")
    answer = run("ack", "-", stdin=broken).stdout.replace("\n", "")

    assert f"UCM+1+{kind}:D:96A:UN+4'UCS+3'UCD+39+2:1'" in answer


@every_kind
@pytest.mark.parametrize("target", ["edifact:d96a", "edifact:d01b"])
def test_a_message_is_converted_between_directories_and_nothing_differs(
    kind: str, target: str, tmp_path: Path
) -> None:
    source, made = tmp_path / "source.edi", tmp_path / "made.edi"
    source.write_bytes(FILES[kind])
    converted = run("convert", source, "--to", target, "-o", made)

    assert converted.exit_code == 0, converted.stderr
    assert run("diff", source, made).exit_code == 0


def test_a_price_catalogue_is_converted_to_x12_with_its_prices(tmp_path: Path) -> None:
    made = tmp_path / "made.edi"
    run("convert", "-", "--to", "x12", "-o", made, stdin=FILES["PRICAT"])
    told = run("parse", made).stdout

    assert "Price catalogue PL-7 of 2026-11-21" in told
    assert "9.25 EUR" in told
    assert "4000862141404" in told


@every_kind
def test_an_anonymised_message_names_nobody_and_is_still_right(kind: str) -> None:
    made = run("anonymise", "-", stdin=FILES[kind])

    assert made.exit_code == 0, made.stderr
    assert [name for name in NAMES if name in made.stdout_bytes] == []
    assert run("check", "-", stdin=made.stdout_bytes).exit_code == 0
