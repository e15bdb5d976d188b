from pathlib import Path

from tests.edi.interchanges import GOOD_850, order_file
from tests.edi.tools.running import BROKEN, GOOD, lines, run

BAD_DATE = order_file([GOOD_850[0].replace("20261121", "20261345"), *GOOD_850[1:]])


def test_check_names_segment_code_and_cure_of_a_fault_and_ends_with_one() -> None:
    result = run("check", BROKEN)

    assert result.exit_code == 1
    assert "error N104, segment 12 of the message [2]: The identification code" in result.output
    assert "1 error in 1 message." in result.output


def test_check_is_content_with_a_right_file() -> None:
    result = run("check", GOOD)

    assert result.exit_code == 0, result.output
    assert "Interchange 000000101 from DANZIGTRADING to HANSACOMP" in result.output
    assert "850_good.edi is right: no faults in 1 message." in result.output


def test_check_reads_standard_input() -> None:
    result = run("check", "-", stdin=BAD_DATE)

    assert result.exit_code == 1
    assert "BEG05" in result.output
    assert "standard input: 1 error in 1 message." in result.output


def test_check_goes_on_with_the_next_file_and_ends_with_the_worst() -> None:
    result = run("check", BROKEN, GOOD, "/nowhere.edi")

    assert result.exit_code == 2
    assert "850_good.edi is right" in result.output
    assert "/nowhere.edi: there is no such file." in result.stderr


def test_check_gives_lines_of_json_with_counts_at_the_end() -> None:
    result = run("check", "--json", BROKEN)
    found = lines(result)

    assert found[1]["faults"][0]["place"] == "N104"
    assert found[1]["disposition"] == "rejected"
    assert found[-1] == {
        "file": BROKEN.name,
        "part": "file",
        "syntax": "x12",
        "messages": 1,
        "errors": 1,
        "warnings": 0,
    }


def test_control_codes_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "escape.edi"
    file.write_bytes(order_file([*GOOD_850[:-1], "XX\x1b[2J*1", "CTT*2"]))

    assert "\x1b" not in run("check", file).output
    assert "\x1b" not in run("parse", file).output
