"""Whom a message calls by name finds it in the inbox, until they have read the room."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.models import Deal
from forums.actions import mark_read, send_message
from forums.models import Audience, Mention, Room
from forums.opening import open_room
from forums.queries import head_of, unread_mentions, unread_mentions_count
from forums.rooms import get_room
from partners.companies.models import PartnerRelationship
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Invalid
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser

EVERYBODY = ("alice", "bob", "vera", "charlie", "dana", "emil", "desk", "olga")


@pytest.fixture
def room(cast: Cast, database: TransactionalDatabase) -> Room:
    """The room of a deal of Alice's, in which Dana wrote already."""
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    with database.work(cast.alice) as work:
        opened = open_room(work, work.get(Deal, deal.id))
    say(cast, opened, "dana", "Good morning")
    return opened


def say(cast: Cast, room: Room, name: str, text: str, audience: Audience = Audience.SHARED) -> None:
    with cast.database.work(cast.actor(name)) as work:
        shown = get_room(work, room.id)
        send_message(work, shown, text=text, audience=audience, client_id=text)


def called(cast: Cast) -> dict[str, list[str]]:
    """Return what calls each of the cast who is called at all."""
    found = {}
    for name in EVERYBODY:
        with cast.database.work(cast.actor(name)) as work:
            texts = [message.text for message, _room in unread_mentions(work)]
            assert work.counts(unread_mentions_count(work)) == [len(texts)]
            assert work.session.scalar(sa.select(sa.func.count(Mention.id))) == len(texts)
            found[name] = texts
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_mention_is_found_by_whom_it_calls_and_by_nobody_who_may_not_read_it(
    cast: Cast, database: TransactionalDatabase, room: Room, wall: Wall
) -> None:
    say(cast, room, "alice", "@Dana and @Vera, and @Alice herself")
    say(cast, room, "dana", "@Dora, a note", Audience.INTERNAL)
    database.walls = wall
    alike = {"vera": ["@Dana and @Vera, and @Alice herself"], "desk": ["@Dora, a note"]}
    assert called(cast) == {"dana": ["@Dana and @Vera, and @Alice herself"], **alike}

    with database.work(system_actor("test")) as work:
        of_luebeck = PartnerRelationship.partner_id == cast.companies["luebeck"].id
        relationship = work.one(sa.select(PartnerRelationship).where(of_luebeck))
        relationship.channel_manager_id = cast.people["emil"].id
    assert called(cast) == alike


def test_calling_a_colleague_who_does_not_see_the_room_is_refused_instead_of_lost(
    cast: Cast, room: Room
) -> None:
    with pytest.raises(Invalid, match="Bob Brandt does not see this room"):
        say(cast, room, "alice", "@Vera and @Bob, what do you think?")
    with pytest.raises(Invalid, match="Emil Ebert does not see this room"):
        say(cast, room, "dana", "@Emil, a note", Audience.INTERNAL)
    say(cast, room, "alice", "bob@luebeck.example knows more")


def test_the_inbox_shows_and_counts_a_mention_until_the_room_is_read(
    cast: Cast, database: TransactionalDatabase, room: Room, browser_of: Callable[[str], Browser]
) -> None:
    dana = browser_of("dana")
    before = dana.get("/inbox").text
    assert "You were mentioned" not in before

    say(cast, room, "alice", "@Dana, can you look?")
    page = dana.get("/inbox").text
    assert "You were mentioned" in page
    assert "@Dana, can you look?" in page
    assert f'href="/rooms/{room.id}"' in page
    assert '<span class="count" data-strong>1<' in page

    with database.work(cast.dana) as work:
        mark_read(work, get_room(work, room.id), head_of(work, room))
    assert "You were mentioned" not in dana.get("/inbox").text
