"""Kinds of fault in UBL documents: in their structure. See `ubl_rules` for what they say."""

import random
from collections.abc import Callable

from lxml import etree

from edi.messages.ubl.tables import CAC, CBC
from tests.edi.mutations.trying import Broken, Expected, Kinds
from tests.edi.mutations.xml import Element, XmlFile, add_text_kinds

PREFIXES = {"cac": CAC, "cbc": CBC}
KINDS: Kinds[XmlFile] = Kinds()
add_text_kinds(KINDS)
# What the schemas of UBL 2.1 require, by parent.
MANDATORY = {
    "Order": ["cbc:ID", "cbc:IssueDate", "cac:BuyerCustomerParty", "cac:SellerSupplierParty",
              "cac:OrderLine"],
    "cac:OrderLine": ["cac:LineItem"],
    "cac:LineItem": ["cbc:ID", "cac:Item"],
    "Invoice": ["cbc:ID", "cbc:IssueDate", "cac:AccountingSupplierParty",
                "cac:AccountingCustomerParty", "cac:LegalMonetaryTotal", "cac:InvoiceLine"],
    "cac:InvoiceLine": ["cbc:ID", "cbc:LineExtensionAmount", "cac:Item"],
    "cac:LegalMonetaryTotal": ["cbc:PayableAmount"],
    "DespatchAdvice": ["cbc:ID", "cbc:IssueDate", "cac:DespatchSupplierParty",
                       "cac:DeliveryCustomerParty", "cac:DespatchLine"],
    "cac:DespatchLine": ["cbc:ID", "cac:OrderLineReference", "cac:Item"],
    "cac:OrderLineReference": ["cbc:LineID"],
    "cac:Price": ["cbc:PriceAmount"],
    "cac:PartyName": ["cbc:Name"],
    "cac:TaxTotal": ["cbc:TaxAmount"],
    "cac:TaxSubtotal": ["cbc:TaxAmount", "cac:TaxCategory"],
    "cac:AllowanceCharge": ["cbc:ChargeIndicator", "cbc:Amount"],
    "cac:PartyTaxScheme": ["cac:TaxScheme"],
    "cac:ClassifiedTaxCategory": ["cac:TaxScheme"],
}  # fmt: skip
SINGLE = ["cac:LineItem", "cac:Item", "cac:Price", "cac:PostalAddress", "cac:Country",
          "cac:LegalMonetaryTotal", "cbc:IssueDate", "cbc:DocumentCurrencyCode", "cbc:PriceAmount",
          "cbc:CityName", "cac:BuyerCustomerParty", "cac:DespatchSupplierParty"]  # fmt: skip


def _named(file: XmlFile, *names: str) -> list[Element]:
    return [each for name in names for each in file.all(f"//{name}")]


def _ending(*ends: str) -> str:
    tests = " or ".join(
        f"substring(local-name(), string-length(local-name()) - {len(end) - 1})='{end}'"
        for end in ends
    )
    return f"//cbc:*[{tests}]"


DATES, TIMES = _ending("Date"), _ending("Time")
AMOUNTS = _ending("Amount")
NUMBERS = _ending("Amount", "Quantity", "Percent", "Numeric", "Measure")
INDICATORS = _ending("Indicator")
TEXTS = _ending("ID", "Name", "Note", "Description", "Code")


