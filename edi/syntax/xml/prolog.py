"""What stands before the root element: byte order mark, declaration, document type.

It is read before any parser sees the document, so that a declaration of entities never reaches
one, and so that the encoding is one we decode ourselves (XML 1.0, 2.8, 4.3.3 and appendix F).
"""

import codecs
import re
from dataclasses import dataclass

from edi.syntax.xml.limits import XmlLimits
from edi.syntax.xml.refusals import START, XmlRefusedError, refusal

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_BYTES = (
    (b"\0\0\0<", "utf-32"),
    (b"<\0\0\0", "utf-32"),
    (b"\0<", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "ebcdic"),
)
_SPOKEN = frozenset(
    {"utf-8", "ascii", "iso8859-1", "iso8859-2", "iso8859-15", "cp1250", "cp1252", "utf-16"}
)
_DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"1\.\d"|'1\.\d')
    (?:\s+encoding\s*=\s*(?:"([A-Za-z][\w.\-]*)"|'([A-Za-z][\w.\-]*)'))?
    (?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>""",
    re.VERBOSE,
)
_MISCELLANEOUS = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)+", re.DOTALL)
_LITERAL = r"""(?:"[^"<>&]*"|'[^'<>&]*')"""
_BARE_DOCTYPE = re.compile(
    rf"<!DOCTYPE\s+[\w:.\-]+(?:\s+(?:SYSTEM\s+{_LITERAL}|PUBLIC\s+{_LITERAL}\s+{_LITERAL}))?\s*>"
)
_ROOT = re.compile(r"<[\w:]")


@dataclass(frozen=True, slots=True)
class Prolog:
    """`encoding` is a Python codec, `bom` how many bytes its mark has.

    `doctype` is the bare document type as written, empty if there is none.
    """

    encoding: str
    bom: int
    doctype: str = ""


def looks_like_xml(head: bytes) -> bool:
    """Say whether bytes may be XML at all: the first that is no mark or blank is `<`."""
    encoding, bom = _detect(head)
    if encoding in {"utf-32", "ebcdic"}:
        return True
    text = head[bom:].decode(encoding or "latin-1", "replace").lstrip("\ufeff \t\r\n\0")
    return text.startswith("<")


def read_prolog(data: bytes, limits: XmlLimits, *, allow_doctype: bool = False) -> Prolog:
    """Read the prolog; raises XmlRefusedError for a document that must not be parsed.

    `allow_doctype` lets a bare external document type pass, as cXML has; it is never loaded. An
    internal subset, where entities are declared, is always refused.
    """
    detected, bom = _detect(data)
    if detected in {"utf-32", "ebcdic"}:
        raise _unspoken(detected)
    head = data[bom : bom + limits.prolog].decode(detected or "latin-1", "replace")
    start = head.lstrip(" \t\r\n") if not head.startswith("<?xml") else head
    declaration = _DECLARATION.match(start)
    declared = (declaration[1] or declaration[2] or "") if declaration else ""
    encoding = _agreed(detected, declared)
    if start is not head and start.startswith("<?xml "):
        raise refusal(
            "xml-not-well-formed",
            "Something stands before the XML declaration. Remove what is before “<?xml” "
            "and send the document again.",
        )
    return Prolog(encoding, bom, _doctype(head, allow_doctype=allow_doctype))


def _detect(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    for first, encoding in _FIRST_BYTES:
        if data.startswith(first):
            return encoding, 0
    return "", 0


def _agreed(detected: str, declared: str) -> str:
    """Return the codec that the bytes and the declaration agree on."""
    try:
        said = codecs.lookup(declared).name if declared else ""
    except LookupError:
        said = declared
    if said in {"utf-16-le", "utf-16-be"}:
        said = "utf-16" if detected == said else said
    wide = detected.startswith("utf-16")
    found = "utf-16" if wide else detected
    if said and said not in _SPOKEN:
        raise _unspoken(declared)
    if (found and said and found != said) or (said == "utf-16" and not wide):
        raise refusal(
            "xml-encoding",
            f"The document says it is in {declared}, but its first bytes say "
            f"{found or 'otherwise'}. Send it in UTF-8 and say so in its first line.",
            value=declared,
        )
    return detected or said or "utf-8"


def _unspoken(encoding: str) -> XmlRefusedError:
    return refusal(
        "xml-encoding",
        f"The encoding “{encoding}” is not read here. Send the document in UTF-8.",
        value=encoding,
    )


def _doctype(head: str, *, allow_doctype: bool) -> str:
    at = 0
    skipped = _MISCELLANEOUS.match(head)
    if skipped:
        at = skipped.end()
    if not head.startswith("<!DOCTYPE", at):
        if not _ROOT.match(head, at):
            raise refusal(
                "xml-not-well-formed",
                "No element starts where the document should. Check that the file is complete "
                "and is XML.",
            )
        return ""
    bare = _BARE_DOCTYPE.match(head, at)
    if bare and allow_doctype:
        after = _MISCELLANEOUS.match(head, bare.end())
        if not head.startswith("<!DOCTYPE", after.end() if after else bare.end()):
            return bare[0]
    what = "a document type" if bare else "a document type with declarations of its own"
    raise refusal(
        "xml-doctype",
        f"The document has {what} (DOCTYPE), which is not accepted because such declarations "
        "can be misused. Remove it and send the document again.",
        START,
        value=head[at : at + 99],
    )
