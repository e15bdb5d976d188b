"""The way in: a binary stream to results."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, TypeVar

from lxml import etree

from edi.messages.results import Unreadable
from edi.messages.ubl import rules, wording
from edi.messages.ubl.findings import Finding, Findings, TooManyFindingsError, to_faults
from edi.messages.ubl.headings import PlainDocument, read_plain
from edi.messages.ubl.mapping import to_document
from edi.messages.ubl.moulds import NotPlainError
from edi.messages.ubl.nodes import Group, Item
from edi.messages.ubl.plain import PlainLines, check_place, cut
from edi.messages.ubl.results import DocumentResult, Result
from edi.messages.ubl.stray_text import check_text
from edi.messages.ubl.structure import Structure
from edi.messages.ubl.tables import CAC, DOCUMENTS, document, namespace
from edi.syntax.faults import Fault, Level, NotReadableError, Severity
from edi.syntax.limits import Limits
from edi.syntax.xml.limits import XmlLimits
from edi.syntax.xml.parsing import (
    Element,
    Source,
    XmlRefusedError,
    iterate,
    parse_unchecked,
    root_name,
    shape_check,
    source_of,
    split_name,
)
from edi.syntax.xml.prolog import looks_like_xml
from edi.syntax.xml.refusals import START, too_large

T = TypeVar("T")
_Read = Structure | PlainDocument
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_SBD = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
_TEXTS = etree.XPath("count(descendant::text())")
_LINES = {
    "Order": "OrderLine",
    "OrderChange": "OrderLine",
    "OrderResponse": "OrderLine",
    "DespatchAdvice": "DespatchLine",
    "Invoice": "InvoiceLine",
    "CreditNote": "CreditNoteLine",
}


def read_documents(stream: BinaryIO, *, limits: Limits | None = None) -> Iterator[Result]:
    """Read the UBL document of a binary stream, or those in a StandardBusinessDocument.

    Each gives one DocumentResult. What is XML but may not be read, or breaks off, is Unreadable.
    Business rules are those the document claims to follow (see `rules`).

    Raises NotReadableError, before the first result, when the stream holds no UBL. Nothing else is
    raised for any bytes.
    """
    given = limits or Limits()
    data = stream.read(given.message_bytes + 1)
    if not looks_like_xml(data[:4096]):
        raise NotReadableError(_no_ubl("The file is no XML document"))
    bounds = XmlLimits(document=given.message_bytes)
    return iter(list(_Reader(data, given, bounds).read()))


class _Reader:
    def __init__(self, data: bytes, limits: Limits, bounds: XmlLimits) -> None:
        self._data = data
        self._limits = limits
        self._bounds = bounds

    def read(self) -> Iterator[Result]:
        try:
            if len(self._data) > self._bounds.document:
                raise too_large(self._bounds.document)
            source = source_of(self._data, self._bounds)
            yield from self._documents(source)
        except XmlRefusedError as refused:
            yield Unreadable(refused.fault)

    def _documents(self, source: Source) -> Iterator[Result]:
        if len(source.utf8) > self._bounds.tree:
            space, name = root_name(source)
            if name in _LINES and space == namespace(name):
                yield self._large(source, name)
                return
        elif (plain := self._plain(source)) is not None:
            yield plain
            return
        root = self._root(source)
        check = partial(shape_check(source, self._bounds), root)
        space, name = split_name(root.tag)
        if name in DOCUMENTS and space == namespace(name):
            yield self._small(source, root, name, f"/{name}", check)
            return
        self._checked(source, check)
        if space == _SBD:
            yield from self._enveloped(source, root)
        elif space.startswith(_UBL):
            yield self._unsupported(source, name, f"/{name}")
        else:
            raise NotReadableError(_foreign(space, name))

    def _root(self, source: Source) -> Element:
        return self._checked(source, partial(parse_unchecked, source, self._bounds))

    def _checked(self, source: Source, look: Callable[[], T]) -> T:
        """Look at a document; what may not be read and is foreign besides is not readable."""
        try:
            return look()
        except XmlRefusedError:
            space, name = root_name(source)
            if name and space != _SBD and not space.startswith(_UBL):
                raise NotReadableError(_foreign(space, name)) from None
            raise

    def _enveloped(self, source: Source, root: Element) -> Iterator[Result]:
        counts: dict[str, int] = {}
        for child in root:
            space, name = split_name(child.tag)
            if space == _SBD:
                continue
            counts[child.tag] = counts.get(child.tag, 0) + 1
            outer = f"/StandardBusinessDocument/{child.tag}[{counts[child.tag]}]"
            if name in DOCUMENTS and space == namespace(name):
                yield self._small(source, child, name, outer)
            elif space.startswith(_UBL):
                yield self._unsupported(source, name, outer)
            else:
                yield Unreadable(_foreign(space, name))

    def _small(
        self,
        source: Source,
        root: Element,
        name: str,
        outer: str,
        check: Callable[[], None] | None = None,
        lines: PlainLines | None = None,
    ) -> DocumentResult:
        """Read a document; `check` refuses a tree that is not sound in its shape.

        `lines` are those that were cut out of it.
        """
        if check and len(root.attrib) > self._bounds.attributes:
            check()
        findings = Findings(self._limits.faults_per_message)
        structure = Structure(findings, self._bounds.text, check)
        group = Group(name, document(name), None, 0)
        try:
            if lines is None:
                structure.document(root, group)
            else:
                structure.document_of(root, group, lines)
            if _TEXTS(root) != structure.texts:
                check_text(root, group.path(), findings)
            return self._judge(source, group, structure, findings, outer)
        except TooManyFindingsError:
            if lines is not None:  # how far the reading came is counted with the lines in place
                raise NotPlainError from None
            return self._result(source, group, structure, findings, outer)

    def _plain(self, source: Source) -> DocumentResult | None:
        """Read a document whose lines are all usual; None where that is in doubt."""
        try:
            given = cut(source)
            lines = PlainLines(given, self._bounds.text)
            plain = read_plain(given, lines, self._bounds)
            if plain is not None:
                return self._poured(source, plain)
            heading, name = given.heading, given.document
            root = parse_unchecked(heading, self._bounds)
            check_place(root, given.key)
            if split_name(root.tag) != (namespace(name), name):
                return None
            check = partial(shape_check(heading, self._bounds), root)
            return self._small(source, root, name, f"/{name}", check, lines)
        except (NotPlainError, XmlRefusedError):
            return None

    def _poured(self, source: Source, plain: PlainDocument) -> DocumentResult:
        findings = Findings(self._limits.faults_per_message)
        try:
            return self._judge(source, plain.group, plain, findings, f"/{plain.group.name}")
        except TooManyFindingsError:
            raise NotPlainError from None

    def _large(self, source: Source, name: str) -> DocumentResult:
        """Read line by line, freeing each element as soon as it has been read."""
        findings = Findings(self._limits.faults_per_message)
        structure = Structure(findings, self._bounds.text)
        group = Group(name, document(name), None, 0)
        line = group.table.by_key[_LINES[name]]
        lines: list[Item] = []
        try:
            for element in iterate(source, [f"{{{CAC}}}{line.key}"], self._bounds):
                parent = element.getparent()
                if parent is None:
                    group.items[line.key] = lines
                    structure.document(element, group)
                elif parent.getparent() is None:
                    path = f"{group.path()}/{line.name}[{len(lines) + 1}]"
                    check_text(element, path, findings)
                    lines.append(structure.line(element, line, group, len(lines) + 1))
            return self._judge(source, group, structure, findings, f"/{name}")
        except TooManyFindingsError:
            return self._result(source, group, structure, findings, f"/{name}")

    def _judge(
        self, source: Source, group: Group, structure: _Read, findings: Findings, outer: str
    ) -> DocumentResult:
        _check_line_count(group, findings)
        sets = rules.applicable(group)
        facts = rules.Facts(
            group, structure.seen, structure.parts, structure.plain, structure.heading
        )
        for each in sets:
            each.run(group, facts, findings)
        return self._result(
            source, group, structure, findings, outer, tuple(each.name for each in sets)
        )

    def _result(
        self,
        source: Source,
        group: Group,
        structure: _Read,
        findings: Findings,
        outer: str,
        rule_sets: tuple[str, ...] = (),
    ) -> DocumentResult:
        customization, profile = group.text("CustomizationID"), group.text("ProfileID")
        number, version = group.text("ID"), group.text("UBLVersionID") or "2.1"
        percent = rules.counts_in_percent(customization)
        mapped = (
            None
            if findings.has_errors
            else to_document(
                group, percent=percent, plain=structure.plain, heading=structure.heading
            )
        )
        return DocumentResult(
            message=group.table.name,
            version=version,
            control_number=number,
            position=START,
            segment_count=structure.elements,
            faults=to_faults(findings, source, outer),
            document=mapped[0] if mapped else None,
            not_carried=mapped[1] if mapped else (),
            customization=customization,
            profile=profile,
            rule_sets=rule_sets,
        )

    def _unsupported(self, source: Source, name: str, outer: str) -> DocumentResult:
        sentence = (
            f"A UBL document of the kind {wording.shown(name)} is not read here; these are: "
            f"{', '.join(DOCUMENTS)}. Send one of them."
        )
        finding = Finding(Level.MESSAGE, "ubl-unsupported", f"/{name}", sentence, name)
        return DocumentResult(
            message=name[:99],
            version="2",
            control_number="",
            position=START,
            segment_count=0,
            faults=to_faults([finding], source, outer),
            document=None,
        )


def _check_line_count(group: Group, findings: Findings) -> None:
    stated = group.number("LineCountNumeric")
    line = _LINES.get(group.table.name, "")
    found = len(group.all(line))
    if stated is None or stated == found:
        return
    sentence = (
        f"The document says it has {stated} lines (cbc:LineCountNumeric), but {found} came. Check "
        "whether lines were lost, correct the count and send the document again."
    )
    path = group.path("LineCountNumeric")
    findings.note(Finding(Level.ELEMENT, "ubl-line-count", path, sentence, str(stated)))


def _no_ubl(what: str) -> Fault:
    sentence = f"{what}. Check that the right file was sent: a UBL document was expected."
    return Fault(Level.MESSAGE, "ubl-not-ubl", START, sentence, severity=Severity.ERROR)


def _foreign(space: str, name: str) -> Fault:
    shown, where = wording.shown(name), wording.shown(space)
    if name in DOCUMENTS:
        what = f"The root element {shown} is not in the namespace of UBL 2, but in “{where}”"
    else:
        what = f"The file is an XML document of another kind, {shown}"
    return _no_ubl(what)
