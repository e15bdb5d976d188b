"""Bells between processes: two web processes and a worker, with Redis and without."""

import asyncio
import json
import pickle
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis
from websockets.exceptions import InvalidStatus

from forums.actions import send_message
from forums.models import Audience, Room
from forums.rooms import get_room
from portal.embedded.postgres import DatabaseUrls, PostgresServer
from portal.embedded.redis import RedisServer
from portal.kernel.bell import EVICT, Bell, Hint, company_audience, person_audience
from portal.kernel.db import Database
from portal.realtime import worker_bell
from portal.realtime.bells import WebBell
from portal.realtime.redis_carrier import CHANNEL
from portal.realtime.wire import MAX_BYTES, Wire
from tests.cast import Cast
from tests.realtime.web import SECRET, Browser, Web, eventually, services_of, sign_in

OpenPage = Callable[[Web, str], Browser]


@pytest.fixture
def open_page(people: Cast, committed: Database) -> Iterator[OpenPage]:
    browsers: list[Browser] = []

    def open_page(web: Web, name: str) -> Browser:
        browsers.append(Browser(web.url, sign_in(committed, people, name)))
        return browsers[-1]

    yield open_page
    for browser in browsers:
        browser.close()


@pytest.fixture
def two_webs(urls: DatabaseUrls, people: Cast, redis_server: RedisServer) -> Iterator[list[Web]]:
    with Web(urls.app, redis_server.url) as one, Web(urls.app, redis_server.url) as other:
        _wait_for_subscribers(redis_server, 2)
        yield [one, other]


def _wait_for_subscribers(server: RedisServer, number: int) -> None:
    client = redis.Redis.from_url(server.url)
    eventually(lambda: client.pubsub_numsub(CHANNEL)[0][1] == number, "subscribers")


def join(browser: Browser, room: Room) -> Any:
    return browser.ask("join", {"room": str(room.id), "since": "0"})


def say(browser: Browser, room: Room, text: str, audience: str = "shared") -> Any:
    id_ = str(uuid.uuid4())
    content = {"room": str(room.id), "client_id": id_, "text": text, "audience": audience}
    return browser.ask("send", content)


def test_a_message_to_one_web_process_reaches_the_clients_of_the_other(
    two_webs: list[Web], open_page: OpenPage, room: Room
) -> None:
    alice, dana = open_page(two_webs[0], "alice"), open_page(two_webs[1], "dana")
    join(alice, room)
    join(dana, room)

    say(alice, room, "hello")
    eventually(lambda: dana.heard("message"), "the bell of the other process", 2)
    say(dana, room, "not for you", "internal")
    say(dana, room, "hello yourself")
    eventually(lambda: len(alice.heard("message")) == 2, "the way back", 2)

    time.sleep(0.2)
    assert [bell["seq"] for bell in alice.heard("message")] == ["1", "2"]
    assert [bell["seq"] for bell in dana.heard("message")] == ["1", "1.1", "2"]


def test_an_eviction_in_one_process_hangs_up_in_the_other(
    two_webs: list[Web], open_page: OpenPage, people: Cast
) -> None:
    charlie = open_page(two_webs[1], "charlie")
    hint = Hint((), (company_audience(people.companies["danzig"].id),), event=EVICT)
    rung_at = time.monotonic()

    two_webs[0].database.bell.ring([hint])

    assert charlie.closed.wait(2)
    assert charlie.hung_up_at - rung_at < 2


def test_forged_messages_on_the_redis_channel_are_ignored(
    two_webs: list[Web],
    open_page: OpenPage,
    people: Cast,
    redis_server: RedisServer,
    tmp_path: Path,
) -> None:
    alice = open_page(two_webs[0], "alice")
    heard_before = len(alice.events)
    proof = tmp_path / "executed"
    hint = {
        "topics": ["forged"],
        "to": [company_audience(people.companies["luebeck"].id)],
        "event": "changed",
        "data": None,
    }
    body = json.dumps({"from": "nobody", "hints": [hint]})
    stranger = Wire("another secret of more than thirty-two characters", "nobody")
    genuine = next(Wire(SECRET, "genuine").write([Hint(("x",), ("nobody",))]))
    client = redis.Redis.from_url(redis_server.url)
    for forged in (
        b"",
        b"\xff\xfe",
        b"not json",
        pickle.dumps(_Bomb(str(proof))),
        body.encode(),
        ("0" * 64 + body).encode(),
        (genuine[:64] + body).encode(),
        next(stranger.write([Hint(("forged",), tuple(hint["to"]))])).encode(),  # type: ignore[arg-type]
        json.dumps({"method": "emit", "event": "changed", "data": {}, "namespace": "/"}).encode(),
        b"[" * 60_000,
    ):
        for channel in (CHANNEL, "socketio"):
            client.publish(channel, forged)
    after = Wire(SECRET, "worker")
    for message in after.write([Hint(("genuine",), tuple(hint["to"]))]):  # type: ignore[arg-type]
        client.publish(CHANNEL, message)

    eventually(lambda: alice.heard("changed"), "the genuine bell after the forged ones", 2)
    assert alice.events[heard_before:] == [("changed", {"topics": ["genuine"]})]
    assert not proof.exists()


class _Bomb:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (self.path, "w"))


