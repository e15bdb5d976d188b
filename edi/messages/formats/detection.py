"""Which syntax a file is in, by its first bytes, or what it is instead."""

import codecs
import re

from edi.messages.formats.syntaxes import Syntax
from edi.syntax.faults import Fault, Level, NotReadableError, Position

HEAD = 65_536
"""How many of the first bytes `detect` looks at."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLANKS = b" \t\r\n\0\x1a"
_ROOT = re.compile(r"<(?:([A-Za-z_][\w.\-]*):)?([A-Za-z_][\w.\-]*)([^>]*)")
_ASIDE = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^>\[]*+(?:\[.*?(?:\]|\Z))?[^>]*+(?:>|\Z)",
    re.DOTALL,
)
"""What stands before the root element. What does not end goes on to the end: so nothing is read
again from each of many beginnings."""
_UBL = "urn:oasis:names:specification:ubl:"
_ENVELOPE = "StandardBusinessDocument"
_X12 = re.compile(rb"(?:ISA|GS|ST)[^A-Za-z0-9 \r\n]")
_EDIFACT = re.compile(rb"UNA.{6}|UN[BGH][^A-Za-z0-9 \r\n]", re.DOTALL)
_MAIL = re.compile(rb"(?:MIME-Version|Content-Type|Received|From|Message-ID):", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_SIGNS = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old Office program (such as XLS)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"-----BEGIN ", "a key, a certificate or a signed message (PEM)"),
)
_OTHER_XML = {
    "CrossIndustryInvoice": "an invoice in the CII syntax (ZUGFeRD, Factur-X)",
    "Envelope": "a SOAP message",
    "html": "a web page (HTML)",
    "FatturaElettronica": "an Italian FatturaPA invoice",
}
_ADVICE = "Send X12, EDIFACT, UBL, cXML, CSV or XLSX."


def detect(head: bytes) -> Syntax:
    """Return the syntax of a file that starts with these bytes; up to `HEAD` of them are needed.

    A CSV file is any text whose first line has a separator of columns. Raises NotReadableError,
    whose sentence says what the file looks like instead.
    """
    if not head.strip(_BLANKS + codecs.BOM_UTF8):
        raise _refusal("The file is empty. Check that the right file was sent.")
    for sign, name in _SIGNS:
        if head.startswith(sign):
            raise _looks_like(name)
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(head)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)
    if _X12.match(start):
        return Syntax.X12
    if _EDIFACT.match(start):
        return Syntax.EDIFACT
    return _of_text(head, start)


def _of_archive(head: bytes) -> Syntax:
    if b"word/" in head:
        raise _looks_like("a text document (DOCX)")
    if b"ppt/" in head:
        raise _looks_like("a presentation (PPTX)")
    if b"xl/" in head or b"[Content_Types].xml" in head or b"docProps/" in head:
        return Syntax.XLSX
    raise _looks_like("a ZIP archive", "Unpack it and send the file in it.")


def _of_text(head: bytes, start: bytes) -> Syntax:
    wide = _wide(head)
    if wide is not None:
        if wide.lstrip().startswith("<"):
            return _of_xml(wide.lstrip())
        raise _looks_like(
            "text in UTF-16, two bytes a character", "Save it as UTF-8 and send it again."
        )
    if start.startswith(b"<"):
        return _of_xml(start.decode("latin-1"))
    if start[:1] in {b"{", b"["}:
        raise _looks_like("JSON")
    if _CONTROLS.search(head):
        raise _looks_like("binary data")
    if _MAIL.match(start):
        raise _looks_like("an e-mail", "Send the file that is in it.")
    line = start.splitlines()[0]
    if any(separator in line for separator in (b";", b",", b"\t", b"|")):
        return Syntax.CSV
    shown = "".join(c if c.isprintable() else "·" for c in line[:20].decode("utf-8", "replace"))
    raise _looks_like(f"plain text, starting with “{shown}”")


def _wide(head: bytes) -> str | None:
    """Return text that is in UTF-16, with or without a mark."""
    if head.startswith(_UTF16):
        return head.decode("utf-16", "replace")
    for at, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 1 and head[at : at + 4 : 2] == b"\0\0" and head[1 - at] != 0:
            return head.decode(encoding, "replace")
    return None


def _of_xml(text: str) -> Syntax:
    root = _ROOT.search(_ASIDE.sub("", text))
    if root is None:
        raise _looks_like("XML without a root element")
    prefix, name, attributes = root[1] or "", root[2], root[3]
    colon = f":{re.escape(prefix)}" if prefix else ""
    space = re.search(rf"xmlns{colon}\s*=\s*[\"']([^\"']*)", attributes)
    namespace = space[1] if space else ""
    if name == "cXML":
        return Syntax.CXML
    if namespace.startswith(_UBL) or (name == _ENVELOPE and _UBL in text):
        return Syntax.UBL
    if name.lower() == "html" or "<!doctype html" in text[:500].lower():
        raise _looks_like(_OTHER_XML["html"])
    what = _OTHER_XML.get(name, f"XML of another kind, “{name[:40]}”")
    raise _looks_like(what)


def _looks_like(what: str, advice: str = _ADVICE) -> NotReadableError:
    return _refusal(f"This looks like {what}, not like a business message. {advice}")


def _refusal(sentence: str) -> NotReadableError:
    return NotReadableError(Fault(Level.INTERCHANGE, "unknown-syntax", Position(0), sentence))
