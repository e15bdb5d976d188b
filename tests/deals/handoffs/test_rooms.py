"""Rooms of a deal that is handed over or sold together: who reads what was said, from when on."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.handoffs.states import Kind
from deals.handoffs.together import end_together
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage as SaleStage
from deals.pipeline.states import StageReason
from forums.actions import send_message
from forums.models import Audience, Message, Room, RoomCompany, RoomState
from forums.opening import open_room
from forums.rooms import get_room_with
from partners.accounts.models import GrantObject
from portal.kernel.activity import Activity
from portal.kernel.actor import Reach, system_actor
from portal.kernel.bell import (
    EVICT,
    Hint,
    company_audience,
    person_audience,
    reach_audience,
)
from portal.kernel.db import Wall, Work
from portal.kernel.errors import Conflict, Forbidden, NotFound
from tests.browser.survey import faults
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.handoffs.stage import Stage
from tests.web.conftest import Browser

EVERYONE = ("alice", "bob", "vera", "charlie", "sam", "nina", "dana", "emil", "desk")
LUEBECK = {"alice", "bob", "vera"}
DANZIG = {"charlie", "sam"}
HOST = {"dana", "desk"}
WALLS = pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY, Wall.BOTH], ids=str)


class Heard:
    """Keeps what is rung, where nobody listens."""

    def __init__(self) -> None:
        self.hints: list[Hint] = []

    def ring(self, hints: list[Hint]) -> None:
        self.hints += hints


def _say(work: Work, room: Room, text: str, audience: Audience = Audience.SHARED) -> Message:
    return send_message(work, room, text=text, audience=audience, client_id=text)


def _talk(handing: Stage, who: str, text: str) -> None:
    with handing.database.work(handing.cast.actor(who)) as work:
        _say(work, open_room(work, work.get(Deal, handing.deal_id)), text)


def _room_of(handing: Stage, deal_id: object, with_company: str | None = None) -> Room:
    wanted = handing.company(with_company) if with_company else None
    with handing.database.work(system_actor("test")) as work:
        return work.one(
            sa.select(Room)
            .where(Room.subject_id == deal_id, Room.with_company_id.is_not_distinct_from(wanted))
            .order_by(Room.id.desc())
        )


def _who_reads(
    handing: Stage, database: TransactionalDatabase, room: Room, wall: Wall
) -> dict[str, list[str]]:
    actors = {name: handing.cast.actor(name) for name in EVERYONE}
    found = {}
    database.walls = wall
    try:
        for name, actor in actors.items():
            with database.work(actor) as work:
                if work.find(Room, room.id) is not None:
                    said = sa.select(Message).where(Message.room_id == room.id)
                    in_order = said.order_by(Message.shared_seq)
                    found[name] = [each.text for each in work.all(in_order)]
    finally:
        database.walls = Wall.BOTH
    return found


@WALLS
def test_what_was_said_stays_with_those_who_said_it_when_a_deal_is_handed_over(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    _talk(handing, "alice", "Stay above 18 %")
    handing.hand_off("danzig")
    taken = handing.accept()
    old, new = _room_of(handing, handing.deal_id), _room_of(handing, taken.id)
    assert _who_reads(handing, database, old, wall) == {
        name: ["Stay above 18 %"] for name in LUEBECK | HOST
    }
    takers = {"charlie"} | HOST  # not Sam: it is not he who took it
    assert _who_reads(handing, database, new, wall) == {name: [] for name in takers}


def test_the_old_room_closes_and_the_new_one_says_where_it_comes_from(handing: Stage) -> None:
    _talk(handing, "alice", "Stay above 18 %")
    handing.hand_off("danzig")
    taken = handing.accept()
    old, new = _room_of(handing, handing.deal_id), _room_of(handing, taken.id)
    assert (old.state, old.went_to_name) == (RoomState.READ_ONLY, "Danzig Trading")
    assert (new.state, new.came_from_name) == (RoomState.OPEN, "Lübeck Systems")
    with handing.database.work(handing.cast.alice) as work, pytest.raises(Conflict):
        _say(work, work.get(Room, old.id), "And yet")
    with handing.database.work(handing.cast.charlie) as work:
        assert _say(work, open_room(work, work.get(Deal, taken.id)), "We go on").room_id == new.id
    with handing.database.work(handing.cast.dana) as work:
        assert _say(work, work.get(Room, new.id), "Welcome").shared_seq == 2


def test_whoever_takes_it_over_does_not_learn_whether_anything_was_said(handing: Stage) -> None:
    handing.hand_off("danzig")
    new = _room_of(handing, handing.accept().id)
    assert (new.came_from_name, new.last_seq, new.last_message_at) == ("Lübeck Systems", 0, None)


def test_a_deal_that_comes_back_goes_on_in_a_room_without_what_was_said_elsewhere(
    handing: Stage, database: TransactionalDatabase
) -> None:
    handing.hand_off("danzig")
    taken = handing.accept()
    with handing.database.work(handing.cast.charlie) as work:
        _say(work, open_room(work, work.get(Deal, taken.id)), "Between us")
    theirs = _room_of(handing, taken.id)
    handing.give_back()
    back = _room_of(handing, handing.handoff.back_id)
    assert (back.came_from_name, back.state) == ("Danzig Trading", RoomState.OPEN)
    assert set(_who_reads(handing, database, back, Wall.BOTH)) == LUEBECK | HOST
    assert set(_who_reads(handing, database, theirs, Wall.BOTH)) == {"charlie"} | HOST


def _sell_together(handing: Stage, kind: Kind = Kind.CO_SELL) -> Room:
    handing.hand_off("danzig", kind=kind, percent=0)
    handing.accept()
    return _room_of(handing, handing.deal_id, "danzig")


@WALLS
@pytest.mark.parametrize("kind", [Kind.CO_SELL, Kind.ASSIST])
def test_whoever_sells_along_gets_a_room_of_the_three_and_nothing_said_before(
    handing: Stage, database: TransactionalDatabase, wall: Wall, kind: Kind
) -> None:
    _talk(handing, "alice", "Stay above 18 %")
    room = _sell_together(handing, kind)
    for name in ("charlie", "alice", "dana"):
        with database.work(handing.cast.actor(name)) as work:
            _say(work, work.get(Room, room.id), name)
    told = ["charlie", "alice", "dana"]
    assert _who_reads(handing, database, room, wall) == dict.fromkeys(LUEBECK | DANZIG | HOST, told)
    before = _room_of(handing, handing.deal_id)
    assert set(_who_reads(handing, database, before, wall)) == LUEBECK | HOST


@WALLS
def test_all_three_know_who_takes_part_and_nobody_else_does(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    room = _sell_together(handing)
    actors = {name: handing.cast.actor(name) for name in ("alice", "charlie", "dana", "nina")}
    database.walls = wall
    try:
        present = {}
        for name, actor in actors.items():
            with database.work(actor) as work:
                here = sa.select(RoomCompany.company_name).where(RoomCompany.room_id == room.id)
                present[name] = set(work.session.scalars(here))
    finally:
        database.walls = Wall.BOTH
    three = {"Lübeck Systems", "Danzig Trading", "Hansa Components"}
    assert present == {"alice": three, "charlie": three, "dana": three, "nina": set()}


def test_internal_notes_of_each_of_the_three_stay_its_own(handing: Stage) -> None:
    room = _sell_together(handing)
    for name in ("alice", "charlie", "dana"):
        with handing.database.work(handing.cast.actor(name)) as work:
            _say(work, work.get(Room, room.id), f"Note of {name}", Audience.INTERNAL)
    for name in ("alice", "charlie", "dana"):
        with handing.database.work(handing.cast.actor(name)) as work:
            texts = work.session.scalars(sa.select(Message.text)).all()
            assert texts == [f"Note of {name}"]


def test_two_that_sell_one_deal_along_do_not_meet(
    handing: Stage, database: TransactionalDatabase
) -> None:
    danzigs = _sell_together(handing)
    for task in handing.tasks():
        handing.tick("alice" if task.side == "GIVER" else "charlie", task)
    handing.hand_off("novgorod", kind=Kind.ASSIST, percent=0)
    handing.accept("nina", "novgorod")
    novgorods = _room_of(handing, handing.deal_id, "novgorod")
    assert set(_who_reads(handing, database, danzigs, Wall.BOTH)) == LUEBECK | DANZIG | HOST
    assert set(_who_reads(handing, database, novgorods, Wall.BOTH)) == LUEBECK | {"nina"} | HOST
    with database.work(handing.cast.actor("nina")) as work, pytest.raises(NotFound):
        get_room_with(work, "deal", handing.deal_id, handing.company("danzig"))


@WALLS
@pytest.mark.parametrize("end", ["giver", "receiver", "lost"])
def test_whoever_sold_along_leaves_at_once(
    handing: Stage,
    database: TransactionalDatabase,
    monkeypatch: pytest.MonkeyPatch,
    wall: Wall,
    end: str,
) -> None:
    cast, room = handing.cast, _sell_together(handing)
    with database.work(cast.charlie) as work:
        _say(work, work.get(Room, room.id), "Hello")
    bell = Heard()
    monkeypatch.setattr(database, "bell", bell)
    if end == "giver":
        end_together(database, cast.alice, handing.handoff_id, "We go on alone")
    elif end == "receiver":
        handing.give_back()
    else:
        with database.work(cast.bob) as work:
            deal = work.get(Deal, handing.deal_id)
            move_stage(work, deal, SaleStage.LOST, StageReason.PRICE, "")
    evicted = [each for hint in bell.hints if hint.event == EVICT for each in hint.audiences]
    assert company_audience(handing.company("danzig")) in evicted
    assert _who_reads(handing, database, room, wall) == {name: ["Hello"] for name in LUEBECK | HOST}
    with database.work(cast.alice) as work, pytest.raises(Conflict):
        _say(work, work.get(Room, room.id), "They are gone")


def test_sold_together_once_more_they_talk_in_a_new_room(handing: Stage) -> None:
    first = _sell_together(handing)
    handing.give_back()
    second = _sell_together(handing)
    assert first.id != second.id
    with handing.database.work(handing.cast.charlie) as work:
        assert open_room(work, work.get(Deal, handing.deal_id)).id == second.id


def test_whoever_only_reads_a_deal_by_a_grant_has_no_room(handing: Stage) -> None:
    cast = handing.cast
    cast.share(handing.account, "novgorod", "alice", (GrantObject.DEALS,))
    with cast.database.work(cast.actor("nina")) as work, pytest.raises(Forbidden):
        open_room(work, work.get(Deal, handing.deal_id))


def test_nobody_lets_a_rival_into_a_room_past_the_portal(
    handing: Stage, database: TransactionalDatabase
) -> None:
    """The rooms of three are opened by the portal alone; row security refuses it to others."""
    cast = handing.cast
    with database.work(cast.alice) as work:
        room = open_room(work, work.get(Deal, handing.deal_id))
    with database.work(cast.alice) as work:
        work.add(
            RoomCompany(
                owner_company_id=room.owner_company_id,
                room_id=room.id,
                company_id=handing.company("host"),
                company_name="x",
                with_company_id=handing.company("danzig"),
            )
        )
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            work.flush()
        work.rollback()


def test_the_ways_to_the_room_of_three(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    _talk(handing, "alice", "Stay above 18 %")
    room = _sell_together(handing)
    way = f"/rooms/of/deal/{handing.deal_id}?with={handing.company('danzig')}"
    for name, page in (
        ("alice", f"/deals/{handing.deal_id}"),
        ("alice", f"/handoffs/{handing.handoff_id}"),
        ("charlie", f"/deals/{handing.deal_id}"),
        ("charlie", f"/handoffs/offers/{handing.offer_to('danzig')}"),
    ):
        browser = browser_of(name)
        assert way in browser.get(page).text
        assert browser.get(way).headers["Location"].endswith(str(room.id))
    shown = browser_of("charlie").get(f"/rooms/{room.id}").text
    assert "Opened when Danzig Trading joined." in shown
    assert "Everyone in this room · 3 companies" in shown
    assert "18 %" not in shown
    assert list(faults(shown)) == []
    nina = browser_of("nina")
    assert nina.get(way).status_code == nina.get(f"/rooms/{room.id}").status_code == 404


def test_a_room_says_on_screen_where_it_comes_from_and_where_it_went(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    _talk(handing, "alice", "Stay above 18 %")
    handing.hand_off("danzig")
    taken = handing.accept()
    old, new = _room_of(handing, handing.deal_id), _room_of(handing, taken.id)
    shown = browser_of("charlie").get(f"/rooms/{new.id}").text
    assert "Taken over from Lübeck Systems." in shown
    assert "Read only" in browser_of("alice").get("/rooms").text
    assert "Read only" not in browser_of("charlie").get("/rooms").text
    assert "Danzig Trading carries this on." in browser_of("alice").get(f"/rooms/{old.id}").text
    assert browser_of("charlie").get(f"/rooms/{old.id}").status_code == 404


def test_a_message_of_the_third_company_rings_for_the_three_and_stays_off_the_timeline(
    handing: Stage, cast: Cast
) -> None:
    room = _sell_together(handing)
    host_id, luebeck_id = handing.company("host"), handing.company("luebeck")
    with cast.database.work(cast.charlie) as work:
        _say(work, work.get(Room, room.id), "Hello")
        heard = [each for hint in work.hints if "rooms" in hint.topics for each in hint.audiences]
    assert set(heard) == {
        company_audience(handing.company("danzig")),
        reach_audience(luebeck_id, Reach.COMPANY),
        person_audience(cast.people["bob"].id),
        reach_audience(host_id, Reach.ALL),
        reach_audience(host_id, Reach.ASSIGNED),
    }
    with cast.database.work(system_actor("test")) as work:
        verbs = work.session.scalars(sa.select(Activity.verb)).all()
    assert "conversation-started" not in verbs
