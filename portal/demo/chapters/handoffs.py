"""Deals that go from one partner to another: one is being handed over, one waits for Lübeck.

A third the host would give to Danzig, and Lübeck is asked first.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa

from deals.handoffs import accepting, checklist, offering, placing
from deals.handoffs.models import HandOffOffer, HandOffTask
from deals.handoffs.offering import NewHandOff
from deals.handoffs.states import Fallback, Kind, Side
from deals.queries import get_deal
from forums.actions import send_message
from forums.models import Audience
from forums.opening import open_room
from partners.accounts.actions import GrantTerms, NewAccount, open_account, share_account
from partners.accounts.models import GrantObject
from portal.demo.chapters.deals import decide, register
from portal.demo.world import DEMO, World

OPENED = (GrantObject.PROFILE, GrantObject.CONTACTS)


def hand_deals_over(world: World) -> None:
    world.at(20, 9, 40)
    _open(world, "Oder Canning Works", "PL", "oder-canning.example", "Szczecin", "luebeck")
    _open(world, "Vänern Paper Mill", "SE", "vanern-paper.example", "Karlstad", "danzig")
    _open(world, "Bug River Sawmill", "PL", "bug-sawmill.example", "Białystok", "luebeck")
    world.at(19, 10, 5)
    canning = register(world, "alice", "Oder Canning Works", "SENSORS", 48, "51200", "PL")
    paper = register(world, "charlie", "Vänern Paper Mill", "GATEWAYS", 60, "84500", "SE")
    sawmill = register(world, "bob", "Bug River Sawmill", "SENSORS", 30, "38900", "PL")
    world.at(18, 14, 20)
    for deal_id in (canning, paper, sawmill):
        decide(world, "dana", deal_id)

    world.at(7, 11, 5)
    _say(world, "alice", canning, "The plant wants the first line before spring. Is that possible?")
    world.at(6, 10, 15)
    taken = _give(world, "alice", canning, "We introduced you to the plant; you install and train.")
    placing.place(world.database, world.actor("dana"), taken, [world.companies["danzig"]])
    world.at(5, 9, 20)
    accepting.accept(world.database, world.actor("charlie"), _offer_of(world, taken))
    world.at(5, 9, 40)
    _say(
        world, "charlie", _deal_of(world, taken), "We meet the plant on Thursday. Who signs there?"
    )
    world.at(5, 10, 2)
    _say(
        world,
        "dana",
        _deal_of(world, taken),
        "The works manager. The frame terms are on their way.",
    )
    world.at(4, 16, 0)
    for task_id in _givers_tasks(world, taken)[:2]:
        checklist.tick(world.database, world.actor("alice"), task_id)

    world.at(0, 0, 30)
    offered = _give(
        world, "charlie", paper, "You sell and install; we stay the contact for spares."
    )
    placing.place(world.database, world.actor("dana"), offered, [world.companies["luebeck"]])
    who = "They are two hours away and install there; you stay named as who found it."
    danzig = (world.companies["danzig"],)
    closer = NewHandOff(Kind.TRANSFER, who, 70, Fallback.STAY, danzig)
    offering.hand_off(world.database, world.actor("dana"), sawmill, closer)


def _open(world: World, name: str, country: str, domain: str, place: str, partner: str) -> None:
    with world.work("dana") as work:
        account = open_account(work, NewAccount(name, country, domain, place))
        terms = GrantTerms(OPENED, purpose="Sell to this customer")
        share_account(work, account, world.company(work, partner), terms)


def _give(world: World, by: str, deal_id: UUID, who: str) -> UUID:
    """Leave to the host whom to ask: the customer is its own."""
    new = NewHandOff(Kind.TRANSFER, who, 80, Fallback.HOST)
    return offering.hand_off(world.database, world.actor(by), deal_id, new)


def _offer_of(world: World, handoff_id: UUID) -> UUID:
    return _offer(world, handoff_id).id


def _deal_of(world: World, handoff_id: UUID) -> UUID:
    """Return the deal in which it goes on at whoever took it over."""
    deal_id = _offer(world, handoff_id).deal_id
    assert deal_id is not None  # noqa: S101 - it was accepted
    return deal_id


def _offer(world: World, handoff_id: UUID) -> HandOffOffer:
    with world.database.work(DEMO) as work:
        return work.one(sa.select(HandOffOffer).where(HandOffOffer.handoff_id == handoff_id))


def _say(world: World, who: str, deal_id: UUID, text: str) -> None:
    with world.work(who) as work:
        room = open_room(work, get_deal(work, deal_id))
        send_message(work, room, text=text, audience=Audience.SHARED, client_id=str(uuid4()))


def _givers_tasks(world: World, handoff_id: UUID) -> list[UUID]:
    with world.database.work(DEMO) as work:
        mine = sa.select(HandOffTask).where(
            HandOffTask.handoff_id == handoff_id, HandOffTask.side == Side.GIVER
        )
        return [each.id for each in work.all(mine.order_by(HandOffTask.position))]
