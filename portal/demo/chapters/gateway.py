"""Danzig's EDI system at work: an agreement, two good orders and one that is refused.

The interchanges are taken in here and worked by the queue, as they would be on any day; the
worker that starts with the portal finds them waiting.
"""

from datetime import timedelta
from decimal import Decimal

from edi.canonical.measures import Moment, Money, Unit
from edi.canonical.orders import Order, OrderLine
from edi.canonical.parties import Address, Identifier, Party
from edi.gateway.actions import NewAgreement, receive_interchange, sign_agreement
from edi.gateway.intake import store_arrival
from edi.messages.x12 import Envelope, OutgoingGroup, write_interchange, write_order
from partners.clients.actions import NewClient, create_client
from partners.clients.tokens import machine_actor
from partners.companies.models import Company
from portal.demo.world import World
from portal.kernel.actor import Actor

SCOPES = frozenset({"edi:exchange", "orders:read"})
CATALOGUE = (
    ("HC-DRV-0450", "Drive controller 0.45 kW", Decimal("61.50")),
    ("HC-GTW-0210", "Sensor gateway, 8 ports", Decimal("118.00")),
    ("HC-CAB-1200", "Wall cabinet IP66", Decimal("342.00")),
)


def trade_by_edi(world: World) -> None:
    """Sign an agreement with Danzig and let its system send three interchanges."""
    world.at(20, 10)
    with world.work("olga") as work:
        new = NewAgreement("Danzig 850, X12 4010", "DANZIGTRADING", "HANSACOMP")
        sign_agreement(work, world.company(work, "danzig"), new)
    with world.work("charlie") as work:
        client = create_client(work, NewClient("ERP of Danzig Trading", tuple(SCOPES))).client
        machine = machine_actor(client, work.get(Company, client.owner_company_id), SCOPES)
    for days, hour, number, quantities in ((5, 8, 201, (24, 6, 0)), (1, 7, 202, (48, 12, 4))):
        world.at(days, hour, 41)
        _send(world, machine, _interchange(world, number, quantities))
    world.at(0, 6, 55)
    broken = _interchange(world, 203, (10, 0, 0))
    _send(world, machine, broken.replace(b"*92*DT-0417~", b"*92~"))


def _interchange(world: World, number: int, quantities: tuple[int, ...]) -> bytes:
    now = world.clock.now()
    written = write_order(_order(world, number, quantities), "0001")
    group = OutgoingGroup("PO", "DANZIGTRADING", "HANSACOMP", number, messages=[written.segments])
    envelope = Envelope("ZZ", "DANZIGTRADING", "ZZ", "HANSACOMP", number, now)
    return write_interchange(envelope, [group])


def _order(world: World, number: int, quantities: tuple[int, ...]) -> Order:
    today = world.clock.now().date()
    depot = Address(("ul. Portowa 14",), "Gdansk", "", "80-560", "PL")
    return Order(
        number=f"4500018{number}",
        issued=today,
        currency="EUR",
        dates=(Moment("delivery", today + timedelta(days=14)),),
        parties=(
            Party("buyer", "Danzig Trading", (Identifier("BUYER", "DT-100"),)),
            Party("ship-to", "Danzig Trading Hub 2", (Identifier("BUYER", "DT-0417"),), (), depot),
            Party("seller", "Hansa Components", (Identifier("BUYER", "V-2207"),)),
        ),
        lines=tuple(
            OrderLine(
                number=str(place),
                quantity=Decimal(quantity),
                unit=Unit("C62"),
                price=Money(price, "EUR"),
                products=(Identifier("SELLER", code),),
                descriptions=(text,),
            )
            for place, (quantity, (code, text, price)) in enumerate(
                zip(quantities, CATALOGUE, strict=True), start=1
            )
            if quantity
        ),
    )


def _send(world: World, machine: Actor, content: bytes) -> None:
    assert machine.company_id is not None  # noqa: S101 - a client has its company
    arrival = store_arrival(world.services.storage, machine.company_id, [content])
    with world.database.work(machine) as work:
        receive_interchange(work, arrival)
