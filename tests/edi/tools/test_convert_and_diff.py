import io
import json
from pathlib import Path

import pytest

from edi.canonical.plain import from_plain
from edi.messages.formats import MessageResult, Syntax, read
from tests.edi.interchanges import GOOD_850, group, interchange, message, order_file
from tests.edi.tools.running import BROKEN, GOOD, lines, run

ORDERS = [[GOOD_850[0].replace("DT-1", f"DT-{number}"), *GOOD_850[1:]] for number in (1, 2, 3)]
THREE = interchange(group(*(message(body, f"000{at}") for at, body in enumerate(ORDERS, 1))))


@pytest.mark.parametrize("target", [each for each in Syntax if each not in {"csv", "xlsx"}])
def test_an_order_is_converted_and_no_line_price_or_party_differs(
    target: Syntax, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    result = run("convert", GOOD, "--to", target, "-o", made)
    different = lines(run("diff", "--json", GOOD, made))

    assert result.exit_code == 0
    assert run("check", made).exit_code == 0
    paths = " ".join(each["path"] for each in different if each["one"] is not None)
    assert "lines" not in paths
    assert "parties[buyer].name" not in paths


@pytest.mark.parametrize("target", ["csv", "xlsx"])
def test_a_sheet_without_a_map_has_a_column_for_each_field(target: str, tmp_path: Path) -> None:
    made = tmp_path / f"made.{target}"
    result = run("convert", GOOD, "--to", target, "-o", made)

    assert result.exit_code == 0
    assert result.stderr == ""
    assert run("diff", "--map", "order", GOOD, made).stdout == "No differences.\n"


def test_what_is_lost_is_reported_and_with_strict_a_failure() -> None:
    result = run("convert", GOOD, "--to", "edifact")
    strict = run("convert", "--strict", GOOD, "--to", "edifact")

    assert "850 0001 says what the other syntax has no place for:\n" in result.stderr
    assert "references[0].description" in result.stderr
    assert (result.exit_code, strict.exit_code) == (0, 1)
    assert strict.stdout == result.stdout or b"UNB+" in strict.stdout_bytes


def test_json_goes_both_ways() -> None:
    made = run("convert", GOOD, "--to", "json")
    (told,) = lines(run("parse", "--json", GOOD))
    (document,) = [
        each.document
        for each in read(io.BytesIO(GOOD.read_bytes()))
        if isinstance(each, MessageResult)
    ]

    assert from_plain(json.loads(made.stdout)) == document
    assert told["document"] == json.loads(made.stdout)


def test_a_message_with_faults_is_not_converted_and_says_why() -> None:
    result = run("convert", BROKEN, "--to", "ubl")

    assert result.exit_code == 1
    assert "850 0001 was not converted:" in result.stderr
    assert "N104" in result.stderr
    assert result.stdout == ""


def test_several_messages_become_several_interchanges_numbered_on() -> None:
    made = run("convert", "--to", "edifact", "--number", "7", "-", stdin=THREE).stdout_bytes

    assert made.count(b"UNB+") == 3
    assert b"UNZ+1+7'" in made
    assert b"UNZ+1+9'" in made


def test_several_xml_documents_need_a_folder(tmp_path: Path) -> None:
    alone = run("convert", "--to", "ubl", "-", stdin=THREE)
    made = run("convert", "--to", "ubl", "-o", f"{tmp_path}/out/", "-", stdin=THREE)

    assert alone.exit_code == 2
    assert "Name a folder with -o." in alone.stderr
    assert made.exit_code == 0
    assert len(list((tmp_path / "out").glob("*.xml"))) == 3


def test_the_envelope_says_who_as_told() -> None:
    made = run(
        "convert", GOOD, "--to", "x12:005010", "--sender", "DUNS:123456789", "--receiver", "US"
    ).stdout

    assert "*01*123456789      *ZZ*US             *" in made
    assert "*00501*" in made


def test_a_partner_guide_is_heeded_reading_and_writing(tmp_path: Path) -> None:
    guide = tmp_path / "guide.toml"
    guide.write_text('name = "Danzig"\nmessage = "850"\nforbidden = ["CUR"]\n')

    assert run("check", "--guide", guide, GOOD).exit_code == 1
    assert "CUR" in run("convert", "--to", "x12", "--to-guide", guide, GOOD).stderr
    guide.write_text('name = "Danzig"\nmessage = "850"\nforbidden = ["XYZ"]\n')
    assert "There is no XYZ in the 850" in run("check", "--guide", guide, GOOD).stderr


def test_diff_names_what_differs_and_matches_lines_by_number(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(order_file())
    changed = [
        *GOOD_850[:5],
        *GOOD_850[7:9],
        GOOD_850[5].replace("120", "100"),
        GOOD_850[6],
        "CTT*2",
    ]
    other.write_bytes(order_file(changed))
    result = run("diff", one, other)

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "order DT-1",
        "  lines[1].quantity: 120 → 100",
        "  (computed) totals.lines: 1661.60 → 1476.60",
        "  (computed) totals.net: 1661.60 → 1476.60",
        "  (computed) totals.gross: 1661.60 → 1476.60",
        "  (computed) totals.payable: 1661.60 → 1476.60",
    ]


def test_diff_tells_documents_that_only_one_file_has(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_bytes(THREE)
    result = run("diff", one, "-", stdin=order_file())

    assert result.exit_code == 1
    assert "order DT-2\n  document: is there → nothing" in result.stdout


def test_diff_of_a_file_that_cannot_be_read_is_no_difference() -> None:
    assert run("diff", GOOD, "/nowhere").exit_code == 2


def test_the_answer_to_a_broken_order_is_a_997_that_refuses_it() -> None:
    made = run("ack", BROKEN).stdout

    assert "AK3*N1*12*N1*8~AK4*4*67*2~AK5*R*5~" in made
    assert "IK5*R" in run("ack", "--999", BROKEN).stdout


def test_the_answer_to_edifact_is_a_contrl_and_to_xml_a_response(tmp_path: Path) -> None:
    said = {"edifact": "UNH+1+CONTRL", "ubl": "<ApplicationResponse", "cxml": '<Status code="200"'}
    for syntax, text in said.items():
        made = tmp_path / syntax
        run("convert", GOOD, "--to", syntax, "-o", made)
        answer = run("ack", "--always", made)

        assert answer.exit_code == 0
        assert text in answer.stdout
        assert run("check", "-", stdin=answer.stdout_bytes).exit_code == 0


def test_an_acknowledgement_is_never_acknowledged() -> None:
    answer = run("ack", BROKEN).stdout_bytes
    result = run("ack", "-", stdin=answer)

    assert result.stdout == ""
    assert "asks for no acknowledgement" in result.stderr
    assert result.exit_code == 0


def test_what_an_order_leaves_to_its_envelope_and_its_country_can_be_filled_in() -> None:
    bare = order_file(["BEG*00*SA*DT-1**20261121", "PO1*1*5*EA*2**VP*HC-1", "CTT*1", "AMT*TT*10"])
    refused = run("convert", "--to", "ubl", "-", stdin=bare)
    made = run("convert", "--to", "ubl", "--currency", "USD", "-", stdin=bare)

    assert refused.exit_code == 1
    assert "does not say its currency" in refused.stderr
    assert made.exit_code == 0
    assert 'currencyID="USD">10<' in made.stdout
    assert made.stdout.count("DANZIGTRADING") == 1
    assert made.stdout.count("HANSACOMP") == 1
