"""A room live: two browsers, one web process, real frames."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from forums.models import Audience, Message, Room
from forums.opening import open_room
from forums.queries import latest_messages
from forums.rooms import get_room
from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account, AccountShareGrant
from partners.people.actions import suspend_member
from partners.people.models import Membership, MembershipState
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database
from tests.cast import Cast
from tests.realtime.web import Browser, Web, eventually, sign_in

OpenPage = Callable[[str], Browser]


@pytest.fixture
def open_page(web: Web, people: Cast, committed: Database) -> Iterator[OpenPage]:
    browsers: list[Browser] = []

    def open_page(name: str) -> Browser:
        browsers.append(Browser(web.url, sign_in(committed, people, name)))
        return browsers[-1]

    yield open_page
    for browser in browsers:
        browser.close()


def say(browser: Browser, room: Room, text: str, audience: str = "shared", id_: str = "") -> Any:
    content = {
        "room": str(room.id),
        "client_id": id_ or str(uuid.uuid4()),
        "text": text,
        "audience": audience,
    }
    return browser.ask("send", content)


def join(browser: Browser, room: Room, since: str = "0") -> Any:
    return browser.ask("join", {"room": str(room.id), "since": since})


def since(browser: Browser, room: Room, head: str) -> Any:
    return browser.ask("since", {"room": str(room.id), "since": head})


def texts(database: Database, actor: Actor, room: Room) -> list[str]:
    with database.work(actor) as work:
        messages = latest_messages(work, get_room(work, room.id), limit=500).messages
        return [message.text for message in messages]


def test_a_message_rings_and_is_fetched_by_the_other_side(open_page: OpenPage, room: Room) -> None:
    alice, dana = open_page("alice"), open_page("dana")
    head = join(dana, room)["head"]
    join(alice, room)

    sent = say(alice, room, "Two <b>lots</b>?")

    assert sent["ok"]
    assert sent["seq"] == "1"
    eventually(lambda: dana.heard("message"), "the bell")
    assert dana.heard("message") == [{"room": str(room.id), "seq": "1"}]
    fetched = since(dana, room, head)
    assert fetched["head"] == "1"
    assert "Two &lt;b&gt;lots&lt;/b&gt;?" in fetched["messages"][0]["html"]
    assert 'data-seq="1"' in fetched["messages"][0]["html"]


def test_a_host_internal_note_is_never_on_the_partners_wire(
    open_page: OpenPage, room: Room
) -> None:
    alice, dana, desk = open_page("alice"), open_page("dana"), open_page("desk")
    for page in (alice, dana, desk):
        join(page, room)
    canary = uuid.uuid4().hex

    for number in range(5):
        say(dana, room, f"note {canary} {number}", "internal")
        say(dana, room, f"shared {number}")
    eventually(lambda: len(alice.heard("message")) == 5, "the five shared bells")
    eventually(lambda: len(desk.heard("message")) == 10, "ten bells at the host")
    caught_up = since(alice, room, "0")
    later = open_page("alice")
    rejoined = join(later, room)

    assert [m["seq"] for m in caught_up["messages"]] == ["1", "2", "3", "4", "5"]
    assert caught_up["head"] == rejoined["head"] == "5"
    frames = alice.frames + later.frames
    assert len(frames) > 8
    assert canary not in "".join(frames)
    assert "internal" not in "".join(frames)
    assert [m["seq"] for m in since(desk, room, "0")["messages"]] == [
        "0.1", "1", "1.2", "2", "2.3", "3", "3.4", "4", "4.5", "5",
    ]  # fmt: skip


def test_a_partner_cannot_ask_for_notes_by_their_number(open_page: OpenPage, room: Room) -> None:
    alice, dana = open_page("alice"), open_page("dana")
    say(dana, room, "secret", "internal")

    assert since(alice, room, "0.0") == {"messages": [], "head": "0", "more": False}


def test_a_rival_cannot_join_read_or_write_and_hears_no_bell(
    open_page: OpenPage, room: Room
) -> None:
    charlie, alice = open_page("charlie"), open_page("alice")
    refusals = [
        join(charlie, room),
        since(charlie, room, "0"),
        say(charlie, room, "hello"),
        charlie.ask("read", {"room": str(room.id), "head": "0"}),
    ]
    absent = charlie.ask("join", {"room": str(uuid.uuid4()), "since": "0"})

    say(alice, room, "Two lots?")
    time.sleep(0.3)

    assert refusals == [absent] * 4
    assert charlie.events == []


def test_a_colleague_who_sees_only_their_own_deals_cannot_join(
    open_page: OpenPage, room: Room
) -> None:
    assert "error" in join(open_page("bob"), room)


def test_host_staff_who_do_not_look_after_the_partner_cannot_join(
    open_page: OpenPage, room: Room
) -> None:
    assert "error" in join(open_page("emil"), room)


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "text",
        {},
        {"room": 7, "since": "0"},
        {"room": "room:x", "since": "0"},
        {"room": "company:1", "since": "0"},
        {"room": "00000000-0000-0000-0000-000000000000", "since": "0"},
    ],
)
def test_what_is_no_room_is_refused_and_the_line_lives(
    open_page: OpenPage, content: object
) -> None:
    alice = open_page("alice")

    assert "error" in alice.ask("join", content)
    assert "error" in alice.ask("nonsense", {})
    assert not alice.closed.is_set()


def test_the_same_client_id_twenty_times_at_once_is_one_message(
    open_page: OpenPage, people: Cast, committed: Database, room: Room
) -> None:
    pages = [open_page("alice") for _ in range(4)]

    with ThreadPoolExecutor(20) as at_once:
        answers = list(at_once.map(lambda n: say(pages[n % 4], room, "once", id_="abc"), range(20)))

    assert {answer["seq"] for answer in answers} == {"1"}
    assert texts(committed, people.dana, room) == ["once"]


def test_simultaneous_senders_are_numbered_without_gaps(
    open_page: OpenPage, people: Cast, committed: Database, room: Room
) -> None:
    pages = [open_page(name) for name in ("alice", "alice", "dana", "desk", "dana", "desk")]

    def talk(number: int) -> list[str]:
        audience = "internal" if number > 3 else "shared"
        return [say(pages[number], room, f"{number} {n}", audience)["seq"] for n in range(15)]

    with ThreadPoolExecutor(6) as at_once:
        said = list(at_once.map(talk, range(6)))

    shared = sorted(int(seq) for page in said[:4] for seq in page)
    notes = sorted(int(seq.split(".")[1]) for page in said[4:] for seq in page)
    assert shared == list(range(1, 61))
    assert notes == list(range(1, 31))
    with committed.work(people.dana) as work:
        places = [
            m.position for m in latest_messages(work, get_room(work, room.id), limit=99).messages
        ]
    assert places == sorted(places)


def test_a_reader_who_follows_the_bells_misses_and_repeats_nothing(
    open_page: OpenPage, room: Room
) -> None:
    reader, writers = open_page("dana"), [open_page(n) for n in ("alice", "desk", "alice")]
    head = join(reader, room)["head"]
    seen: list[str] = []
    done = threading.Event()

    def talk(number: int) -> None:
        for n in range(20):
            say(writers[number], room, f"{number} {n}", "internal" if number == 1 else "shared")

    def follow() -> None:
        nonlocal head
        heard = 0
        while not (done.is_set() and heard == len(reader.events)):
            if heard == len(reader.events):
                time.sleep(0.002)
                continue
            heard = len(reader.events)
            answer = since(reader, room, head)
            head = answer["head"]
            seen.extend(m["seq"] for m in answer["messages"])

    following = threading.Thread(target=follow)
    following.start()
    with ThreadPoolExecutor(3) as at_once:
        list(at_once.map(talk, range(3)))
    time.sleep(0.3)
    done.set()
    following.join(20)

    assert len(seen) == len(set(seen)) == 60


def test_changes_are_told_to_both_companies_and_to_no_rival(
    open_page: OpenPage, people: Cast, web: Web
) -> None:
    alice, dana, charlie = (open_page(name) for name in ("alice", "dana", "charlie"))
    account = people.account(f"Customer {uuid.uuid4().hex[:6]}")
    people.share(account, "luebeck")
    people.database, was = web.database, people.database
    try:
        deal = people.deal(account)
    finally:
        people.database = was

    for page in (alice, dana):
        eventually(
            partial(_heard_of, page, f"deal:{deal.id}"),
            "the deal's bell",
            2,
        )
    assert str(deal.id) not in "".join(charlie.frames)


def _heard_of(page: Browser, topic: str) -> bool:
    return any(topic in event["topics"] for event in page.heard("changed"))


def test_suspending_somebody_hangs_up_within_two_seconds(
    open_page: OpenPage, web: Web, people: Cast, room: Room
) -> None:
    vera, alice = open_page("vera"), open_page("alice")
    join(vera, room)
    with web.database.work(people.alice) as work:
        membership = _membership(work, people, "vera")
        suspend_member(work, membership, "left the company")
    committed_at = time.monotonic()

    assert vera.closed.wait(2)
    say(alice, room, "after")

    assert vera.hung_up_at - committed_at < 2
    assert not any("message" in event for event, _ in vera.events)
    with web.database.work(system_actor("test")) as work:
        _membership(work, people, "vera").state = MembershipState.ACTIVE


def _membership(work: Any, people: Cast, name: str) -> Membership:
    found: Membership = work.one(
        select(Membership).where(Membership.person_id == people.people[name].id)
    )
    return found


def test_a_room_is_lost_with_the_deal_it_is_about(
    open_page: OpenPage, web: Web, people: Cast, committed: Database
) -> None:
    account = people.account(f"Customer {uuid.uuid4().hex[:6]}")
    grant = people.share(account, "luebeck")
    with committed.work(people.alice) as work:
        room = open_room(work, work.get(Account, account.id))
    alice, dana = open_page("alice"), open_page("dana")
    assert "error" not in join(alice, room)
    with web.database.work(people.dana) as work:
        revoke_grant(
            work,
            work.get(AccountShareGrant, grant.id),
            work.get(Account, account.id),
            "over",
        )

    assert alice.closed.wait(2)  # an open page asks again from the start
    again = open_page("alice")
    say(dana, room, "not for you any more")

    assert "error" in join(again, room)
    assert "error" in since(again, room, "0")
    assert again.heard("message") == []
    assert "not for you" not in "".join([*alice.frames, *again.frames])


def test_messages_are_kept_as_they_were_sent(
    open_page: OpenPage, people: Cast, committed: Database, room: Room
) -> None:
    text = "Zwölf Stück\n\n\u202eabc <script>alert(1)</script> https://a.example/?a=1&b=2."
    answer = say(open_page("alice"), room, text)

    assert "<script>" not in answer["html"]
    assert 'href="https://a.example/?a=1&amp;b=2"' in answer["html"]
    with committed.work(people.dana) as work:
        kept: Message = latest_messages(work, get_room(work, room.id)).messages[0]
    assert kept.text == text
    assert kept.audience is Audience.SHARED
    assert json.loads(json.dumps(answer)) == answer
