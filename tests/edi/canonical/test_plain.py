import json
import typing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edi.canonical.charges import TaxCategory
from edi.canonical.documents import Document
from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Party
from edi.canonical.plain import KINDS, NotADocumentError, from_plain, kind_of, to_plain
from tests.edi.canonical.documents import anything
from tests.edi.examples import examples

ORDER = Order(
    "DT-1",
    date(2026, 11, 21),
    parties=(Party("buyer", "Danzig"),),
    lines=(OrderLine("1", Decimal(120), Unit("EA"), Money(Decimal("9.25"), "EUR")),),
)
PLAIN = {
    "document_type": "order",
    "number": "DT-1",
    "issued": "2026-11-21",
    "parties": [{"role": "buyer", "name": "Danzig"}],
    "lines": [
        {
            "number": "1",
            "quantity": "120",
            "unit": {"code": "EA"},
            "price": {"amount": "9.25", "currency": "EUR"},
        }
    ],
}


def test_an_order_is_plain_with_amounts_as_text_and_without_what_is_absent() -> None:
    assert to_plain(ORDER) == PLAIN


def test_every_class_of_documents_has_a_name() -> None:
    assert set(KINDS.values()) == set(typing.get_args(Document))


@settings(
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)
@given(st.one_of([anything(kind) for kind in KINDS.values()]))
def test_every_document_comes_back_through_json_as_it_was(document: Document) -> None:
    plain = to_plain(document)

    assert from_plain(json.loads(json.dumps(plain))) == document
    assert plain["document_type"] == kind_of(document)


def test_an_emptied_field_with_a_default_comes_back_empty() -> None:
    order = Order("1", date(2026, 1, 1), kind="", lines=(OrderLine("1", tax=TaxCategory("")),))
    assert from_plain(to_plain(order)) == order


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document_type": "letter"}, "“document_type” must be one of: order"),
        ({"number": 7}, "number must be a text"),
        ({"issued": "21.11.2026"}, "issued must be a date"),
        ({"color": "red"}, "color: no such field; there are number"),
        ({"purpose": "none"}, "purpose must be one of: original"),
        ({"lines": {}}, "lines must be a list"),
        ({"lines": ["x"]}, "lines[0] must be an object"),
        ({"lines": [{"number": "1", "quantity": 1.5}]}, "lines[0].quantity must be a number"),
        ({"lines": [{"number": "1", "quantity": "NaN"}]}, "lines[0].quantity must be a number"),
        ({"lines": [{"number": "1", "quantity": True}]}, "lines[0].quantity must be a number"),
        ({"lines": [{"price": {"currency": "EUR"}}]}, "lines[0].price.amount is missing"),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(NotADocumentError) as refused:
        from_plain(PLAIN | change)

    assert said in str(refused.value)


@pytest.mark.parametrize("data", [None, 7, "order", [], {}])
def test_other_data_is_no_document(data: object) -> None:
    with pytest.raises(NotADocumentError):
        from_plain(data)
