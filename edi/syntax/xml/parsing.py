"""Bytes to a tree, safe for bytes of anybody."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any, BinaryIO, cast

from lxml import etree

from edi.syntax.faults import Position
from edi.syntax.xml.limits import LIMITS, XmlLimits
from edi.syntax.xml.prolog import Prolog, read_prolog
from edi.syntax.xml.refusals import START, XmlRefusedError, refusal, too_deep, too_large
from edi.syntax.xml.refusals import too_many_marks as _too_many_marks

_PIECE = 4_096
_TOO_DEEP, _TOO_LONG = "Excessive depth", "too long"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
    "encoding": "utf-8",
}
Element = etree._Element  # noqa: SLF001 - the library's public type has no public name


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it came, ready for a parser: `utf8` is it in UTF-8, without mark or DOCTYPE."""

    utf8: bytes
    prolog: Prolog

    def original(self, offset: int) -> int:
        """Return where in the bytes as sent a byte of `utf8` stood."""
        bom, encoding = self.prolog.bom, self.prolog.encoding
        if encoding == "utf-8":
            return bom + offset
        return bom + len(self.utf8[:offset].decode("utf-8", "replace").encode(encoding, "replace"))


def read_source(
    stream: BinaryIO, limits: XmlLimits = LIMITS, *, allow_doctype: bool = False
) -> Source:
    """Read one document whole, up to `limits.document` bytes, and look at its prolog.

    Raises XmlRefusedError for what must not reach a parser.
    """
    data = stream.read(limits.document + 1)
    if len(data) > limits.document:
        raise too_large(limits.document)
    return source_of(data, limits, allow_doctype=allow_doctype)


def source_of(data: bytes, limits: XmlLimits = LIMITS, *, allow_doctype: bool = False) -> Source:
    """Make a source of bytes; raises XmlRefusedError as `read_source` does."""
    prolog = read_prolog(data, limits, allow_doctype=allow_doctype)
    utf8 = data[prolog.bom :] if prolog.bom else data
    if prolog.encoding != "utf-8":
        try:
            utf8 = utf8.decode(prolog.encoding).encode()
        except UnicodeError as error:
            raise _undecodable(prolog, error) from None
    if prolog.doctype:  # blanked, so that entities it might declare are errors and offsets stay
        doctype = prolog.doctype.encode()
        utf8 = utf8.replace(doctype, b" " * len(doctype), 1)
    if len(utf8) > limits.marks and max(utf8.count(b"<"), utf8.count(b"=")) > limits.marks:
        raise _too_many_marks(limits.marks)
    return Source(utf8, prolog)


def parse(data: bytes, limits: XmlLimits = LIMITS, *, allow_doctype: bool = False) -> Element:
    """Return the root element of a document; XmlRefusedError says why there is none.

    Comments, processing instructions and blanks between elements are gone; nothing outside the
    bytes was read.
    """
    return parse_source(source_of(data, limits, allow_doctype=allow_doctype), limits)


def parse_source(source: Source, limits: XmlLimits = LIMITS) -> Element:
    """Parse in one go, checking depth and the number of attributes."""
    root = parse_unchecked(source, limits)
    shape_check(source, limits)(root)
    return root


