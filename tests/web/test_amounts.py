"""Amounts are typed as they are shown, and none is read in two ways."""

from decimal import Decimal

import pytest
from flask import Flask, g

from portal.web.amounts import read_amount, write_amount
from tests.web.conftest import app, services

__all__ = ["app", "services"]


@pytest.mark.parametrize(
    ("locale", "typed", "meant"),
    [
        ("en", "184000.00", "184000.00"),
        ("en", "12,500.50", "12500.50"),
        ("en", "1,000", "1000"),
        ("en", "1.000", None),
        ("en", "12.500,50", None),
        ("en", "12,50", None),
        ("de", "12.500,50", "12500.50"),
        ("de", "12500,5", "12500.5"),
        ("de", "184000.00", "184000.00"),
        ("de", "1.000", "1000"),
        ("de", "1,000", None),
        ("pl", "12 500,50", "12500.50"),
        ("ru", "12\u00a0500,50", "12500.50"),
        ("en", "", None),
        ("en", "many", None),
        ("en", "NaN", None),
        ("en", "Infinity", None),
        ("en", "1e5", None),
        ("en", "0.001", None),
    ],
)
def test_an_amount_is_read_as_its_reader_writes_it(
    app: Flask, locale: str, typed: str, meant: str | None
) -> None:
    with app.app_context():
        g.locale = locale
        assert read_amount(typed) == (None if meant is None else Decimal(meant))


@pytest.mark.parametrize("locale", ["en", "de", "pl", "ru"])
def test_what_is_shown_is_read_back(app: Flask, locale: str) -> None:
    with app.app_context():
        g.locale = locale
        assert read_amount(write_amount(Decimal("1234567.80"))) == Decimal("1234567.80")
