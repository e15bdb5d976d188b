"""XML files to break: paths as faults write them, and kinds of fault that all XML has."""

import random
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import cast

from lxml import etree

from tests.edi.mutations.trying import Broken, Expected, Kinds

Element = etree._Element


class XmlFile:
    """A document as a tree. `prefixes` are those of paths; `kind` is the root's local name."""

    def __init__(self, data: bytes, prefixes: Mapping[str, str]) -> None:
        self.data = data
        self.prefixes = dict(prefixes)
        self.root: Element = etree.fromstring(data)
        self.kind = etree.QName(self.root).localname

    def copy(self) -> "XmlFile":
        return deepcopy(self)

    def all(self, path: str) -> list[Element]:
        return cast("list[Element]", self.root.xpath(path, namespaces=self.prefixes or None))

    def bytes(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")

    def name(self, element: Element) -> str:
        space, local = etree.QName(element).namespace, etree.QName(element).localname
        if not space or element is self.root:
            return local
        known = {uri: prefix for prefix, uri in self.prefixes.items()}
        return f"{known[space]}:{local}" if space in known else f"{{{space}}}{local}"

    def path(self, element: Element) -> str:
        """Return the path with `[n]` for all but the first of equal names."""
        parent = element.getparent()
        if parent is None:
            return f"/{self.name(element)}"
        equal = [each for each in parent if each.tag == element.tag]
        at = equal.index(element) + 1
        return f"{self.path(parent)}/{self.name(element)}" + (f"[{at}]" if at > 1 else "")

    def ordinal(self, element: Element) -> int:
        """Return which element of the document it is, the root being 1."""
        return list(self.root.iter("*")).index(element) + 1

    def broken(self, element: Element, *codes: str, places: Sequence[str] = ()) -> Broken:
        """Expect a fault at an element, or at `places` instead."""
        at = self.ordinal(element)
        named = tuple(places) or (self.path(element),)
        return Broken(self.bytes(), Expected(None, named, codes, at))


def plain_path(path: str) -> str:
    """Leave out what may be left out: that a place is the first of its name."""
    return path.replace("[1]", "")


def add_text_kinds(kinds: Kinds[XmlFile]) -> None:
    """Add kinds of fault in the text of a document, before it is a tree."""
    _add_traps(kinds)

    @kinds.add("file cut off")
    def cut(file: XmlFile, chance: random.Random) -> Broken:
        first = file.data.index(b">", file.data.index(b"<" + file.kind.encode())) + 1
        return _unreadable(file.data[: chance.randrange(first, len(file.data) - 3)], _BAD)

    @kinds.add("end tag of another element")
    def wrong_end(file: XmlFile, chance: random.Random) -> Broken:
        ends = file.data.split(b"</")
        at = chance.randrange(1, len(ends))
        return _unreadable(b"</".join([*ends[:at], b"x" + ends[at], *ends[at + 1 :]]), _BAD)

    @kinds.add("bare ampersand")
    def ampersand(file: XmlFile, chance: random.Random) -> Broken:
        return _unreadable(_in_text(file, chance, b"A & B"), _BAD)

    @kinds.add("reference to an entity that is not declared")
    def entity(file: XmlFile, chance: random.Random) -> Broken:
        return _unreadable(_in_text(file, chance, b"&euro;"), _BAD)

    @kinds.add("control character in text")
    def control(file: XmlFile, chance: random.Random) -> Broken:
        bad = chance.choice([b"\x07", b"&#1;", b"\0", b"&#0;"])
        return _unreadable(_in_text(file, chance, bad), _BAD)

    @kinds.add("bytes that are no characters")
    def bad_bytes(file: XmlFile, chance: random.Random) -> Broken:
        return _unreadable(_in_text(file, chance, chance.choice([b"\xff", b"\xc3"])), _BAD)

    @kinds.add("attribute twice")
    def attribute_twice(file: XmlFile, chance: random.Random) -> Broken:
        at = chance.choice([each.end() for each in _START.finditer(file.data)])
        return _unreadable(file.data[:at] + b' twice="1" twice="2"' + file.data[at:], _BAD)


def _add_traps(kinds: Kinds[XmlFile]) -> None:
    @kinds.add("declared in an encoding it is not in")
    def encoding(file: XmlFile, chance: random.Random) -> Broken:
        claimed = chance.choice([b"UTF-16", b"x-klingon", b"UTF-7"])
        head, _, rest = file.data.partition(b"?>")
        head = b'<?xml version="1.0" encoding="' + claimed + b'"'
        return _unreadable(head + b"?>" + rest, "xml-encoding")

    @kinds.add("entities declared")
    def declared(file: XmlFile, chance: random.Random) -> Broken:
        declaration = chance.choice(
            [b'<!ENTITY x "y">', b'<!ENTITY x SYSTEM "file:///etc/passwd">']
        )
        head, _, rest = file.data.partition(b"?>")
        doctype = b"<!DOCTYPE %s [%s]>" % (file.kind.encode(), declaration)
        return _unreadable(head + b"?>" + doctype + rest, "xml-doctype")

    @kinds.add("elements nested too deep")
    def deep(file: XmlFile, chance: random.Random) -> Broken:
        times = chance.randint(150, 2000)
        return _unreadable(_in_text(file, chance, b"<x>" * times + b"</x>" * times), "xml-too-deep")


def _unreadable(data: bytes, code: str) -> Broken:
    return Broken(data, Expected(None, ("",), (code,)))


_BAD = "xml-not-well-formed"
_START = re.compile(rb"<[A-Za-z][\w:.\-]*")


def _in_text(file: XmlFile, chance: random.Random, instead: bytes) -> bytes:
    """Replace the text of some element."""
    parts = file.data.split(b"</")
    found = [at for at, part in enumerate(parts[:-1]) if part.rpartition(b">")[2].strip()]
    at = chance.choice(found)
    start, mark, _ = parts[at].rpartition(b">")
    return b"</".join([*parts[:at], start + mark + instead, *parts[at + 1 :]])
