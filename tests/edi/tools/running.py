"""`kontor edi`, run in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from edi.cli import edi
from tests.edi.interchanges import SAMPLES

GOOD = SAMPLES / "850_good.edi"
BROKEN = SAMPLES / "850_ship_to_without_code.edi"


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """Run a command; its exception, if any, is the test's."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(edi, words, input=stdin, catch_exceptions=False)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]
