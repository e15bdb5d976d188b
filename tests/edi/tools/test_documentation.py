"""What the documentation of the EDI core shows is run: its Python, and its commands."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/how-to/use-the-edi-core.md"
CONSOLE = re.findall(
    r"^```console\n\$ ([^\n]+)\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE
)


def test_the_python_shown_does_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert tried > 20
    assert failed == 0


@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_a_command_shown_prints_what_is_shown(command: str, output: str) -> None:
    result = subprocess.run(  # noqa: S602 - our own documentation, pipes and all
        command,
        shell=True,
        cwd=ROOT,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert result.stdout.decode() == output


def test_all_commands_are_shown() -> None:
    shown = {name for command, _ in CONSOLE for name in re.findall(r"kontor edi (\w+)", command)}
    assert shown == {"parse", "check", "explain", "ack", "convert", "diff", "anonymise"}
