from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from edi.canonical.measures import Moment
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Party, Reference
from edi.messages.comparing import left_out

ORDER = Order("1", date(2026, 11, 21), lines=(OrderLine("1", Decimal(5)), OrderLine("2")))


def test_equal_documents_leave_nothing_out() -> None:
    assert left_out(ORDER, ORDER) == ()


def test_what_only_the_copy_says_is_not_left_out() -> None:
    assert left_out(Order("1", date(2026, 11, 21)), ORDER) == ()


def test_a_changed_field_is_named_by_its_path() -> None:
    copy = Order("1", date(2026, 11, 21), lines=(OrderLine("1", Decimal(6)), OrderLine("2")))
    assert left_out(ORDER, copy) == ("lines[0].quantity",)


def test_a_missing_one_of_several_is_named_and_the_others_are_not() -> None:
    references = tuple(Reference("x12:PS", text) for text in "abc")
    given = Order("1", date(2026, 11, 21), references=references)
    copy = Order("1", date(2026, 11, 21), references=(references[0], references[2]))
    assert left_out(given, copy) == ("references[1]",)


def test_a_value_of_another_kind_is_named_as_a_whole() -> None:
    given = Order("1", date(2026, 11, 21), parties=(Party("buyer"),))
    assert left_out(given, Order("1", date(2026, 11, 21))) == ("parties[0]",)
    assert left_out(Moment("ship", date(2026, 1, 1)), None) == ("",)


def test_blanks_at_the_end_are_not_content() -> None:
    assert left_out(Reference("x12:PS", "a  "), Reference("x12:PS", "a")) == ()


def test_one_that_is_changed_beside_one_that_is_missing_is_named_inside() -> None:
    given = Order("1", date(2026, 11, 21), lines=(OrderLine("1", Decimal(5)), OrderLine("2")))
    copy = Order("1", date(2026, 11, 21), lines=(OrderLine("1", Decimal(6)),))
    assert left_out(given, copy) == ("lines[0].quantity", "lines[1]")


def test_parties_in_another_order_are_not_left_out() -> None:
    buyer, seller = Party("buyer", "Danzig"), Party("seller", "Hansa")
    order = Order("1", date(2026, 11, 21), parties=(buyer, seller))
    swapped = replace(order, parties=(Party("ship-from", "Hansa"), seller, buyer))

    assert left_out(order, swapped) == ()
    assert left_out(swapped, order) == ("parties[0]",)
