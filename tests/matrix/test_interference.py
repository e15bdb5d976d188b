"""What one company does changes nothing that another sees: no list, count, badge or order."""

from uuid import UUID

import pytest

from deals.handoffs.offering import NewHandOff, hand_off
from deals.handoffs.states import Fallback, Kind
from deals.handoffs.together import end_together
from deals.registration.actions import register_deal
from forums.actions import send_message
from forums.models import Audience, Room
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.models import Account
from tests.cast import a_deal
from tests.edi_gateway.worker import run_jobs
from tests.matrix.asking import Answer, Asker
from tests.matrix.expectations import SIGHT, TABLE
from tests.matrix.rule import Rule
from tests.matrix.world import World

LISTS = [
    rule for rule in TABLE if rule.method == "GET" and (rule.on is None or rule.on == "prefill")
]


def pages_of(asker: Asker, actor: str) -> dict[str, tuple[object, ...]]:
    return {
        rule.route: asker.ask(rule, "shared" if rule.on else None, actor).without(set())
        for rule in LISTS
        if actor in rule.may
    }


@pytest.mark.usefixtures("savepoint")
def test_a_rival_on_the_same_account_notices_nothing(asker: Asker, world: World) -> None:
    watchers = ("charlie", "sam", "nina", "rita", "emil", "danzig-api")
    before = {actor: pages_of(asker, actor) for actor in watchers}
    _luebeck_is_busy(world)
    for actor, pages in before.items():
        now = pages_of(asker, actor)
        assert [route for route in pages if pages[route] != now[route]] == [], actor


def _luebeck_is_busy(world: World) -> None:
    with world.work("alice") as work:
        open_account(work, NewAccount("A new customer", "SE", "aaa.example", "Aarhus"))
        account = work.get(Account, UUID(world.ids["account", "rivals"]))
        register_deal(work, account, a_deal("CABINETS"))
        room = work.get(Room, UUID(world.ids["room", "luebecks-of-rivals"]))
        send_message(work, room, text="@dana hello", audience=Audience.SHARED, client_id="busy-1")
    run_jobs(world.services)


@pytest.mark.usefixtures("savepoint")
def test_nobody_notices_what_two_others_sell_together(asker: Asker, world: World) -> None:
    watchers = ("alice", "bob", "charlie", "elke", "dana", "danzig-api", "luebeck-api")
    before = {actor: pages_of(asker, actor) for actor in watchers}
    _novgorod_and_riga_are_busy(world)
    for actor, pages in before.items():
        now = pages_of(asker, actor)
        assert [route for route in pages if pages[route] != now[route]] == [], actor


def _novgorod_and_riga_are_busy(world: World) -> None:
    """Talk in their room, then part, and offer the whole deal instead."""
    for who in ("rita", "nina"):
        with world.work(who) as work:
            room = work.get(Room, UUID(world.ids["room", "of-three"]))
            send_message(work, room, text="Now", audience=Audience.SHARED, client_id=f"busy-{who}")
    handoff_id, nina = UUID(world.ids["handoff", "sold-along"]), world.actor("nina")
    end_together(world.database, nina, handoff_id, "We go on alone")
    deal_id, riga = UUID(world.ids["deal", "given-sold-along"]), UUID(world.ids["company", "riga"])
    whole = NewHandOff(Kind.TRANSFER, "You sell.", 100, Fallback.STAY, (riga,))
    hand_off(world.database, nina, deal_id, whole)
    run_jobs(world.services)


def test_head_and_options_tell_no_more_than_the_answer_itself(asker: Asker, world: World) -> None:
    for rule in TABLE:
        for actor in ("anonymous", "charlie", "danzig-api"):
            choices = {_options(asker, rule, target, actor) for target in _targets(rule)}
            assert len(choices) == 1, rule.route
            if rule.method != "GET":
                continue
            for target in _targets(rule):
                head, answer = _head(asker, world, rule, target, actor)
                assert head.status == answer.status, (rule.route, target, actor)
                assert head.body == ""


def _targets(rule: Rule) -> list[str | None]:
    return [*list(SIGHT[rule.on])[-3:]] if rule.on else [None]


def _head(
    asker: Asker, world: World, rule: Rule, target: str | None, actor: str
) -> tuple[Answer, Answer]:
    savepoint = world.database.connection.begin_nested()
    try:
        return asker.ask(rule, target, actor, "HEAD"), asker.ask(rule, target, actor)
    finally:
        savepoint.rollback()


def _options(asker: Asker, rule: Rule, target: str | None, actor: str) -> tuple[object, ...]:
    answer = asker.ask(rule, target, actor, "OPTIONS")
    return answer.status, answer.body, answer.headers.get("Allow")
