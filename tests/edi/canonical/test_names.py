"""Every syntax speaks of the same things by the same names."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from edi import record
from edi.canonical import names
from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Measure, Moment
from edi.canonical.parties import Channel, Contact, Identifier, Party, Reference
from edi.messages.edifact import codes as edifact
from edi.messages.formats import read
from edi.messages.results import MessageResult
from edi.messages.x12 import codes as x12
from edi.record import Record

TESTS = Path(__file__).parents[2]
CORPUS = TESTS.parents[1] / "shared" / "corpus"
SAMPLES = sorted(
    path
    for folder in (TESTS, CORPUS)
    for path in folder.rglob("*")
    if path.suffix in {".edi", ".xml"} and path.name != "NonEdi.edi"
)
IDENTIFIERS = names.PARTY_SCHEMES | names.PRODUCT_SCHEMES
NAMED: dict[type, tuple[str, Mapping[str, str]]] = {
    Party: ("role", names.PARTY_ROLES),
    Identifier: ("scheme", IDENTIFIERS),
    Contact: ("role", names.CONTACT_ROLES),
    Channel: ("kind", names.CHANNELS),
    Moment: ("kind", names.DATE_KINDS),
    Reference: ("kind", names.REFERENCE_KINDS),
    Measure: ("kind", names.MEASURE_KINDS),
    TaxCategory: ("kind", names.TAX_KINDS),
}
LISTS = {
    "PARTY_ROLES": names.PARTY_ROLES,
    "PARTY_SCHEMES": names.PARTY_SCHEMES,
    "PRODUCT_SCHEMES": names.PRODUCT_SCHEMES,
    "CONTACT_ROLES": names.CONTACT_ROLES,
    "CHANNELS": names.CHANNELS,
    "DATE_KINDS": names.DATE_KINDS,
    "DESPATCH_DATES": names.DATE_KINDS,
    "DESPATCH_DATE_KINDS": names.DATE_KINDS,
    "INVOICE_DATE_KINDS": names.DATE_KINDS,
    "REFERENCE_KINDS": names.REFERENCE_KINDS,
    "MEASURES": names.MEASURE_KINDS,
    "TAX_KINDS": names.TAX_KINDS,
    "TAXES": names.TAX_KINDS,
    "PRICE_BASES": names.PRICE_BASES,
    "ORDER_KINDS": names.ORDER_KINDS,
}


def named(part: object) -> Iterator[tuple[type, str]]:
    """Yield every name in a document, with the class it stands in."""
    if isinstance(part, tuple):
        for each in part:
            yield from named(each)
    elif isinstance(part, Record):
        if type(part) in NAMED:
            yield type(part), getattr(part, NAMED[type(part)][0])
        for name in record.names(part):
            yield from named(getattr(part, name))


@pytest.mark.parametrize("syntax", [x12, edifact], ids=["X12", "EDIFACT"])
def test_code_lists_lead_to_names_of_the_vocabulary(syntax: object) -> None:
    for name, vocabulary in LISTS.items():
        found = getattr(syntax, name, None)
        for known in found._codes if found else ():
            assert names.is_known(known, vocabulary), (name, known)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_documents_hold_no_name_outside_the_vocabulary(path: Path) -> None:
    for result in read(io.BytesIO(path.read_bytes())):
        document = result.document if isinstance(result, MessageResult) else None
        for kind, name in named(document):
            assert names.is_known(name, NAMED[kind][1]), (kind.__name__, name)
