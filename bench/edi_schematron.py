"""The official Schematron of EN 16931, run with Saxon: for the race and for the comparison.

    python bench/edi_schematron.py race|ids FILE

reads UBL documents, each behind its length in a line of its own, as `bench/edi_files.py` writes
them. `race` prints one line of JSON like `edi_ways.py`; `ids` prints for each document the ids of
the rules it breaks, again as JSON. It runs in the environment `RULES` are installed into: nothing
of Kontor is imported, and nothing of theirs is kept. The rules come as Schematron, which is made
a stylesheet here as its standard says (ISO 19757-3: of a pattern's rules the first that matches a
node speaks), compiled once and run over every document.
"""

# mypy: ignore-errors

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

RULES = ("mcp-einvoicing-be==0.10.2", "saxonche==13.1.1")  # the former for its rules alone
RELEASE = "EN 16931, UBL binding 1.3.15"
_FILE = "specs/peppol_bis_3/CEN-EN16931-UBL.sch"
_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_SVRL = "http://purl.oclc.org/dsdl/svrl"
_ASSERT = """<xsl:if test={test}><svrl:failed-assert id={id} flag={flag} location="{{path()}}">
<svrl:text>{text}</svrl:text></svrl:failed-assert></xsl:if>"""


def official_rules() -> Path:
    """Return the file of the rules in this environment."""
    spec = importlib.util.find_spec("mcp_einvoicing_be")
    return Path(spec.submodule_search_locations[0]) / _FILE


def stylesheet(rules: Path) -> str:
    """Make a stylesheet of Schematron without abstract rules or variables, which this has not."""
    schema = ET.parse(rules).getroot()  # noqa: S314 - a file that was chosen
    names = "".join(
        f" xmlns:{each.get('prefix')}={quoteattr(each.get('uri'))}"
        for each in schema.iter(f"{_SCH}ns")
    )
    patterns = list(schema.iter(f"{_SCH}pattern"))
    calls = "".join(
        f'<xsl:apply-templates select="/" mode="p{at}"/>' for at, _ in enumerate(patterns)
    )
    templates = "".join(_templates(f"p{at}", each) for at, each in enumerate(patterns))
    return (
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
        f' xmlns:svrl="{_SVRL}"{names}><xsl:template match="/">'
        f"<svrl:schematron-output>{calls}</svrl:schematron-output></xsl:template>"
        f"{templates}</xsl:stylesheet>"
    )


def _templates(mode: str, pattern: ET.Element) -> str:
    down = f'<xsl:apply-templates select="*" mode="{mode}"/>'
    rules = pattern.findall(f"{_SCH}rule")
    found = [f'<xsl:mode name="{mode}" on-no-match="shallow-skip"/>']
    for at, rule in enumerate(rules):
        asserts = "".join(_assert(each) for each in rule.iter(f"{_SCH}assert"))
        match = quoteattr(rule.get("context"))
        found.append(
            f'<xsl:template match={match} mode="{mode}" priority="{len(rules) - at}">'
            f"{asserts}{down}</xsl:template>"
        )
    return "".join(found)


def _assert(rule: ET.Element) -> str:
    return _ASSERT.format(
        test=quoteattr(f"not({rule.get('test')})"),
        id=quoteattr(rule.get("id")),
        flag=quoteattr(rule.get("flag", "")),
        text=escape("".join(rule.itertext()).strip()),
    )


def documents(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while length := stream.readline():
            yield stream.read(int(length))


class Runner:
    """The compiled stylesheet."""

    def __init__(self) -> None:
        from saxonche import PySaxonProcessor

        self._saxon = PySaxonProcessor(license=False)
        compiler = self._saxon.new_xslt30_processor()
        self._sheet = compiler.compile_stylesheet(stylesheet_text=stylesheet(official_rules()))

    def report(self, data: bytes) -> str:
        """Return the SVRL of a document."""
        document = self._saxon.parse_xml(xml_text=data.decode())
        return self._sheet.transform_to_string(xdm_node=document)


def broken_rules(report: str) -> list[str]:
    failed = ET.fromstring(report).iter(f"{{{_SVRL}}}failed-assert")  # noqa: S314
    return sorted({each.get("id") for each in failed})


def race(runner: Runner, path: Path) -> None:
    """Print CPU seconds without those of starting and compiling."""
    start, clock = time.process_time(), time.perf_counter()
    reports = [runner.report(data) for data in documents(path)]
    seconds, elapsed = time.process_time() - start, time.perf_counter() - clock
    faults = sum("failed-assert" in report for report in reports)
    print(json.dumps([seconds, len(reports), faults, 0, elapsed]))


def ids(runner: Runner, path: Path) -> None:
    for data in documents(path):
        try:
            print(json.dumps(broken_rules(runner.report(data))))
        except Exception as error:  # noqa: BLE001 - rules may stop at a value that is no number
            print(json.dumps({"stopped": str(error)[:200]}))


if __name__ == "__main__":
    {"race": race, "ids": ids}[sys.argv[1]](Runner(), Path(sys.argv[2]))
