"""Kinds of fault in cXML documents, by the DTD of cXML 1.2, with our own documented codes."""

import random
from collections.abc import Callable

from lxml import etree

from tests.edi.mutations.cxml_facts import (
    AMOUNTS,
    CODED,
    DATED,
    FIRST,
    MANDATORY,
    REQUIRED,
    SINGLE,
    TEXTS,
    WHOLE,
)  # fmt: skip
from tests.edi.mutations.trying import Broken, Expected, Kinds
from tests.edi.mutations.xml import Element, XmlFile, add_text_kinds

KINDS: Kinds[XmlFile] = Kinds()
add_text_kinds(KINDS)


def _all(file: XmlFile, *names: str) -> list[Element]:
    """Return the elements of these names, but for those in what is open or secret."""
    found = [each for name in names for each in file.all(f"//{name}")]
    return [each for each in found if not each.xpath("ancestor::Payment | ancestor::Distribution")]


@KINDS.add("mandatory element missing")
def missing(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    found = [
        (parent, child)
        for parent in _all(broken, *MANDATORY)
        for child in MANDATORY[broken.name(parent)]
        if parent.find(child) is not None
    ]
    parent, child = chance.choice(found)
    place = f"{broken.path(parent)}/{child}"
    for each in parent.findall(child):
        parent.remove(each)
    return broken.broken(parent, "cxml-missing", places=[place])


@KINDS.add("mandatory attribute missing")
def attribute_missing(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    found = [
        (element, name)
        for element in _all(broken, *REQUIRED)
        for name in REQUIRED[broken.name(element)]
        if name in element.attrib
    ]
    element, name = chance.choice(found)
    del element.attrib[name]
    return _at_attribute(broken, element, name, "cxml-missing-attribute")


def _at_attribute(broken: XmlFile, element: Element, name: str, code: str) -> Broken:
    return broken.broken(element, code, places=[f"{broken.path(element)}/@{name}"])


@KINDS.add("single element twice")
def twice(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    element = chance.choice(_all(broken, *SINGLE))
    second = etree.fromstring(etree.tostring(element))
    second.tail = None
    element.addnext(second)
    return broken.broken(second, "cxml-too-many")


@KINDS.add("element unknown")
def unknown(file: XmlFile, chance: random.Random) -> Broken:
    return _child(file, chance, chance.choice(["Surprise", "Colour", "orderid", "ItemOUT"]))


@KINDS.add("element of another namespace")
def foreign(file: XmlFile, chance: random.Random) -> Broken:
    return _child(file, chance, chance.choice(["{urn:x}Note", "{http://a.example/b}Money"]))


def _child(file: XmlFile, chance: random.Random, tag: str) -> Broken:
    """Put an element of a name among those of some element that may have elements."""
    broken = file.copy()
    parents = [each for each in _all(broken, *MANDATORY) if len(each)]
    parent = chance.choice(parents)
    child = etree.Element(tag)
    child.text = "1"
    parent.insert(chance.randint(0, len(parent)), child)
    name = etree.QName(child).localname
    return Broken(
        broken.bytes(),
        Expected(None, (f"{broken.path(parent)}/{name}",), ("cxml-unknown",)),
    )


@KINDS.add("element after those it belongs before")
def misplaced(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = [each for each in _all(broken, *FIRST) if each.getnext() is not None]
    if not found:
        return None
    element = chance.choice(found)
    parent = element.getparent()
    assert parent is not None
    parent.append(element)
    return broken.broken(element, "cxml-misplaced")


@KINDS.add("attribute unknown")
def unknown_attribute(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    element = chance.choice(_all(broken, *MANDATORY, *REQUIRED))
    element.set(chance.choice(["hue", "Quantity", "orderid"]), "1")
    return broken.broken(element, "cxml-unknown-attribute")


def _attribute_kind(
    name: str,
    of: Callable[[XmlFile], list[tuple[Element, str]]],
    bad: Callable[[random.Random], str],
    code: str = "cxml-value",
) -> None:
    def kind(file: XmlFile, chance: random.Random) -> Broken | None:
        broken = file.copy()
        found = of(broken)
        if not found:
            return None
        element, attribute = chance.choice(found)
        element.set(attribute, bad(chance))
        return _at_attribute(broken, element, attribute, code)

    KINDS[name] = kind


def _having(*names: str) -> Callable[[XmlFile], list[tuple[Element, str]]]:
    return lambda file: [(element, name) for name in names for element in file.all(f"//*[@{name}]")]


def _coded(file: XmlFile) -> list[tuple[Element, str]]:
    return [(each, name) for parent, name in CODED for each in file.all(f"//{parent}[@{name}]")]


_attribute_kind(
    "code not in its list",
    _coded,
    lambda chance: chance.choice(["maybe", "NEW", "x", "0"]),
    "cxml-code",
)
_attribute_kind(
    "no day of the calendar",
    _having(*DATED),
    lambda chance: chance.choice(
        ["2026-13-45", "2026-02-31T09:30:00Z", "2027-02-29", "0000-01-01"]
    ),
)
_attribute_kind(
    "date in another notation",
    _having(*DATED),
    lambda chance: chance.choice(["20261121", "21.11.2026", "11/21/2026", "soon"]),
)
_attribute_kind(
    "no time of day",
    _having(*DATED),
    lambda chance: chance.choice(
        ["2026-11-21T25:00:00Z", "2026-11-21T09:60:00", "2026-11-21Tnoon"]
    ),
)
_attribute_kind(
    "letters for a quantity",
    _having("quantity"),
    lambda chance: chance.choice(["12O", "NaN", "INF", "ten"]),
)
_attribute_kind(
    "quantity in another notation",
    _having("quantity"),
    lambda chance: chance.choice(["5,0", "1e9", "1 000", "0x10", "1.2.3", "--5"]),
)
_attribute_kind(
    "number of a line that is not whole",
    _having(*WHOLE),
    lambda chance: chance.choice(["1.5", "-1", "A", "1 0", "9" * 19]),
)
_attribute_kind(
    "no code of a currency",
    lambda file: [(each, "currency") for each in file.all("//Money")],
    lambda chance: chance.choice(["euro", "EURO", "eur", "€", "E1R"]),
)


def _amount_kind(name: str, bad: Callable[[random.Random], str]) -> None:
    def kind(file: XmlFile, chance: random.Random) -> Broken | None:
        broken = file.copy()
        found = broken.all(AMOUNTS)
        if not found:
            return None
        element = chance.choice(found)
        element.text = bad(chance)
        return broken.broken(element, "cxml-value")

    KINDS[name] = kind


_amount_kind("letters for an amount", lambda chance: chance.choice(["12O", "NaN", "ten", "EUR 5"]))
_amount_kind("amount in another notation", lambda chance: chance.choice(["9,25", "1e9", "1.2.3"]))
_amount_kind("amount empty", lambda _: "")
_amount_kind("amount of a hundred digits", lambda chance: "9" * chance.randint(101, 400))


@KINDS.add("element in a value")
def nested(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    element = chance.choice(_all(broken, *TEXTS, "Money"))
    etree.SubElement(element, chance.choice(["b", "Money", "Name"])).text = "1"
    return broken.broken(element, "cxml-nested")


@KINDS.add("text between elements")
def stray_text(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    parent = chance.choice([each for each in _all(broken, *MANDATORY) if len(each)])
    if chance.random() < 0.5:
        parent.text = "lost"
    else:
        chance.choice(list(parent)).tail = "lost"
    return broken.broken(parent, "cxml-stray-text")


@KINDS.add("order not named")
def no_order(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = broken.all("//ConfirmationRequest/OrderReference")
    if not found:
        return None
    element = chance.choice(found)
    if "orderID" in element.attrib:
        del element.attrib["orderID"]
    return _at_attribute(broken, element, "orderID", "cxml-no-order")


@KINDS.add("invoice without orders")
def nothing_billed(file: XmlFile, _chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = broken.all("//InvoiceDetailRequest")
    if not found:
        return None
    (parent,) = found
    for name in ("InvoiceDetailOrder", "InvoiceDetailHeaderOrder"):
        for each in parent.findall(name):
            parent.remove(each)
    place = f"{broken.path(parent)}/InvoiceDetailOrder"
    return broken.broken(parent, "cxml-missing", places=[place])


@KINDS.add("request empty")
def empty(file: XmlFile, _chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = broken.all("/cXML/Request")
    if not found:
        return None
    (parent,) = found
    for each in list(parent):
        parent.remove(each)
    return broken.broken(parent, "cxml-missing")


@KINDS.add("request of another kind")
def other_request(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = broken.all("/cXML/Request/*")
    if not found:
        return None
    element = found[0]
    element.tag = chance.choice(
        ["CatalogUploadRequest", "QuoteRequest", "PaymentRemittanceRequest"]
    )
    return broken.broken(element, "cxml-unknown")


@KINDS.add("root of another name")
def other_root(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    broken.root.tag = chance.choice(["CXML", "xCBL", "Order", "{urn:x}cXML"])
    return Broken(broken.bytes(), Expected(None, ("",), ("cxml-root",)))
