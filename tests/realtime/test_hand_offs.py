"""Open sockets while a deal is sold together, and when it is handed over."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from deals.handoffs.states import Kind
from deals.handoffs.together import end_together
from deals.models import Deal
from forums.models import Room
from forums.opening import open_room
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from tests.cast import Cast
from tests.deals.handoffs.stage import Stage
from tests.realtime.test_rooms import join, say, since
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


@pytest.fixture(scope="module")
def handing(web: Web, people: Cast) -> Iterator[Stage]:
    people.database, was = web.database, people.database
    yield Stage(people)
    people.database = was


def _room(handing: Stage, deal_id: object, *where: Any) -> Room:
    with handing.database.work(system_actor("test")) as work:
        newest = sa.select(Room).where(Room.subject_id == deal_id, *where).order_by(Room.id.desc())
        return work.one(newest)


def test_the_sockets_of_who_sells_along_hear_the_room_of_three_alone_until_they_leave(
    handing: Stage, people: Cast, open_page: OpenPage
) -> None:
    with handing.database.work(people.alice) as work:
        old = open_room(work, work.get(Deal, handing.deal_id))
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=20)
    charlie, sam, nina = (open_page(name) for name in ("charlie", "sam", "nina"))
    assert "error" in join(charlie, old)
    handing.accept()
    room = _room(handing, handing.deal_id, Room.with_company_id.is_not(None))
    eventually(lambda: charlie.heard("changed"), "the bell of the room")
    alice, dana = open_page("alice"), open_page("dana")
    assert all("error" not in join(page, room) for page in (charlie, sam, alice, dana))
    assert "error" in join(nina, room)
    assert "error" in join(charlie, old)

    assert say(charlie, room, "Hello")["seq"] == "1"
    for page in (sam, alice, dana):
        eventually(partial(page.heard, "message"), "the message")
    assert say(alice, room, "Hello to you")["seq"] == "2"
    say(alice, old, "Between us two")
    time.sleep(0.3)
    assert {bell["room"] for bell in charlie.heard("message")} == {str(room.id)}
    assert nina.heard("message") == []
    assert "Hello" not in "".join(nina.frames)

    end_together(handing.database, people.alice, handing.handoff_id, "We go on alone")
    assert charlie.closed.wait(2)
    assert sam.closed.wait(2)
    assert "error" in say(alice, room, "Now that they are gone")
    again = open_page("charlie")
    for answer in (join(again, room), since(again, room, "0"), say(again, room, "And now?")):
        assert "error" in answer
    assert again.heard("message") == []


def test_the_sockets_of_who_took_a_deal_over_hear_its_new_room_and_never_the_old_one(
    handing: Stage, people: Cast, open_page: OpenPage
) -> None:
    with handing.database.work(people.alice) as work:
        old = open_room(work, work.get(Deal, handing.deal_id))
    alice, charlie, dana = (open_page(name) for name in ("alice", "charlie", "dana"))
    join(alice, old)
    assert "error" not in say(alice, old, "The last word")
    handing.hand_off("danzig")
    taken = handing.accept()
    new = _room(handing, taken.id)
    assert "error" in join(charlie, old)
    assert "error" in join(alice, new)
    assert join(charlie, new)["messages"] == []
    join(dana, new)
    assert "error" in say(alice, old, "And yet")
    assert say(dana, new, "Welcome")["seq"] == "1"
    eventually(lambda: charlie.heard("message"), "the message")
    assert str(new.id) not in {bell["room"] for bell in alice.heard("message")}
    assert "The last word" not in "".join(charlie.frames)


def test_a_proposal_rings_at_its_owner_and_at_nobody_whom_the_host_would_ask(
    handing: Stage, people: Cast, open_page: OpenPage
) -> None:
    account = people.account("Rings", "dana")
    people.share(account, "luebeck")
    handing.deal_id = handing.protected(account, "bob")
    alice, charlie, nina = (open_page(name) for name in ("alice", "charlie", "nina"))
    handing.hand_off("danzig", "novgorod", by="adam")
    topic = f"handoff:{handing.handoff_id}"
    eventually(lambda: any(topic in frame for frame in alice.frames), "the bell at the owner")
    time.sleep(0.3)
    for page in (charlie, nina):
        assert not [each for each in page.heard("changed") if "handoff" in str(each)]
        assert not [frame for frame in page.frames if str(handing.deal_id) in frame]
    handing.agree()
    eventually(
        lambda: any("handoff-offer:" in frame for frame in charlie.frames), "the bell of the offer"
    )
    assert not [frame for frame in nina.frames if "handoff" in frame]
