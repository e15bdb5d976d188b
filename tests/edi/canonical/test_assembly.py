from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from edi.canonical.assembly import assembler
from edi.canonical.orders import OrderLine
from edi.messages.x12.results import MessageResult
from edi.syntax.faults import Position


def test_an_assembled_document_equals_a_constructed_one() -> None:
    assembled = assembler(OrderLine)("1", Decimal(5), notes=("Careful",))
    assert assembled == OrderLine("1", Decimal(5), notes=("Careful",))
    assert type(assembled) is OrderLine
    assert hash(assembled) == hash(OrderLine("1", Decimal(5), notes=("Careful",)))


def test_what_inherits_fields_can_be_assembled() -> None:
    given = {"message": "850", "version": "004010", "control_number": "1", "document": None}
    place = {"interchange": None, "group": None, "position": Position(0), "segment_count": 2}
    assembled = assembler(MessageResult)(**given, **place, faults=())  # type: ignore[arg-type]
    assert assembled == MessageResult(**given, **place, faults=())  # type: ignore[arg-type]
    assert type(assembled) is MessageResult
    with pytest.raises(FrozenInstanceError):
        assembled.version = "005010"  # type: ignore[misc]


def test_an_assembled_document_is_frozen() -> None:
    assembled = assembler(OrderLine)("1")
    with pytest.raises(FrozenInstanceError):
        assembled.number = "2"  # type: ignore[misc]


def test_a_field_without_a_default_has_to_be_given() -> None:
    with pytest.raises(TypeError):
        assembler(OrderLine)()  # type: ignore[call-arg]
