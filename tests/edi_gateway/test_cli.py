from pathlib import Path

from click.testing import CliRunner

from edi.cli import edi
from tests.edi_gateway.files import broken_order, order


def test_check_names_segment_and_element_of_a_broken_file_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "broken.x12"
    file.write_bytes(broken_order())

    result = CliRunner().invoke(edi, ["check", str(file)])

    assert result.exit_code == 1
    assert "N104, segment 3 of the message" in result.output
    assert "1 error in broken.x12" in result.output


def test_check_is_content_with_a_right_file(tmp_path: Path) -> None:
    file = tmp_path / "right.x12"
    file.write_bytes(order())

    result = CliRunner().invoke(edi, ["check", str(file)])

    assert result.exit_code == 0, result.output
    assert "right.x12 is right." in result.output


def test_check_says_what_a_file_that_is_no_interchange_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sirs")

    result = CliRunner().invoke(edi, ["check", str(file)])

    assert result.exit_code == 1
    assert "not an X12 file" in result.output
