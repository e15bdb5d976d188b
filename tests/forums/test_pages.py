import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from deals.models import Deal
from forums.actions import send_message
from forums.models import Audience, Room
from forums.opening import open_room
from forums.rooms import get_room
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

BrowserOf = Callable[[str], Any]


@pytest.fixture
def deal(cast: Cast) -> Deal:
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account)


@pytest.fixture
def room(cast: Cast, deal: Deal, database: TransactionalDatabase) -> Room:
    with database.work(cast.alice) as work:
        return open_room(work, work.get(Deal, deal.id))


def fill(cast: Cast, database: TransactionalDatabase, room: Room, name: str, *texts: str) -> None:
    for text in texts:
        with database.work(cast.actor(name)) as work:
            send_message(
                work,
                get_room(work, room.id),
                text=text,
                audience=Audience.INTERNAL if "secret" in text else Audience.SHARED,
                client_id=uuid.uuid4().hex,
            )


def test_the_page_of_a_deal_leads_to_its_room(browser_of: BrowserOf, deal: Deal) -> None:
    alice, dana = browser_of("alice"), browser_of("dana")
    path = f"/rooms/of/deal/{deal.id}"

    assert path in alice.get(f"/deals/{deal.id}").text
    first, second = alice.get(path), dana.get(path)

    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    page = alice.get(first.location).text
    assert f"<title>{deal.number}, " in page
    assert "Nothing has been said here yet" in page


def test_a_message_is_sent_once_without_javascript(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    alice = browser_of("alice")
    page = alice.get(f"/rooms/{room.id}").text
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)
    assert client_id is not None
    form = {
        "client_id": client_id[1],
        "audience": "shared",
        "text": "Two lots?\r\n<script>alert(1)</script>",
    }

    answers = [alice.submit(f"/rooms/{room.id}/messages", **form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    page = alice.get(f"/rooms/{room.id}").text
    assert page.count("Two lots?") == 1
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    form.update(text=" ", client_id=uuid.uuid4().hex)
    refused = alice.submit(f"/rooms/{room.id}/messages", **form)
    assert refused.status_code == 422
    assert "Write something first" in refused.text


def test_the_page_says_who_reads_and_a_note_never_reaches_the_partner(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    fill(cast, database, room, "alice", "hello")
    fill(cast, database, room, "dana", "a secret", "two secret things", "good morning")

    partner, host = browser_of("alice"), browser_of("dana")
    theirs, ours = partner.get(f"/rooms/{room.id}").text, host.get(f"/rooms/{room.id}").text

    assert "secret" not in theirs + partner.get("/rooms").text
    assert 'data-head="2"' in theirs
    assert 'data-head="2.2"' in ours
    assert "Only Hansa Components reads this" in ours
    assert "Only Hansa Components" not in theirs
    for page in (theirs, ours):
        assert "Send to 7 people" in page, "Alice, Vera, Dana, Dora, Olga, Audrey, Adam"
    assert "Send to 2 people at Lübeck Systems" in theirs
    assert "Send to 5 people at Hansa Components" in ours


def test_older_messages_come_on_demand(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    fill(cast, database, room, "alice", *(f"line {n:03}" for n in range(60)))
    dana = browser_of("dana")

    page = dana.get(f"/rooms/{room.id}").text
    older = re.search(r'href="([^"]+before=[^"]+)"', page)
    assert older is not None
    fragment = dana.get(older[1], headers={"HX-Request": "true"}).text
    whole = dana.get(older[1]).text

    assert "line 010" in page
    assert "line 009" not in page
    assert [f"line {n:03}" for n in range(10)] == re.findall(r"line \d+", fragment)
    assert "line 000" in whole
    assert "To the newest" in whole


def test_a_rival_gets_the_404_of_a_room_that_does_not_exist(
    browser_of: BrowserOf, room: Room, deal: Deal
) -> None:
    charlie = browser_of("charlie")

    foreign, absent = charlie.get(f"/rooms/{room.id}"), charlie.get(f"/rooms/{uuid.uuid4()}")

    assert foreign.status_code == absent.status_code == 404
    assert charlie.get(f"/rooms/of/deal/{deal.id}").status_code == 404
    listed = charlie.get("/rooms").text
    assert room.name not in listed
    assert room.title not in listed


def test_the_list_shows_unread_rooms_until_they_are_read(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    fill(cast, database, room, "alice", "hello")
    dana = browser_of("dana")

    assert "Unread" in dana.get("/rooms").text
    dana.get(f"/rooms/{room.id}")
    assert "Unread" not in dana.get("/rooms").text


def test_the_host_chooses_the_partner_when_the_account_is_its_own(
    browser_of: BrowserOf, cast: Cast
) -> None:
    account = cast.account("Brightwater")
    cast.share(account, "luebeck")
    dana = browser_of("dana")

    page = dana.get(f"/rooms/of/account/{account.id}")

    assert "With which partner?" in page.text
    assert "Novgorod" not in page.text
    luebeck = cast.companies["luebeck"].id
    chosen = dana.get(f"/rooms/of/account/{account.id}?partner={luebeck}")
    assert chosen.location == browser_of("alice").get(f"/rooms/of/account/{account.id}").location
