from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from edi.canonical.assembly import assembler
from edi.canonical.orders import OrderLine


def test_an_assembled_document_equals_a_constructed_one() -> None:
    assembled = assembler(OrderLine)("1", Decimal(5), notes=("Careful",))
    assert assembled == OrderLine("1", Decimal(5), notes=("Careful",))
    assert type(assembled) is OrderLine
    assert hash(assembled) == hash(OrderLine("1", Decimal(5), notes=("Careful",)))


def test_an_assembled_document_is_frozen() -> None:
    assembled = assembler(OrderLine)("1")
    with pytest.raises(FrozenInstanceError):
        assembled.number = "2"  # type: ignore[misc]


def test_a_field_without_a_default_has_to_be_given() -> None:
    with pytest.raises(TypeError):
        assembler(OrderLine)()  # type: ignore[call-arg]
