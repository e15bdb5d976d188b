"""The place a list goes on at: only the portal writes it, and only for that list."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from portal.web.cursors import PAGE_SIZE, cut_page, write_cursor
from tests.web.conftest import Browser

LISTS = ("/accounts", "/deals", "/documents", "/orders", "/gateway", "/partners")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_refuses_the_place_of_another(
    app: Flask, browser_of: Callable[[str], Browser], path: str
) -> None:
    with app.app_context():
        foreign = write_cursor("people.index", "Halden Logistics", str(uuid4()))
    assert browser_of("dana").get(f"{path}?after={foreign}").status_code == 422


@pytest.mark.parametrize("path", LISTS)
def test_a_list_refuses_a_place_nobody_wrote(
    browser_of: Callable[[str], Browser], path: str
) -> None:
    assert browser_of("dana").get(f"{path}?after=forged").status_code == 422


def test_the_next_page_keeps_filters_and_nothing_that_writes_another_address(app: Flask) -> None:
    rows = [str(number) for number in range(PAGE_SIZE + 1)]
    asked = "/deals?stage=WON&_method=POST&_external=1&_scheme=gopher&_anchor=x"
    with app.test_request_context(asked):
        shown, next_url = cut_page("deals.index", rows, lambda row: (row, row))
    assert len(shown) == PAGE_SIZE
    assert next_url is not None
    assert next_url.startswith("/deals?stage=WON&after=")
    assert next_url.count("&") == 1
