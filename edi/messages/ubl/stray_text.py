"""Text between elements, which belongs to none of them."""

from typing import Any, cast

from lxml import etree

from edi.messages.ubl import wording
from edi.messages.ubl.findings import Finding, Findings
from edi.messages.ubl.tables import PREFIXES
from edi.syntax.faults import Level
from edi.syntax.xml.parsing import Element, split_name
from edi.syntax.xml.positions import name_of

_STRAY = etree.XPath("descendant-or-self::*[*]/text()[normalize-space()]")


def check_text(root: Element, path: str, findings: Findings) -> None:
    """Note all such text below an element, whose own path is `path`."""
    for text in cast("list[Any]", _STRAY(root)):
        inside = text.getparent().getparent() if text.is_tail else text.getparent()
        place = path + _path_below(root, inside)
        sentence = wording.stray_text(_name(inside), str(text).strip())
        findings.note(Finding(Level.SEGMENT, "ubl-stray-text", place, sentence, str(text)))


def _path_below(root: Element, element: Element) -> str:
    if element is root:
        return ""
    parent = element.getparent()
    if parent is None:
        return ""
    equal = [each for each in parent if each.tag == element.tag]
    index = f"[{equal.index(element) + 1}]" if len(equal) > 1 else ""
    return f"{_path_below(root, parent)}/{_name(element)}{index}"


def _name(element: Element) -> str:
    return name_of(*split_name(element.tag), PREFIXES)
