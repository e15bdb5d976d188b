from dataclasses import dataclass
from enum import StrEnum


class Syntax(StrEnum):
    X12 = "x12"
    EDIFACT = "edifact"
    UBL = "ubl"
    CXML = "cxml"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def label(self) -> str:
        """Return the name as people write it."""
        return "cXML" if self is Syntax.CXML else self.name


VERSIONS = {
    Syntax.X12: ("004010", "005010"),
    Syntax.EDIFACT: ("d96a", "d01b"),
    Syntax.UBL: ("2.1",),
    Syntax.CXML: ("1.2",),
    Syntax.CSV: ("",),
    Syntax.XLSX: ("",),
}
"""The versions we write, the one taken where none is named first."""

SHEETS = frozenset({Syntax.CSV, Syntax.XLSX})
"""Syntaxes that hold many documents in one table and need a column map to be read."""

TREES = frozenset({Syntax.UBL, Syntax.CXML})
"""Syntaxes of one document a file."""


class TargetError(ValueError):
    """A target that there is none; the message says what can be written."""


@dataclass(frozen=True, slots=True)
class Target:
    """A syntax to write in; `version` is one of `VERSIONS`, the first of them when empty."""

    syntax: Syntax
    version: str = ""

    @property
    def release(self) -> str:
        return self.version or VERSIONS[self.syntax][0]

    def __str__(self) -> str:
        return f"{self.syntax}:{self.release}" if self.release else str(self.syntax)


def parse_target(text: str) -> Target:
    """Read `x12:004010`, `edifact:d01b`, `ubl`, `csv`... Raises TargetError."""
    name, _, version = text.strip().lower().partition(":")
    if name not in list(Syntax):
        raise TargetError(f"“{text}” is no syntax we write; there are {', '.join(Syntax)}.")
    syntax = Syntax(name)
    if version and version not in VERSIONS[syntax]:
        known = ", ".join(filter(None, VERSIONS[syntax])) or "none"
        raise TargetError(f"{syntax.label} has no version “{version}” here; there are: {known}.")
    return Target(syntax, version)
