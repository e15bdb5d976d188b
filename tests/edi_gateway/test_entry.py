"""What forbids an order to be taken is said so that the sender knows what to change."""

from datetime import date
from decimal import Decimal

import pytest

from edi.canonical.measures import Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.orders.entry import LARGEST, problems_of

PIECE = Unit("C62")


def order_of(line: OrderLine) -> Order:
    return Order(number="4711", issued=date(2026, 11, 24), lines=(line,))


def problem_of(**line: object) -> str:
    """Return the one sentence about an order whose only line is this."""
    values = {"number": "10", "quantity": Decimal(1), "unit": PIECE, **line}
    (sentence,) = problems_of(order_of(OrderLine(**values)), "EUR")  # type: ignore[arg-type]
    return sentence


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"unit": None}, "Line 10 names no unit. Add what is missing."),
        ({"quantity": None}, "Line 10 names no quantity. Add what is missing."),
        (
            {"unit": None, "quantity": None},
            "Line 10 names no quantity and no unit. Add what is missing.",
        ),
        ({"quantity": Decimal(0)}, "Line 10 orders 0. A quantity must be above zero."),
        (
            {"quantity": LARGEST},
            f"Line 10 orders {LARGEST}. That is too many to be right. Check the quantity.",
        ),
        (
            {"price": Money(Decimal(-1))},
            "Line 10 has the price -1. A price cannot be negative.",
        ),
        (
            {"price": Money(LARGEST)},
            f"Line 10 has the price {LARGEST}. That is too much to be right. Check the price.",
        ),
    ],
)
def test_a_line_is_refused_with_what_is_wrong_about_it(
    line: dict[str, object], sentence: str
) -> None:
    assert problem_of(**line) == sentence


def test_an_order_without_a_currency_names_the_unknown_one_of_its_agreement() -> None:
    order = order_of(OrderLine("10", Decimal(1), PIECE))

    (sentence,) = problems_of(order, "XYZ1")

    assert sentence == "The currency XYZ1 is unknown. Use an ISO 4217 code."
