"""UBL and cXML: which elements and attributes say who, what and where."""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from edi.messages.formats.syntaxes import Syntax
from edi.messages.ubl.tables import data_types
from edi.syntax.faults import NotReadableError
from edi.syntax.xml.parsing import Element, XmlRefusedError, parse_source, read_source
from edi.tools.anonymising.pseudonyms import Pseudonyms

_UBL_NAMING = {"Identifier", "Name", "Text"}
_UBL_KEPT = {  # what the document is, and the numbers of lines
    "UBLVersionID", "CustomizationID", "ProfileID", "ProfileExecutionID", "LineID",
    "SalesOrderLineID", "SequenceID", "SequenceNumberID", "HazardClassID",
}  # fmt: skip
_UBL_CODES_BY_ID = re.compile(r"TaxScheme|.*TaxCategory|DeliveryTerms|.*Line|LineItem|Attachment")
_UBL_ATTRIBUTES = {"filename", "name"}
_CXML_KEPT = {"UnitOfMeasure", "CountryCode", "Classification", "LeadTime"}
_CXML_ATTRIBUTES = re.compile(r".*ID|.*Id|invoiceNumber|.*URL|name|emailAddress")
_CXML_KEPT_ATTRIBUTES = {"Email", "Phone", "Fax", "URL", "Extrinsic"}
_AMOUNT = "Amount"


def rewritten_tree(stream: BinaryIO, syntax: Syntax, pseudonyms: Pseudonyms) -> bytes:
    """Return a document with pseudonyms; comments and processing instructions are gone.

    Raises NotReadableError for what must not be parsed.
    """
    try:
        source = read_source(stream, allow_doctype=syntax is Syntax.CXML)
        root = parse_source(source)
    except XmlRefusedError as refused:
        raise NotReadableError(refused.fault) from refused
    types = data_types()
    for element in root.iter():
        if syntax is Syntax.UBL:
            _ubl(element, types, pseudonyms)
        else:
            _cxml(element, pseudonyms)
    body = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    declaration, line_end, rest = bytes(body).partition(b"\n")
    doctype = source.prolog.doctype.encode()
    return declaration + line_end + (doctype + line_end if doctype else b"") + rest


def tree_values(stream: BinaryIO, syntax: Syntax) -> Iterator[str]:
    """Yield every text and attribute of a document."""
    for element in parse_source(read_source(stream, allow_doctype=syntax is Syntax.CXML)).iter():
        yield (element.text or "").strip()
        yield from (str(value) for value in element.attrib.values())


def _ubl(element: Element, types: dict[str, str], pseudonyms: Pseudonyms) -> None:
    name = _local(element)
    kind = types.get(name, "")
    for attribute in _UBL_ATTRIBUTES & {str(key) for key in element.attrib}:
        element.set(attribute, pseudonyms.text(str(element.get(attribute))))
    if len(element) or not (element.text or "").strip():
        return
    text = element.text or ""
    if kind == _AMOUNT:
        element.text = pseudonyms.amount(text)
    elif kind == "BinaryObject":
        element.text = _other_content(text)
    elif not kind or (kind in _UBL_NAMING and name not in _UBL_KEPT and not _is_code(element)):
        element.text = pseudonyms.text(text)


def _is_code(element: Element) -> bool:
    """Whether it is one of UBL's ids that are codes or ordinals: a tax, a category, a line."""
    parent = element.getparent()
    if _local(element) != "ID" or parent is None:
        return False
    return bool(_UBL_CODES_BY_ID.fullmatch(_local(parent)))


def _cxml(element: Element, pseudonyms: Pseudonyms) -> None:
    name = _local(element)
    for key in map(str, element.attrib):
        is_naming = bool(_CXML_ATTRIBUTES.fullmatch(key))
        if is_naming and not (key in {"name", "domain"} and name in _CXML_KEPT_ATTRIBUTES):
            element.set(key, pseudonyms.text(str(element.get(key))))
    if not (element.text or "").strip():
        return
    text = element.text or ""
    if name == "Money":
        element.text = pseudonyms.amount(text)
    elif name not in _CXML_KEPT:
        element.text = pseudonyms.text(text)


def _other_content(text: str) -> str:
    """Return base64 as long as a document's content, of which only a hash is left."""
    length = len(text.strip()) * 3 // 4
    return base64.b64encode(hashlib.shake_256(text.encode()).digest(length)).decode()


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
