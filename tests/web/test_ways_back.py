"""Where an answer sends a browser: never to another site, whatever a request claims."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import ORIGIN
from tests.web.conftest import Browser


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        (f"{ORIGIN}/deals?review=SUBMITTED", "/deals?review=SUBMITTED"),
        (f"{ORIGIN}//evil.example/x", "/evil.example/x"),
        (f"{ORIGIN}/\\evil.example", "/evil.example"),
        (f"{ORIGIN}/", "/"),
    ],
)
def test_choosing_a_theme_leads_back_to_this_portal(
    app: Flask, came_from: str, goes_to: str
) -> None:
    headers = {"Origin": ORIGIN, "Referer": came_from}
    answer = app.test_client().post(
        "/theme", base_url=ORIGIN, data={"theme": "dark"}, headers=headers
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, goes_to)


def test_sharing_an_account_with_oneself_is_refused_in_words(
    browser_of: Callable[[str], Browser], cast: Cast
) -> None:
    account = cast.account("Warta Mills", owner="charlie")
    browser = browser_of("charlie")
    answer = browser.submit(
        f"/accounts/{account.id}/grants",
        partner=str(cast.companies["danzig"].id),
        days="9",
        purpose="x",
    )
    assert answer.status_code == 422
