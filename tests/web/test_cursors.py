"""The place a list goes on at: only the portal writes it, and only for that list."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from portal.web.cursors import write_cursor
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
