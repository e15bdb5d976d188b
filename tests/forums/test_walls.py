"""Each wall alone keeps rooms apart: with either one taken away the answers are the same."""

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from deals.models import Deal
from forums.actions import mark_read, send_message
from forums.models import Audience, Message, NoteStream, ReadMark, Room, RoomCompany
from forums.opening import open_room
from forums.position import Position
from forums.rooms import get_room
from partners.accounts.models import Account
from partners.companies.models import Company
from portal.kernel.db import Wall, raw
from portal.kernel.errors import WallBreach
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

LUEBECK = {"alice", "vera"}
HOST_WHO_LOOK_AFTER_LUEBECK = {"dana", "desk", "olga", "audrey", "adam"}
NOBODY: set[str] = set()
EVERYONE = (
    *("alice", "bob", "vera", "charlie", "sam", "nina"),
    *("dana", "emil", "desk", "olga", "audrey", "adam"),
)


@pytest.fixture(params=[Wall.READ_RULES, Wall.ROW_SECURITY, Wall.BOTH], ids=str)
def walls(request: pytest.FixtureRequest, talk: Room, database: TransactionalDatabase) -> Wall:
    database.walls = request.param
    return database.walls


@pytest.fixture
def talk(cast: Cast, database: TransactionalDatabase) -> Room:
    """A room of Alice's deal with a shared message, a note of each side and read marks."""
    account = cast.account()
    cast.share(account, "luebeck")
    cast.share(account, "danzig")
    deal = cast.deal(account)
    with database.work(cast.alice) as work:
        room = open_room(work, work.get(Deal, deal.id))
    for name, audience in (("alice", "SHARED"), ("alice", "INTERNAL"), ("dana", "INTERNAL")):
        with database.work(cast.actor(name)) as work:
            seen = get_room(work, room.id)
            text = f"{name} {audience}"
            send_message(work, seen, text=text, audience=Audience(audience), client_id=text)
            mark_read(work, seen, Position(9, 9))
    return room


def who_sees(cast: Cast, database: TransactionalDatabase, statement: sa.Select[int]) -> set[str]:
    seen = set()
    for name in EVERYONE:
        with database.work(cast.actor(name)) as work:
            if work.session.scalar(statement):
                seen.add(name)
    return seen