@KINDS.add("mandatory element missing")
def missing(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = [
        (parent, child)
        for parent in broken.root.iter("*")
        for child in MANDATORY.get(broken.name(parent), [])
    ]
    parent, child = chance.choice(found)
    place = f"{broken.path(parent)}/{child}"
    for each in [each for each in parent if broken.name(each) == child]:
        parent.remove(each)
    return broken.broken(parent, "ubl-missing", places=[place])


@KINDS.add("single element twice")
def twice(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = _named(broken, *SINGLE)
    if not found:
        return None
    element = chance.choice(found)
    second = etree.fromstring(etree.tostring(element))
    second.tail = None
    element.addnext(second)
    return broken.broken(second, "ubl-too-many")


@KINDS.add("element unknown")
def unknown(file: XmlFile, chance: random.Random) -> Broken:
    name = chance.choice(["Surprise", "IssueDay", "id", "Colour"])
    return _child(file, chance, f"{{{CBC}}}{name}")


@KINDS.add("element of another namespace")
def foreign(file: XmlFile, chance: random.Random) -> Broken:
    return _child(file, chance, chance.choice(["{urn:x}ID", "{http://a.example/b}Note"]))


def _child(file: XmlFile, chance: random.Random, tag: str) -> Broken:
    """Put an element of a name among those of some aggregate."""
    broken = file.copy()
    parents = [each for each in broken.root.iter("*") if len(each)]
    parent = chance.choice(parents)
    child = etree.Element(tag)
    child.text = "1"
    parent.insert(chance.randint(0, len(parent)), child)
    return broken.broken(child, "ubl-unknown")


@KINDS.add("value after an aggregate")
def misplaced(file: XmlFile, chance: random.Random) -> Broken | None:
    """In UBL all values (cbc) of an aggregate stand before the aggregates in it (cac)."""
    broken = file.copy()
    found = [
        each
        for each in broken.all("//cbc:*[following-sibling::cac:*]")
        if not any(True for _ in each.itersiblings(each.tag))
        and not any(True for _ in each.itersiblings(each.tag, preceding=True))
    ]
    element = chance.choice(found)
    parent = element.getparent()
    assert parent is not None
    parent.append(element)
    return broken.broken(element, "ubl-misplaced")


def _value_kind(
    name: str, path: str, bad: Callable[[random.Random], str], code: str = "ubl-value"
) -> None:
    def kind(file: XmlFile, chance: random.Random) -> Broken | None:
        broken = file.copy()
        found = broken.all(path)
        if not found:
            return None
        element = chance.choice(found)
        element.text = bad(chance)
        return broken.broken(element, code)

    KINDS[name] = kind


_value_kind(
    "no day of the calendar",
    DATES,
    lambda chance: chance.choice(["2026-13-45", "2026-02-31", "2027-02-29", "0000-01-01"]),
)
_value_kind(
    "date in another notation",
    DATES,
    lambda chance: chance.choice(["20261121", "21.11.2026", "2026-11-21T09:30:00", "soon", ""]),
)
_value_kind(
    "no time of day", TIMES, lambda chance: chance.choice(["25:00:00", "09:60:00", "9:30", "noon"])
)
_value_kind(
    "letters for a number", NUMBERS, lambda chance: chance.choice(["12O", "NaN", "INF", "ten", "x"])
)
_value_kind(
    "number in another notation",
    NUMBERS,
    lambda chance: chance.choice(["9,25", "1e9", "1 000", "0x10", "1.2.3", "--5"]),
)
_value_kind("number empty", NUMBERS, lambda _: "")
_value_kind("number of a hundred digits", NUMBERS, lambda chance: "9" * chance.randint(101, 400))
_value_kind(
    "neither true nor false", INDICATORS, lambda chance: chance.choice(["yes", "TRUE", "2", ""])
)
_value_kind("text too long", TEXTS, lambda _: "x" * 1_000_001, "ubl-too-long")


@KINDS.add("amount without currency")
def no_currency(file: XmlFile, chance: random.Random) -> Broken | None:
    broken = file.copy()
    found = broken.all(f"{AMOUNTS}[@currencyID]")
    if not found:
        return None
    element = chance.choice(found)
    del element.attrib["currencyID"]
    return broken.broken(element, "ubl-missing-attribute")


@KINDS.add("attribute unknown")
def unknown_attribute(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    element = chance.choice(broken.all("//cbc:* | //cac:*"))
    element.set(chance.choice(["hue", "id", "schemaID"]), "1")
    return broken.broken(element, "ubl-unknown-attribute")


@KINDS.add("element in a value")
def nested(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    element = chance.choice(broken.all("//cbc:*"))
    etree.SubElement(element, f"{{{CBC}}}ID").text = "1"
    return broken.broken(element, "ubl-nested")


@KINDS.add("text between elements")
def stray_text(file: XmlFile, chance: random.Random) -> Broken:
    broken = file.copy()
    parent = chance.choice([each for each in broken.root.iter("*") if len(each)])
    if chance.random() < 0.5:
        parent.text = "lost"
    else:
        chance.choice(list(parent)).tail = "lost"
    return broken.broken(parent, "ubl-stray-text")


@KINDS.add("lines counted wrong")
def wrong_count(file: XmlFile, chance: random.Random) -> Broken | None:
    if file.kind not in {"Order", "Invoice"}:
        return None
    broken = file.copy()
    for each in broken.all("/*/cbc:LineCountNumeric"):
        broken.root.remove(each)
    codes = ["cbc:AccountingCost", "cbc:DocumentCurrencyCode", "cbc:TaxCurrencyCode",
             "cbc:PricingCurrencyCode", "cbc:AccountingCostCode"]  # fmt: skip
    before = [each for code in codes for each in broken.all(f"/*/{code}")]
    if not before:
        return None
    count = etree.Element(f"{{{CBC}}}LineCountNumeric")
    lines = len(broken.all("/*/cac:OrderLine | /*/cac:InvoiceLine"))
    count.text = str(lines + chance.choice([1, 2, 99]))
    max(before, key=broken.ordinal).addnext(count)
    return broken.broken(count, "ubl-line-count")


@KINDS.add("document of another kind")
def other_kind(file: XmlFile, chance: random.Random) -> Broken:
    other = chance.choice(["Catalogue", "Waybill", "Statement"]).encode()
    kind = file.kind.encode()
    data = file.data.replace(b"xsd:" + kind + b"-2", b"xsd:" + other + b"-2")
    data = data.replace(b"<" + kind, b"<" + other, 1)
    data = data[: data.rindex(b"</")] + b"</" + other + b">"
    return Broken(data, Expected(None, (f"/{other.decode()}",), ("ubl-unsupported",), 1))


@KINDS.add("root of another namespace")
def other_namespace(file: XmlFile, chance: random.Random) -> Broken:
    space = f"urn:oasis:names:specification:ubl:schema:xsd:{file.kind}-2".encode()
    data = file.data.replace(space, chance.choice([b"urn:mine", b"http://b.example/order"]))
    return Broken(data, Expected(None, ("",), ("ubl-not-ubl",)))
