import http.client
import time
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from partners.signin.sessions import DatabaseSessions
from portal.kernel.db import Database
from portal.realtime.door import MAX_LINES_OF_A_PERSON
from tests.cast import Cast
from tests.realtime.web import Browser, Web, dial, eventually, sign_in


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "https://127.0.0.1:8000.evil.example",
    ],
)
def test_a_socket_of_another_or_no_origin_is_refused(
    web: Web, people: Cast, committed: Database, origin: str | None
) -> None:
    token = sign_in(committed, people, "alice")

    with pytest.raises(InvalidStatus) as refusal:
        dial(web.url, token, origin)

    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_socket_without_a_live_session_is_refused(web: Web, token: str | None) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        dial(web.url, token, web.url)

    assert refusal.value.response.status_code == 403


def test_an_ended_session_opens_no_socket(web: Web, people: Cast, committed: Database) -> None:
    token = sign_in(committed, people, "alice")
    DatabaseSessions(committed).close(token)

    with pytest.raises(InvalidStatus):
        dial(web.url, token, web.url)


def test_a_socket_is_refused_on_any_other_path(web: Web, people: Cast, committed: Database) -> None:
    token = sign_in(committed, people, "alice")

    with pytest.raises(InvalidStatus) as refusal:
        dial(web.url + "/rooms", token, web.url)

    assert refusal.value.response.status_code == 403


def test_long_polling_is_not_offered(web: Web, people: Cast, committed: Database) -> None:
    token = sign_in(committed, people, "alice")
    connection = http.client.HTTPConnection(urlsplit(web.url).netloc)
    connection.request(
        "GET",
        "/socket.io/?EIO=4&transport=polling",
        headers={"Cookie": f"kontor={token}", "Origin": web.url},
    )

    assert connection.getresponse().status == 400


def test_signing_out_hangs_up_the_sockets_of_that_session_only(
    web: Web, people: Cast, committed: Database
) -> None:
    here, elsewhere = (sign_in(committed, people, "alice") for _ in range(2))
    with Browser(web.url, here) as leaving, Browser(web.url, elsewhere) as staying:
        DatabaseSessions(web.database).close(here)

        assert leaving.closed.wait(2)
        time.sleep(0.2)
        assert not staying.closed.is_set()


def test_a_person_cannot_hold_more_sockets_than_anyone_needs(
    web: Web, people: Cast, committed: Database
) -> None:
    token = sign_in(committed, people, "alice")
    browsers = [Browser(web.url, token) for _ in range(MAX_LINES_OF_A_PERSON)]

    with pytest.raises(InvalidStatus):
        dial(web.url, token, web.url)

    browsers.pop().close()
    eventually(lambda: _can_dial(web, token), "room for another one")
    for browser in browsers:
        browser.close()


def _can_dial(web: Web, token: str) -> bool:
    try:
        dial(web.url, token, web.url).close()
    except InvalidStatus:
        return False
    return True
