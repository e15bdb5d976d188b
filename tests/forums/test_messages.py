from collections.abc import Callable

import pytest

from deals.models import Deal
from forums.actions import QUIET, mark_read, send_message
from forums.models import MAX_TEXT, Audience, Message, Room
from forums.opening import open_room
from forums.policies import can_send
from forums.position import Position
from forums.queries import latest_messages, messages_after, rooms_page
from forums.rooms import get_room
from portal.kernel.actor import Actor
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from portal.web.timeline import activities_of
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase

Say = Callable[..., Message]


@pytest.fixture
def deal(cast: Cast) -> Deal:
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account)


@pytest.fixture
def room(cast: Cast, deal: Deal, database: TransactionalDatabase) -> Room:
    with database.work(cast.alice) as work:
        return open_room(work, work.get(Deal, deal.id))


@pytest.fixture
def say(room: Room, database: TransactionalDatabase) -> Say:
    def say(actor: Actor, text: str, audience: str = "SHARED", client_id: str = "") -> Message:
        with database.work(actor) as work:
            return send_message(
                work,
                get_room(work, room.id),
                text=text,
                audience=Audience(audience),
                client_id=client_id or text,
            )

    return say


def texts(database: TransactionalDatabase, actor: Actor, room: Room) -> list[str]:
    with database.work(actor) as work:
        return [m.text for m in latest_messages(work, get_room(work, room.id)).messages]