def parse_unchecked(source: Source, limits: XmlLimits = LIMITS) -> Element:
    """Parse in one go; whoever has not seen all of the tree to be sound runs `shape_check`."""
    try:
        return etree.fromstring(source.utf8, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise _malformed(error, source, limits) from None


def iterate(source: Source, tags: Collection[str], limits: XmlLimits = LIMITS) -> Iterator[Element]:
    """Yield each complete element of `tags`, and at the end the root.

    A yielded element is emptied when the next is asked for, so memory stays flat however many
    there are; the root keeps them as empty places. Raises XmlRefusedError where parsing stops.
    """
    options = {key: value for key, value in _SAFE.items() if key != "encoding"}
    events = etree.iterparse(
        BytesIO(source.utf8), events=("end",), tag=list(tags), encoding="utf-8", **options
    )
    check = shape_check(source, limits)
    try:
        for _, element in events:
            check(element)
            yield element
            element.clear(keep_tail=True)
    except etree.XMLSyntaxError as error:
        raise _malformed(error, source, limits) from None
    check(events.root)
    yield events.root


def root_name(source: Source) -> tuple[str, str]:
    """Return namespace and name of the root element from its start alone; empty if unreadable."""
    events = etree.XMLPullParser(events=("start",), **_SAFE)
    for at in range(0, len(source.utf8), _PIECE):
        is_broken = False
        try:
            events.feed(source.utf8[at : at + _PIECE])
        except etree.XMLSyntaxError:
            is_broken = True
        for _, element in events.read_events():
            return split_name(cast("Element", element).tag)
        if is_broken:
            break
    return "", ""


def split_name(tag: str) -> tuple[str, str]:
    """Split `{namespace}name`, where the namespace may be missing."""
    namespace, brace, local = tag.rpartition("}")
    return (namespace[1:], local) if brace else ("", tag)


def shape_check(source: Source, limits: XmlLimits) -> Callable[[Element], None]:
    """Return what checks depth of a subtree, and attributes where the bytes have too many."""
    is_too_deep = _deeper_than(limits.depth)
    looks = source.utf8.count(b"=") > limits.attributes

    def check(root: Element) -> None:
        if is_too_deep(root):
            raise too_deep(limits.depth)
        if looks:
            _check_attributes(root, limits)

    return check


def _check_attributes(root: Element, limits: XmlLimits) -> None:
    for element in _found(root, f"descendant-or-self::*[count(@*) > {limits.attributes}]"):
        raise refusal(
            "xml-too-many-attributes",
            f"An element has {len(element.attrib)} attributes; {limits.attributes} are "
            "plenty. Check the program that wrote it.",
            Position(0, line=cast("int", element.sourceline)),
        )


def _found(root: Element, path: str) -> list[Element]:
    return cast("list[Element]", root.xpath(path))


def _deeper_than(depth: int) -> "etree.XPath":
    if depth not in _DEPTHS:
        _DEPTHS[depth] = etree.XPath("boolean(" + "/".join("*" * depth) + ")")
    return _DEPTHS[depth]


_DEPTHS: dict[int, etree.XPath] = {}


def _undecodable(prolog: Prolog, error: UnicodeError) -> XmlRefusedError:
    at = getattr(error, "start", 0) + prolog.bom
    return refusal(
        "xml-encoding",
        f"Byte {at} is no character of {prolog.encoding}, the encoding the document claims. "
        "Send it in UTF-8 and say so in its first line.",
        Position(at),
    )


def _malformed(error: etree.XMLSyntaxError, source: Source, limits: XmlLimits) -> XmlRefusedError:
    message = error.msg or "it breaks off"
    if _TOO_DEEP in message:
        return too_deep(limits.depth)
    line, column = error.position
    at = Position(source.original(_offset(source.utf8, line, column)), line=line, column=column)
    if _TOO_LONG in message:
        return refusal(
            "xml-text-too-long",
            "A text or a name is longer than any business document needs. Check the program "
            "that wrote it.",
            at,
        )
    cause = message.partition(", line ")[0].strip()
    return refusal(
        "xml-not-well-formed",
        f"The document is not well-formed XML: {cause} (line {line}, column {column}). "
        "Correct it, or have the program that wrote it corrected, and send it again.",
        at,
    )


def _offset(utf8: bytes, line: int, column: int) -> int:
    lines = islice(BytesIO(utf8), max(line - 1, 0))
    return min(sum(map(len, lines)) + max(column - 1, 0), len(utf8))


__all__ = [
    "START",
    "Element",
    "Source",
    "XmlRefusedError",
    "iterate",
    "parse",
    "parse_source",
    "parse_unchecked",
    "read_source",
    "root_name",
    "shape_check",
    "source_of",
    "split_name",
]
