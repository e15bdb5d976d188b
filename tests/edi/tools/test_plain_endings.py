"""Whatever happens ends with one sentence and a code, never with a traceback."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.edi.interchanges import order_file
from tests.edi.tools.running import GOOD, run

COMMANDS = ("parse", "check", "ack")
KONTOR_EDI = (sys.executable, "-c", "from edi.cli import edi; edi(prog_name='kontor edi')")
NO_MESSAGES = {
    "empty": (b"", "The file is empty"),
    "blank": (b" \r\n\0", "The file is empty"),
    "PDF": (b"%PDF-1.7 ...", "looks like a PDF document"),
    "JSON": (b'{"order": 1}', "looks like JSON"),
    "HTML": (b"<!DOCTYPE html><html></html>", "looks like a web page"),
    "other XML": (b"<letter/>", "XML of another kind, “letter”"),
    "UTF-16": ("ISA*00*".encode("utf-16"), "looks like text in UTF-16"),
    "binary": (bytes(range(256)), "looks like binary data"),
    "prose": (b"Dear Sirs", "plain text, starting with “Dear Sirs”"),
    "ZIP": (b"PK\x03\x04\x14\0letter.txt", "looks like a ZIP archive"),
    "CSV": (b"a;b\n1;2\n", ""),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", NO_MESSAGES)
def test_what_is_no_message_is_said_in_a_sentence(command: str, kind: str) -> None:
    data, said = NO_MESSAGES[kind]
    result = run(command, "-", stdin=data)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("standard input: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [("check", "can only be read with a column map"), ("ack", "CSV knows no acknowledgements")],
)
def test_a_sheet_needs_a_column_map_and_has_no_answer(command: str, said: str) -> None:
    assert said in run(command, "-", stdin=b"a;b\n1;2\n").stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_no_file(command: str, tmp_path: Path) -> None:
    result = run(command, tmp_path)

    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path}: this is a folder; name the files in it.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("convert", GOOD, "--to", "letter"), "“letter” is no syntax we write; there are x12"),
        (("convert", GOOD, "--to", "x12:999999"), "X12 has no version “999999” here"),
        (("convert", GOOD, "--to", "csv", "--to-map", "none.toml"), "cannot be read. Name a TOML"),
        (("check", GOOD, "--charset", "klingon"), "“klingon” is no character set"),
        (("check",), "Missing argument 'FILE...'"),
    ],
)
def test_an_option_that_cannot_be_is_said_in_a_sentence(
    arguments: tuple[str | Path, ...], said: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_closed_pipe_ends_quietly() -> None:
    many = order_file() * 2000
    process = subprocess.Popen(
        [*KONTOR_EDI, "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):  # it may be gone before it has read all
        process.stdin.write(many)
        process.stdin.close()
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(20) == 1
    assert said == b""


def test_a_small_file_is_checked_in_half_a_second_by_a_process_of_its_own() -> None:
    result = subprocess.run(
        [*KONTOR_EDI, "check", "-"],
        input=order_file(),
        capture_output=True,
        check=False,
        timeout=20,
    )

    assert result.returncode == 0
    assert b"is right" in result.stdout
    assert b"\x1b" not in result.stdout  # colours are for terminals
