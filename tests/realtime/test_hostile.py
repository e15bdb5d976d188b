"""Hostile and clumsy clients: the server stays up, others are served, nothing piles up."""

import contextlib
import http.client
import random
import socket
import time
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from portal.kernel.bell import Hint, person_audience
from portal.kernel.db import Database
from portal.realtime.line import FRAMES_AT_ONCE, FRAMES_PER_SECOND
from portal.realtime.switchboard import LINES
from tests.cast import Cast
from tests.realtime.web import Browser, Web, eventually, sign_in

DEEP = "[" * 30_000 + "]" * 30_000


@pytest.fixture
def mallory(web: Web, people: Cast, committed: Database) -> Browser:
    return Browser(web.url, sign_in(committed, people, "nina"))


def others_are_served(web: Web, people: Cast, committed: Database) -> bool:
    connection = http.client.HTTPConnection(urlsplit(web.url).netloc, timeout=5)
    connection.request("GET", "/healthz")
    with Browser(web.url, sign_in(committed, people, "alice")) as alice:
        answered = "error" in alice.ask("join", {"room": "none", "since": "0"}, within=5)
    return connection.getresponse().status == 200 and answered


@pytest.mark.parametrize(
    "frame",
    [
        b"binary",
        b"",
        "",
        "4",
        "40",
        "40/admin,",
        "42",
        "42[]",
        "42{}",
        "42[1]",
        "42[[]]",
        '42["UPPER",{}]',
        '42["join",{]',
        f'42["join",{DEEP}]',
        "42" + "9" * 200 + '["join",{}]',
        '451-["join",{"_placeholder":true,"num":0}]',
        '459999999999-["join"]',
        '43["ack"]',
        "44",
        "5",
        "6",
        "9",
        "2",
        "40" * 5000,
        '42["join",{"room":"' + "x" * 70_000 + '"}]',
    ],
    ids=lambda frame: repr(frame[:24]),
)
def test_a_frame_that_no_browser_sends_ends_the_line_and_nothing_else(
    web: Web, people: Cast, committed: Database, mallory: Browser, frame: str | bytes
) -> None:
    mallory.send(frame)

    assert mallory.closed.wait(3)
    assert others_are_served(web, people, committed)


def test_ten_megabytes_in_one_frame_do_not_reach_the_portal(
    web: Web, people: Cast, committed: Database, mallory: Browser
) -> None:
    with contextlib.suppress(ConnectionClosed):
        mallory.send("42" + "x" * 10_000_000)

    assert mallory.closed.wait(5)
    assert others_are_served(web, people, committed)


def test_ten_thousand_events_are_slowed_down_while_others_are_served(
    web: Web, people: Cast, committed: Database, mallory: Browser
) -> None:
    mallory._socket.socket.settimeout(1)
    started = time.monotonic()
    for number in range(10_000):
        try:
            mallory.send(f'42{number}["join",{{"room":"x","since":"0"}}]')
        except (ConnectionClosed, TimeoutError, OSError):
            break
        if number % 2_000 == 0:
            assert others_are_served(web, people, committed)
    answered = sum(frame.startswith("43") for frame in mallory.frames)
    seconds = time.monotonic() - started

    assert answered <= FRAMES_AT_ONCE + FRAMES_PER_SECOND * (seconds + 1)
    assert others_are_served(web, people, committed)
    mallory.close()


def test_a_thousand_random_frames_kill_no_server(
    web: Web, people: Cast, committed: Database
) -> None:
    chance = random.Random(5)  # noqa: S311 - a fixed seed, so that a failure can be repeated
    token = sign_in(committed, people, "nina")
    alphabet = '0123456789[]{}",:-/\\ajoin\x00\x7fü😀'
    for _ in range(100):
        browser = Browser(web.url, token)
        with contextlib.suppress(ConnectionClosed):
            for _ in range(10):
                browser.send("".join(chance.choices(alphabet, k=chance.randrange(1, 60))))
        assert browser.closed.wait(5)

    assert others_are_served(web, people, committed)


def test_what_waits_for_a_client_that_reads_nothing_is_bounded(
    web: Web, people: Cast, committed: Database
) -> None:
    token = sign_in(committed, people, "sam")
    hints = [Hint(("x" * 4000,), (person_audience(people.people["sam"].id),))] * 100
    with _connect_and_never_read(web, token):
        for _ in range(120):
            web.database.bell.ring(hints)
            time.sleep(0.005)
        eventually(lambda: LINES._value.get() == 0, "the slow line is hung up", 60)

    assert others_are_served(web, people, committed)


def _connect_and_never_read(web: Web, token: str) -> socket.socket:
    address = urlsplit(web.url)
    raw = socket.create_connection((address.hostname, address.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.sendall(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n"
        + f"Host: {address.netloc}\r\nOrigin: {web.url}\r\nCookie: kontor={token}\r\n\r\n".encode()
    )
    eventually(lambda: raw.recv(4096, socket.MSG_PEEK), "the handshake")
    raw.sendall(b"\x81\x82\x00\x00\x00\x0040")
    eventually(lambda: LINES._value.get() == 1, "the line is connected")
    return raw
