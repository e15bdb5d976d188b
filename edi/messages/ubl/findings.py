"""What is wrong with a document, before it is known where in the bytes that is."""

from collections.abc import Iterable
from typing import NamedTuple

from edi.messages.ubl.tables import PREFIXES
from edi.syntax.faults import Fault, Level, Severity
from edi.syntax.xml.parsing import Source
from edi.syntax.xml.positions import locate

SHOWN = 99


class Finding(NamedTuple):
    level: Level
    code: str
    path: str
    sentence: str
    value: str = ""
    severity: Severity = Severity.ERROR


class TooManyFindingsError(Exception):
    """There is so much wrong that reading on helps nobody."""


class Findings(list[Finding]):
    """Findings up to a limit, in the order they were made."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def note(self, finding: Finding) -> None:
        """Add a finding; TooManyFindingsError when the limit is reached."""
        self.append(finding)
        if len(self) >= self._most:
            raise TooManyFindingsError

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self)


def to_faults(findings: Iterable[Finding], source: Source, outer: str) -> tuple[Fault, ...]:
    """Give each finding its line, column and byte.

    `outer` is the path of the document's root in the source, such as `/Order`.
    """
    given = list(findings)
    if not given:
        return ()
    inner = {finding.path: _inside(outer, finding.path) for finding in given}
    places = locate(source, inner.values(), PREFIXES)
    return tuple(
        Fault(
            finding.level,
            finding.code,
            places[inner[finding.path]],
            finding.sentence,
            segment_id=finding.path.rpartition("/")[2].partition("[")[0],
            value=finding.value[:SHOWN],
            severity=finding.severity,
            path=finding.path,
        )
        for finding in given
    )


def _inside(outer: str, path: str) -> str:
    _root, slash, rest = path[1:].partition("/")
    return outer + slash + rest
