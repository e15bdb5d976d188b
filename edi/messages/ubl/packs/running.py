"""Opens a pack and runs it on one document."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree

from edi.messages.ubl.tables import PREFIXES
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.xml.parsing import Element, Source, XmlRefusedError, parse_source, source_of
from edi.syntax.xml.parsing import split_name as _split
from edi.syntax.xml.positions import locate, name_of

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_XSD = "{http://www.w3.org/2001/XMLSchema}schema"
_WARNINGS = frozenset({"warning", "warn", "information", "info"})
_SECONDS = 60
_CHILD = "edi.messages.ubl.packs.child"
_INSTALL = (
    "Compiled Schematron is run with the package saxonche, which is not installed. Install it "
    "(pip install saxonche), or take the *.xsl files out of the pack."
)


class PackError(Exception):
    """A pack that cannot be used; the message says why and what to do."""


class Pack:
    """The checks of one folder; `open_pack` makes it."""

    def __init__(self, schemas: dict[str, etree.XMLSchema], sheets: list[tuple[str, Path]]) -> None:
        self._schemas = schemas
        self._sheets = sheets

    def check(self, data: bytes) -> tuple[Fault, ...]:
        """Return what schema and Schematron say of a document, with the codes they use.

        Faults of a schema have the code `xsd`. Raises PackError when Schematron does not run.
        """
        try:
            source = source_of(data)
            root = parse_source(source)
        except XmlRefusedError as refused:
            return (refused.fault,)
        namespace, name = _split(root.tag)
        found = [*self._by_schema(root, namespace)]
        for kind, sheet in self._sheets:
            if kind in {"", name}:
                found += _by_schematron(source, sheet)
        return _placed(found, source)

    def _by_schema(self, root: Element, namespace: str) -> Iterator[Fault]:
        schema = self._schemas.get(namespace)
        if schema is None or schema.validate(root):
            return
        for entry in cast("Iterable[Any]", schema.error_log):
            sentence = f"The schema says: {entry.message} Correct it and send the document again."
            yield Fault(
                Level.ELEMENT, "xsd", Position(0, line=entry.line, column=entry.column), sentence
            )


def open_pack(folder: Path) -> Pack:
    """Read the schemas of a folder and find its compiled Schematron.

    Raises PackError for a folder with neither, for a schema that is none, and when Schematron is
    there but saxonche is not installed.
    """
    schemas = {
        namespace: _schema(file)
        for file in sorted(folder.rglob("*.xsd"))
        if (namespace := _document_namespace(file))
    }
    files = [*folder.rglob("*.xsl"), *folder.rglob("*.xslt")]
    sheets = [(_kind(file, folder), file) for file in sorted(files)]
    if not schemas and not sheets:
        raise PackError(
            f"{folder} holds neither schemas (*.xsd) nor compiled Schematron (*.xsl). Put them "
            "there, or name another folder."
        )
    if sheets and importlib.util.find_spec("saxonche") is None:
        raise PackError(_INSTALL)
    return Pack(schemas, sheets)


def _kind(file: Path, folder: Path) -> str:
    return "" if file.parent == folder else file.parent.name


def _document_namespace(file: Path) -> str:
    """Return the target namespace of a schema for UBL documents; empty for one they include."""
    head = etree.parse(file, _parser()).getroot()
    namespace = str(head.get("targetNamespace", ""))
    is_part = "Common" in namespace or "DataTypes" in namespace
    return "" if head.tag != _XSD or is_part or ":ubl:" not in namespace else namespace


def _schema(file: Path) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.parse(file, _parser()))
    except etree.LxmlError as error:
        raise PackError(f"{file} is no schema that can be used: {error}. Replace it.") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, resolve_entities=False)


def _by_schematron(source: Source, sheet: Path) -> Iterator[Fault]:
    report = _run(sheet, source.utf8)
    try:
        root = etree.fromstring(report, _parser())
    except etree.XMLSyntaxError as error:
        raise PackError(f"{sheet} writes no SVRL. Compile the Schematron again.") from error
    for failed in root.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        yield _fault(cast("Element", failed))


def _run(sheet: Path, document: bytes) -> bytes:
    """Run a sheet in a process of its own: it is a program, and a slow one has to be ended."""
    command = [sys.executable, "-m", _CHILD, str(sheet)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, on a file of the operator
            command, input=document, capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise PackError(f"{sheet} ran longer than {_SECONDS} s and was ended.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise PackError(f"{sheet} did not run: {''.join(said)}. Check the pack.") from error
    return done.stdout


def _fault(failed: Element) -> Fault:
    text = " ".join("".join(str(part) for part in failed.itertext()).split())
    said = (failed.get("flag") or failed.get("role") or "").lower()
    return Fault(
        Level.ELEMENT,
        failed.get("id") or "schematron",
        Position(0),
        f"Schematron says: {text}",
        severity=Severity.WARNING if said in _WARNINGS else Severity.ERROR,
        path=_path(failed.get("location") or ""),
    )


def _path(location: str) -> str:
    """Turn the location of SVRL, `/*:Invoice[namespace-uri()='...'][1]/...`, into a path."""
    steps: list[str] = []
    for step in location.replace("/*:", "\n").replace("/Q{", "\n{").split("\n"):
        name = step.partition("[")[0]
        if not name:
            continue
        space = step.partition("namespace-uri()='")[2].partition("'")[0]
        local = name.rpartition("}")[2]
        space = space or name.partition("}")[0].lstrip("{") if "}" in name or space else ""
        at = step.rpartition("[")[2].rstrip("]")
        shown = name_of(space, local, PREFIXES) if steps else local
        steps.append(f"{shown}[{at}]" if at.isdigit() and at != "1" else shown)
    return f"/{'/'.join(steps)}" if steps else ""


def _placed(found: list[Fault], source: Source) -> tuple[Fault, ...]:
    places = locate(source, {fault.path for fault in found if fault.path}, PREFIXES)
    return tuple(
        Fault(
            fault.level,
            fault.code,
            places.get(fault.path, fault.position),
            fault.sentence,
            severity=fault.severity,
            path=fault.path,
        )
        for fault in found
    )
