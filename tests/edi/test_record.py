import gc
import typing
from decimal import Decimal

import pytest

from edi.canonical.orders import OrderLine
from edi.canonical.plain import KINDS
from edi.messages.x12.results import MessageResult
from edi.record import REQUIRED, Record, fields, is_record, names

LINE = OrderLine("1", Decimal(5), notes=("Careful",))


def test_a_record_equals_one_with_the_same_fields() -> None:
    assert OrderLine("1", Decimal("5.0"), notes=("Careful",)) == LINE
    assert hash(OrderLine("1", Decimal("5.0"), notes=("Careful",))) == hash(LINE)
    assert OrderLine("2", Decimal(5), notes=("Careful",)) != LINE


def test_a_record_is_frozen() -> None:
    with pytest.raises(AttributeError):
        LINE.number = "2"  # type: ignore[misc]


def test_a_field_without_a_default_has_to_be_given() -> None:
    with pytest.raises(TypeError):
        OrderLine()  # type: ignore[call-arg]
    assert [each.name for each in fields(OrderLine) if each.default is REQUIRED] == ["number"]


def test_what_inherits_fields_has_those_of_its_base_first() -> None:
    assert names(MessageResult)[:3] == ("message", "version", "control_number")
    assert {"interchange", "group"} <= set(names(MessageResult))


def parts(kind: typing.Any) -> set[typing.Any]:
    """Return the types that fields of a class of records have, and those of their parts."""
    found: set[typing.Any] = set()
    waiting = list(typing.get_type_hints(kind).values())
    while waiting:
        hint = waiting.pop()
        inner = [each for each in typing.get_args(hint) if each is not Ellipsis]
        waiting += inner
        if not inner and hint not in found:
            found.add(hint)
            waiting += typing.get_type_hints(hint).values() if is_record(hint) else ()
        elif inner:
            found.add(typing.get_origin(hint))
    return found


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_document_holds_what_could_lead_back_to_it(kind: type[Record]) -> None:
    """The garbage collector passes records over, so a cycle with one would stay for ever."""
    assert not parts(kind) & {list, dict, set, object}
    assert not gc.is_tracked(LINE)