@pytest.mark.kill
def test_when_redis_dies_messages_are_kept_and_both_sides_heal_when_it_returns(
    urls: DatabaseUrls, open_page: OpenPage, people: Cast, room: Room, tmp_path: Path
) -> None:
    server = RedisServer(tmp_path / "redis").start()
    try:
        with Web(urls.app, server.url) as one, Web(urls.app, server.url) as other:
            _wait_for_subscribers(server, 2)
            alice, dana = open_page(one, "alice"), open_page(other, "dana")
            join(alice, room)
            join(dana, room)
            server.stop()

            assert say(alice, room, "while Redis is away")["ok"]
            server.start()
            returned_at = time.monotonic()
            eventually(lambda: dana.heard("changed") or None, "told to look again", 5)
            eventually(lambda: {"topics": ["*"]} in dana.heard("changed"), "look again", 5)
            healed_in = time.monotonic() - returned_at
            answer = dana.ask("since", {"room": str(room.id), "since": "0"})

            assert "while Redis is away" in answer["messages"][0]["html"]
            assert healed_in < 5
            _wait_for_subscribers(server, 2)
            say(alice, room, "again")
            eventually(lambda: dana.heard("message"), "bells again", 5)
            alice.close()
            dana.close()
    finally:
        server.stop()


@pytest.mark.parametrize("has_redis", [True, False])
def test_what_a_worker_commits_reaches_open_pages(
    urls: DatabaseUrls,
    open_page: OpenPage,
    people: Cast,
    room: Room,
    redis_server: RedisServer,
    has_redis: bool,
) -> None:
    redis_url = redis_server.url if has_redis else None
    worker = Database(urls.app, pool_size=2)
    with Web(urls.app, redis_url) as web:
        worker.bell = _bell_of_worker(worker, redis_url)
        alice, charlie = open_page(web, "alice"), open_page(web, "charlie")
        join(alice, room)
        time.sleep(0.3)  # the listening connection opens beside the first requests
        with worker.work(people.dana) as work:
            send_message(
                work,
                get_room(work, room.id),
                text="from a worker",
                audience=Audience.SHARED,
                client_id=str(uuid.uuid4()),
            )

        eventually(lambda: alice.heard("message"), "the worker's bell", 2)
        assert charlie.events == []
        alice.close()
        charlie.close()
    worker.close()


def _bell_of_worker(worker: Database, redis_url: str | None) -> Bell:
    return worker_bell(services_of(worker, 1, redis_url))


def test_the_listening_connection_and_the_workers_come_back_by_themselves(
    urls: DatabaseUrls, postgres: PostgresServer, open_page: OpenPage, people: Cast
) -> None:
    worker = Database(urls.app, pool_size=2)
    bell = _bell_of_worker(worker, None)
    to = (person_audience(people.people["alice"].id),)
    with Web(urls.app) as web:
        alice = open_page(web, "alice")
        eventually(lambda: _rings(bell, to, alice), "bells before")
        postgres.run_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN %' OR query LIKE '%pg_notify%'"
            " AND pid <> pg_backend_pid();"
        )

        eventually(lambda: {"topics": ["*"]} in alice.heard("changed"), "look again", 5)
        heard = len(alice.heard("changed"))
        bell.ring([Hint(("after",), to)])
        eventually(lambda: len(alice.heard("changed")) > heard, "bells after", 5)
        alice.close()
    worker.close()


def _rings(bell: Bell, to: tuple[str, ...], page: Browser) -> bool:
    bell.ring([Hint(("before",), to)])
    time.sleep(0.05)
    return bool(page.heard("changed"))


def test_hints_of_a_later_commit_do_not_overtake_those_of_an_earlier_one() -> None:
    delivered: list[str] = []

    async def ring_twice() -> None:
        all_are_out = asyncio.Event()

        async def deliver(hints: Sequence[Hint]) -> None:
            for hint in hints:
                await asyncio.sleep(0)
                delivered.extend(hint.topics)
            if len(delivered) == 4:
                all_are_out.set()

        bell = WebBell(deliver)
        bell.start()
        bell.ring([Hint(("deals",), ()), Hint(("rooms",), ()), Hint(("home",), ())])
        bell.ring([Hint(("orders",), ())])
        await all_are_out.wait()

    asyncio.run(asyncio.wait_for(ring_twice(), 10))
    assert delivered == ["deals", "rooms", "home", "orders"]


def test_hints_of_any_number_fit_into_messages_that_notify_takes() -> None:
    wire = Wire(SECRET, "worker")
    hints = [
        Hint(
            tuple(f"topic {n}" for n in range(5)),
            tuple(person_audience(uuid.uuid4()) for _ in range(n)),
        )
        for n in range(1, 400, 7)
    ]

    messages = list(wire.write(hints))
    read = [hint for message in messages for hint in (wire.read(message) or ("", []))[1]]

    assert max(len(message.encode()) for message in messages) <= MAX_BYTES
    assert [a for hint in read for a in hint.audiences] == [
        a for hint in hints for a in hint.audiences
    ]


def test_a_revoked_session_is_dropped_though_no_bell_told(
    two_webs: list[Web],
    open_page: OpenPage,
    people: Cast,
    committed: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from partners.signin.sessions import DatabaseSessions
    from portal.realtime import switchboard

    monkeypatch.setattr(switchboard, "CHECK_AGAIN_SECONDS", 0.5)
    token = sign_in(committed, people, "alice")
    with Browser(two_webs[0].url, token) as alice:
        DatabaseSessions(committed).close(token)  # this database has a silent bell

        assert alice.closed.wait(5)
        with pytest.raises(InvalidStatus):
            Browser(two_webs[0].url, token)