def count(model: type, *where: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(model).where(*where)


def test_a_room_is_seen_by_its_two_companies_and_not_by_sellers_of_other_deals(
    cast: Cast, database: TransactionalDatabase, talk: Room, walls: Wall
) -> None:
    assert who_sees(cast, database, count(Room)) == LUEBECK | HOST_WHO_LOOK_AFTER_LUEBECK


def test_what_is_shared_is_read_where_the_room_is_seen(
    cast: Cast, database: TransactionalDatabase, talk: Room, walls: Wall
) -> None:
    shared = count(Message, Message.audience == Audience.SHARED)

    assert who_sees(cast, database, shared) == LUEBECK | HOST_WHO_LOOK_AFTER_LUEBECK


@pytest.mark.parametrize(
    ("author", "readers"), [("alice", LUEBECK), ("dana", HOST_WHO_LOOK_AFTER_LUEBECK)]
)
def test_a_note_is_read_in_its_own_company_only(
    cast: Cast,
    database: TransactionalDatabase,
    talk: Room,
    walls: Wall,
    author: str,
    readers: set[str],
) -> None:
    person = cast.people[author].id
    note = count(Message, Message.audience == Audience.INTERNAL, Message.author_id == person)

    assert who_sees(cast, database, note) == readers


def test_nobody_counts_the_notes_of_another_company(
    cast: Cast, database: TransactionalDatabase, talk: Room, walls: Wall
) -> None:
    luebeck, host = cast.companies["luebeck"].id, cast.companies["host"].id

    assert (
        who_sees(cast, database, count(NoteStream, NoteStream.owner_company_id == luebeck))
        == LUEBECK
    )
    assert (
        who_sees(cast, database, count(NoteStream, NoteStream.owner_company_id == host))
        == HOST_WHO_LOOK_AFTER_LUEBECK
    )


def test_a_read_mark_is_seen_by_its_person_only(
    cast: Cast, database: TransactionalDatabase, talk: Room, walls: Wall
) -> None:
    assert who_sees(cast, database, count(ReadMark)) == {"alice", "dana"}


def test_who_takes_part_is_seen_by_no_other_company(
    cast: Cast, database: TransactionalDatabase, talk: Room, walls: Wall
) -> None:
    seen = who_sees(cast, database, count(RoomCompany))

    assert seen == LUEBECK | HOST_WHO_LOOK_AFTER_LUEBECK | {"bob"}


def test_rivals_on_one_account_have_rooms_apart(
    cast: Cast, database: TransactionalDatabase, walls: Wall, talk: Room
) -> None:
    database.walls = Wall.BOTH
    with database.work(cast.dana) as work:
        account = work.one(sa.select(Account))
    rooms = {}
    for name in ("alice", "charlie"):
        with database.work(cast.actor(name)) as work:
            rooms[name] = open_room(work, work.get(Account, account.id)).id
    database.walls = walls

    assert rooms["alice"] != rooms["charlie"]
    alices = count(Room, Room.id == rooms["alice"])
    assert who_sees(cast, database, alices) == LUEBECK | {"bob"} | HOST_WHO_LOOK_AFTER_LUEBECK
    charlies = count(Room, Room.id == rooms["charlie"])
    assert who_sees(cast, database, charlies) == {"charlie", "sam"} | HOST_WHO_LOOK_AFTER_LUEBECK
    with database.work(cast.charlie) as work:
        names = set(work.session.scalars(sa.select(RoomCompany.company_name)))
    assert names == {"Danzig Trading", "Hansa Components"}


@pytest.fixture
def only_the_second_wall(database: TransactionalDatabase) -> Iterator[None]:
    database.walls = Wall.ROW_SECURITY
    yield
    database.walls = Wall.BOTH


def _forged(talk: Room, cast: Cast, **changes: object) -> sa.Insert:
    values = {
        "id": uuid.uuid4(),
        "version": 1,
        "created_at": sa.func.now(),
        "owner_company_id": cast.companies["danzig"].id,
        "room_id": talk.id,
        "shared_seq": 2,
        "internal_seq": 0,
        "audience": "SHARED",
        "client_id": "forged",
        "author_id": cast.people["charlie"].id,
        "author_name": "x",
        "author_company_name": "x",
        "text": "x",
        "mentioned_ids": [],
    }
    return sa.insert(Message).values({**values, **changes})


@pytest.mark.parametrize("actor", ["charlie", "bob", "emil", "vera"])
def test_the_second_wall_refuses_messages_in_rooms_or_names_that_are_not_ones_own(
    cast: Cast,
    database: TransactionalDatabase,
    talk: Room,
    only_the_second_wall: None,
    actor: str,
) -> None:
    """Vera sees the room, so for her only the name of the author is wrong."""
    who = cast.actor(actor)
    author = cast.people["alice" if actor == "vera" else actor].id
    forged = _forged(talk, cast, owner_company_id=who.company_id, author_id=author)

    with pytest.raises(ProgrammingError, match="row-level security"), database.work(who) as work:
        work.session.execute(raw(forged, "a test"))


@pytest.mark.parametrize("statement", ["UPDATE messages SET text = 'x'", "DELETE FROM messages"])
def test_nobody_changes_or_deletes_what_was_said(
    cast: Cast,
    database: TransactionalDatabase,
    talk: Room,
    only_the_second_wall: None,
    statement: str,
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        database.work(cast.dana) as work,
    ):
        work.session.execute(raw(sa.text(statement), "a test"))


@pytest.mark.parametrize("column", ["subject_id", "with_company_id", "went_to_name", "title"])
def test_nobody_changes_what_a_room_is_about_or_who_takes_part(
    cast: Cast,
    database: TransactionalDatabase,
    talk: Room,
    only_the_second_wall: None,
    column: str,
) -> None:
    statement = sa.text(f"UPDATE rooms SET {column} = NULL")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        database.work(cast.alice) as work,
    ):
        work.session.execute(raw(statement, "a test"))


def test_the_first_wall_refuses_a_message_in_the_name_of_another_company(
    cast: Cast, database: TransactionalDatabase, talk: Room
) -> None:
    database.walls = Wall.READ_RULES
    with pytest.raises(WallBreach), database.work(cast.alice) as work:
        work.add(
            Message(
                owner_company_id=cast.companies["host"].id,
                room_id=talk.id,
                shared_seq=2,
                internal_seq=0,
                audience=Audience.SHARED,
                client_id="forged",
                author_id=cast.alice.id,
                author_name="x",
                author_company_name="x",
                text="x",
            )
        )
        work.flush()


def test_two_who_open_a_room_at_once_find_the_same(
    cast: Cast, database: TransactionalDatabase
) -> None:
    """The second insert meets the first one's row, as it would after waiting for its commit."""
    account = cast.account()
    cast.share(account, "luebeck")
    with database.work(cast.dana) as work:
        seen = work.get(Account, account.id)
        first = open_room(work, seen, cast.companies["luebeck"].id)
    with database.work(cast.alice) as work:
        second = open_room(work, work.get(Account, account.id))
    with database.work(cast.dana) as work:
        third = open_room(work, work.get(Company, cast.companies["luebeck"].id))

    assert first.id == second.id != third.id
