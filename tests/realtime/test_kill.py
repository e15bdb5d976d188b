"""The web process is killed without warning, again and again; nobody loses a message."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from forums.models import Room
from forums.position import Position
from forums.queries import messages_after
from forums.rooms import get_room
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.db import Database
from tests.cast import Cast
from tests.realtime.web import Browser, eventually, free_port, sign_in

MESSAGES = 45
KILLS = 3


class Process:
    """A web process that can be killed and started again on the same port."""

    def __init__(self, url: str, log: Path) -> None:
        self._url = url
        self._log = log
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.realtime.web_process", self._url, str(self.port)],
                stdout=log,
                stderr=log,
                env=os.environ,
            )

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> float:
        """Stop it as an operator does; return the seconds that took."""
        started = time.monotonic()
        self._process.terminate()
        self._process.wait(20)
        return time.monotonic() - started


class Page:
    """What room.js does: reconnect, join with the last head, retry a send with its client id."""

    def __init__(self, address: str, token: str, room: Room) -> None:
        self._address, self._token, self._room = address, token, str(room.id)
        self._browser: Browser | None = None
        self.head = "0"
        self.seen: list[str] = []

    def ask(self, event: str, content: dict[str, str]) -> dict[str, object]:
        """Ask until there is an answer, over as many connections as it takes."""
        while True:
            try:
                return self._ask_once(event, content)
            except (OSError, WebSocketException, AssertionError):
                self._browser = None
                time.sleep(0.05)

    def _ask_once(self, event: str, content: dict[str, str]) -> dict[str, object]:
        browser = self._connected()
        answer: dict[str, object] = browser.ask(event, {**content, "room": self._room}, within=5)
        return answer

    def catch_up(self) -> None:
        answer = self.ask("since", {"since": self.head})
        self.head = str(answer["head"])
        self.seen += [message["seq"] for message in answer["messages"]]  # type: ignore[attr-defined]

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()

    def _connected(self) -> Browser:
        if self._browser is None or self._browser.closed.is_set():
            self._browser = Browser(self._address, self._token)
            self._browser.ask("join", {"room": self._room, "since": self.head}, within=5)
        return self._browser


@pytest.mark.kill
def test_killing_the_web_process_loses_no_message_and_doubles_none(
    urls: DatabaseUrls, people: Cast, committed: Database, room: Room, tmp_path: Path
) -> None:
    process = Process(urls.app, tmp_path / "web.log")
    writer = Page(process.address, sign_in(committed, people, "alice"), room)
    reader = Page(process.address, sign_in(committed, people, "dana"), room)
    acknowledged: list[str] = []

    def write() -> None:
        for number in range(MESSAGES):
            content = {"client_id": str(uuid.uuid4()), "text": str(number), "audience": "shared"}
            acknowledged.append(str(writer.ask("send", content)["seq"]))

    writing = threading.Thread(target=write)
    writing.start()
    for kill in range(KILLS):
        eventually(lambda kill=kill: len(acknowledged) > 5 + 15 * kill, "messages flow", 60)  # type: ignore[misc]
        process.kill()
        process.start()
        reader.catch_up()
    writing.join(120)
    reader.catch_up()

    everything = [str(number) for number in range(1, MESSAGES + 1)]
    assert acknowledged == everything
    assert reader.seen == everything
    with committed.work(people.dana) as work:
        kept = messages_after(work, get_room(work, room.id), Position()).messages
    assert [message.text for message in kept] == [str(number) for number in range(MESSAGES)]
    writer._connected()
    assert process.stop() < 8
    writer.close()
    reader.close()
