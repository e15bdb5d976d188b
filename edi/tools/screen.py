"""Standard output: text for people, lines of JSON for programs, bytes for files."""

import json
import os
import sys
from typing import Any

import click

_ESCAPED = {"\t": " ", "\n": " ⏎ ", "\r": ""}


class Screen:
    """Writes to standard output, in colours only where somebody looks and did not object."""

    def __init__(self) -> None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure:  # what the terminal's character set lacks must not end in a traceback
            reconfigure(errors="backslashreplace")
        self.has_colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def line(self, text: str = "") -> None:
        sys.stdout.write(f"{text}\n")

    def json(self, data: Any) -> None:
        sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")

    def bold(self, text: str) -> str:
        return self._styled(text, bold=True)

    def dim(self, text: str) -> str:
        return self._styled(text, dim=True)

    def red(self, text: str) -> str:
        return self._styled(text, fg="red", bold=True)

    def yellow(self, text: str) -> str:
        return self._styled(text, fg="yellow", bold=True)

    def green(self, text: str) -> str:
        return self._styled(text, fg="green", bold=True)

    def _styled(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self.has_colours else text


def shown(text: str, most: int = 200) -> str:
    """Return text of a file that may be put on a terminal: on one line, without control codes."""
    cut = text if len(text) <= most else text[:most] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else _ESCAPED.get(c, "·") for c in cut)


def warn(text: str) -> None:
    """Tell the person, not the pipe."""
    click.echo(text, err=True)