def test_both_sides_read_what_is_shared(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    say(cast.alice, "Two lots?")
    say(cast.dana, "Two lots.")

    assert texts(database, cast.alice, room) == texts(database, cast.dana, room)
    assert texts(database, cast.alice, room) == ["Two lots?", "Two lots."]


def test_an_internal_note_of_the_host_is_read_by_the_host_alone(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    say(cast.alice, "Two lots?")
    say(cast.dana, "Only with freight on them.", "INTERNAL")
    say(cast.dana, "Two lots.")

    assert texts(database, cast.alice, room) == ["Two lots?", "Two lots."]
    assert texts(database, cast.dana, room) == [
        "Two lots?",
        "Only with freight on them.",
        "Two lots.",
    ]


def test_a_partner_has_internal_notes_too(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    say(cast.alice, "Do not go below 180.", "INTERNAL")

    assert texts(database, cast.dana, room) == []
    assert texts(database, cast.alice, room) == ["Do not go below 180."]


def test_numbers_that_a_partner_sees_do_not_tell_how_many_notes_the_host_wrote(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    say(cast.alice, "one")
    before = _everything_alice_sees(cast, database, room)
    for number in range(3):
        say(cast.dana, f"note {number}", "INTERNAL")
    after = _everything_alice_sees(cast, database, room)
    second = say(cast.alice, "two")

    assert before == after
    assert str(second.position) == "2"


def _everything_alice_sees(
    cast: Cast, database: TransactionalDatabase, room: Room
) -> tuple[object, ...]:
    with database.work(cast.alice) as work:
        seen = get_room(work, room.id)
        stretch = latest_messages(work, seen)
        columns = {c.name: getattr(seen, c.name) for c in Room.__table__.columns}
        lines = [(r.room.id, r.is_unread, r.mentions, r.last_at) for r in rooms_page(work)]
        return columns, [m.id for m in stretch.messages], stretch.head, lines


def test_the_host_reads_notes_in_their_place(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    written = [
        say(cast.alice, "one"),
        say(cast.dana, "a", "INTERNAL"),
        say(cast.dana, "b", "INTERNAL"),
        say(cast.alice, "two"),
        say(cast.dana, "c", "INTERNAL"),
    ]

    assert [str(m.position) for m in written] == ["1", "1.1", "1.2", "2", "2.3"]
    assert texts(database, cast.dana, room) == ["one", "a", "b", "two", "c"]


def test_catching_up_in_small_steps_misses_and_repeats_nothing(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    for number in range(12):
        say(cast.dana, f"m{number}", "INTERNAL" if number % 3 else "SHARED")

    read: list[str] = []
    since, has_more = Position(), True
    while has_more:
        with database.work(cast.dana) as work:
            stretch = messages_after(work, get_room(work, room.id), since, limit=2)
        read += [m.text for m in stretch.messages]
        since, has_more = stretch.head, stretch.has_more

    assert read == [f"m{number}" for number in range(12)]


def test_the_same_client_id_twenty_times_is_one_message(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    sent = {say(cast.alice, "once", client_id="abc").id for _ in range(20)}

    assert len(sent) == 1
    assert texts(database, cast.alice, room) == ["once"]


def test_a_client_id_of_another_person_is_another_message(cast: Cast, say: Say) -> None:
    assert say(cast.alice, "a", client_id="x").id != say(cast.dana, "b", client_id="x").id


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x07", "a" * (MAX_TEXT + 1)])
def test_text_that_says_nothing_or_too_much_is_refused(cast: Cast, say: Say, text: str) -> None:
    with pytest.raises(Invalid):
        say(cast.alice, text, client_id="x")


@pytest.mark.parametrize("client_id", ["a" * 65, "a\nb"])
def test_a_client_id_must_be_short_and_plain(cast: Cast, say: Say, client_id: str) -> None:
    with pytest.raises(Invalid):
        say(cast.alice, "text", client_id=client_id)


def test_a_viewer_reads_but_does_not_write(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    say(cast.alice, "hello")

    assert texts(database, cast.actor("vera"), room) == ["hello"]
    with pytest.raises(Forbidden):
        say(cast.actor("vera"), "me too")


def test_nobody_writes_in_a_closed_room(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    with database.work(cast.dana) as work:
        get_room(work, room.id).state = type(room.state)("READ_ONLY")

    for audience in Audience:
        with pytest.raises(Conflict):
            say(cast.alice, "too late", audience.value)
    with database.work(cast.alice) as work:
        assert not can_send(work.actor, get_room(work, room.id))


def test_a_reply_keeps_the_audience_of_what_it_answers(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    note = say(cast.dana, "between us", "INTERNAL")

    with database.work(cast.dana) as work, pytest.raises(Invalid, match="same people"):
        send_message(
            work,
            get_room(work, room.id),
            text="to all",
            audience=Audience.SHARED,
            client_id="r",
            parent=work.get(Message, note.id),
        )


def test_a_conversation_is_one_line_on_the_timeline_of_its_deal(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock, deal: Deal, say: Say
) -> None:
    for number in range(5):
        say(cast.alice, f"line {number}")
    say(cast.dana, "a note", "INTERNAL")
    clock.advance(seconds=QUIET.total_seconds() + 1)
    say(cast.dana, "good morning")

    with database.work(cast.alice) as work:
        verbs = [activity.verb for activity in activities_of(work, deal.id)]
    assert verbs.count("conversation-started") == 2


def test_unread_turns_off_when_read_and_on_again_with_the_next_message(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    def is_unread(name: str) -> bool:
        with database.work(cast.actor(name)) as work:
            return rooms_page(work)[0].is_unread

    say(cast.alice, "hello")
    assert is_unread("dana")
    with database.work(cast.dana) as work:
        mark_read(work, get_room(work, room.id), Position(1, 0))
    assert not is_unread("dana")
    say(cast.dana, "between us", "INTERNAL")
    assert is_unread("desk")
    with database.work(cast.dana) as work:
        mark_read(work, get_room(work, room.id), Position(99, 99))
        mark_read(work, get_room(work, room.id), Position(0, 0))
    assert not is_unread("dana")


def test_a_mention_is_counted_for_whom_it_calls_and_no_one_else(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    def mentions(name: str) -> int:
        with database.work(cast.actor(name)) as work:
            return rooms_page(work)[0].mentions

    say(cast.dana, "Hello @Alice")
    assert mentions("alice") == 0, "Alice has not written here, and Dana cannot look her up"
    say(cast.alice, "Hello")
    say(cast.dana, "Hello @Alice, and mail@dana.example")

    assert (mentions("alice"), mentions("vera"), mentions("desk")) == (1, 0, 0)


def test_an_internal_note_cannot_call_somebody_who_does_not_read_it(cast: Cast, say: Say) -> None:
    say(cast.alice, "Hello")

    with pytest.raises(Invalid, match="does not read"):
        say(cast.dana, "ask @Alice", "INTERNAL")


def test_the_bell_of_a_note_rings_only_in_its_own_company(
    cast: Cast, database: TransactionalDatabase, room: Room
) -> None:
    def rung(audience: Audience) -> str:
        with database.work(cast.dana) as work:
            send_message(
                work,
                get_room(work, room.id),
                text="text",
                audience=audience,
                client_id=audience.value,
            )
            audiences = [hint.audiences for hint in work.hints]
        return repr(audiences)

    luebeck = str(cast.companies["luebeck"].id)
    assert luebeck in rung(Audience.SHARED)
    note = rung(Audience.INTERNAL)
    assert luebeck not in note
    assert f"'room:{room.id}'" not in note


def test_a_rival_can_neither_read_nor_write(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    with pytest.raises(NotFound):
        say(cast.charlie, "hello")
    with database.work(cast.charlie) as work:
        assert rooms_page(work) == []


def test_a_reply_names_the_message_it_answers(
    cast: Cast, database: TransactionalDatabase, room: Room, say: Say
) -> None:
    question = say(cast.alice, "Two lots?")

    with database.work(cast.dana) as work:
        answer = send_message(
            work,
            get_room(work, room.id),
            text="Yes",
            audience=Audience.SHARED,
            client_id="r",
            parent=work.get(Message, question.id),
        )

    assert answer.parent_id == question.id
