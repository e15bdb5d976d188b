"""The rail's rooms follow the bells: a fragment of its own, fetched when one rings."""

import html
import re
from collections.abc import Callable

import pytest

from deals.models import Deal
from forums.actions import mark_read, send_message
from forums.models import Audience, Room
from forums.opening import open_room
from forums.queries import head_of
from forums.rooms import get_room
from portal.kernel.bell import Hint, person_audience
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]


class Listening:
    """A bell that keeps what it was rung for."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []

    def ring(self, hints: list[Hint]) -> None:
        self.hints += hints


@pytest.fixture
def room(cast: Cast, database: TransactionalDatabase) -> Room:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    with database.work(cast.alice) as work:
        return open_room(work, work.get(Deal, deal.id))


def say(cast: Cast, room: Room, text: str, number: int = 1) -> None:
    with cast.database.work(cast.alice) as work:
        message = {"text": text, "client_id": str(number), "audience": Audience.SHARED}
        send_message(work, get_room(work, room.id), **message)  # type: ignore[arg-type]


def rail_of(page: str) -> str:
    """Return the rail's entries in a page, or in the fragment that is nothing else."""
    found = re.search(r'<div class="rail-scroll" id="rail-pages".*?</div>', page, re.DOTALL)
    assert found
    return found.group()


def test_a_page_s_rail_is_fetched_again_when_a_room_s_bell_rings(
    browser_of: BrowserOf, cast: Cast, room: Room
) -> None:
    dana = browser_of("dana")
    before = rail_of(dana.get("/deals").text)
    assert "data-unread" not in before
    topics = re.search(r'data-refresh-on="([^"]+)"', before)
    address = re.search(r'data-refresh-url="([^"]+)"', before)
    assert topics
    assert "rooms" in topics.group(1).split()
    assert address

    say(cast, room, "Hello")
    fragment = dana.get(html.unescape(address.group(1)))

    assert fragment.status_code == 200
    assert "data-unread" in rail_of(fragment.text)
    assert "<html" not in fragment.text
    assert 'href="/deals" aria-current="page"' in fragment.text


def test_the_room_on_screen_is_not_called_unread(
    browser_of: BrowserOf, cast: Cast, room: Room
) -> None:
    dana = browser_of("dana")
    say(cast, room, "Hello")

    assert "data-unread" in dana.get("/rail?at=/rooms").text
    assert "data-unread" not in dana.get(f"/rail?at=/rooms/{room.id}").text


def test_reading_in_one_tab_rings_for_the_reader_s_others_once(
    cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    say(cast, room, "Hello")
    bell = database.__dict__["bell"] = Listening()

    for _ in range(2):
        with database.work(cast.dana) as work:
            mark_read(work, get_room(work, room.id), head_of(work, room))

    assert bell.hints == [Hint(("rooms", "inbox"), (person_audience(cast.people["dana"].id),))]


def test_the_tabs_of_a_phone_come_along_with_the_rail(browser_of: BrowserOf) -> None:
    dana = browser_of("dana")
    assert 'id="tabbar" aria-label="Main pages">' in dana.get("/deals").text
    assert 'id="tabbar" aria-label="Main pages" hx-swap-oob="outerMorph">' in dana.get("/rail").text
