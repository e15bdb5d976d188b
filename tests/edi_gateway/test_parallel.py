"""Simultaneous arrivals, on a database that really commits: the unique keys decide, once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from edi.gateway.actions import Outcome, Receipt, receive_interchange
from edi.gateway.intake import store_arrival
from edi.gateway.models import Interchange
from edi.gateway.processing import process_interchange
from edi.orders.models import Order
from partners.clients.actions import NewClient, create_client
from partners.clients.tokens import machine_actor
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.activity import Activity
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage
from tests.cast import Cast, build_cast
from tests.edi_gateway.conftest import SCOPES, agree
from tests.edi_gateway.files import order

COPIES = 8


@pytest.fixture
def committed(own_urls: DatabaseUrls) -> Iterator[Database]:
    database = Database(own_urls.app, pool_size=10)
    yield database
    database.close()


@pytest.fixture
def house(committed: Database) -> Cast:
    cast = build_cast(committed)
    agree(cast, "danzig", "DANZIGTRADING", "DANZIG")
    return cast


def machine(house: Cast) -> Actor:
    with house.database.work(house.charlie) as work:
        client = create_client(work, NewClient("ERP", SCOPES)).client
    return machine_actor(client, house.companies["danzig"], frozenset(SCOPES))


def arrive(house: Cast, storage: Storage, actor: Actor, data: bytes) -> Receipt:
    assert actor.company_id
    arrival = store_arrival(storage, actor.company_id, [data])
    with house.database.work(actor) as work:
        return receive_interchange(work, arrival)


def settle(house: Cast, storage: Storage, receipts: list[Receipt]) -> None:
    """Let several workers process the interchanges at the same time, each one twice."""
    services = Services(Settings(secret_key="x" * 48), house.database, storage)

    def process(receipt: Receipt) -> None:
        with house.database.work(system_actor("worker")) as work:
            process_interchange(work, services, receipt.interchange.id)

    with ThreadPoolExecutor(COPIES) as pool:
        list(pool.map(process, receipts * 2))


def test_eight_copies_at_once_are_one_interchange_one_order_and_one_answer(
    house: Cast, storage: Storage
) -> None:
    actor = machine(house)
    with ThreadPoolExecutor(COPIES) as pool:
        receipts = list(pool.map(lambda _: arrive(house, storage, actor, order()), range(COPIES)))
    settle(house, storage, receipts)

    outcomes = sorted(receipt.outcome for receipt in receipts)
    assert outcomes == [Outcome.NEW] + [Outcome.REPEATED] * (COPIES - 1)
    assert len({receipt.interchange.id for receipt in receipts}) == 1
    with house.database.work(house.olga) as work:
        assert work.session.scalar(sa.select(sa.func.count(Order.id))) == 1
        kept = work.all(sa.select(Interchange))
        received = list(work.session.scalars(sa.select(Activity.verb)))
    assert sorted(each.direction for each in kept) == ["IN", "OUT"]
    assert received.count("interchange-received") == 1
    assert received.count("interchange-repeated") == COPIES - 1


def test_the_same_order_in_eight_interchanges_at_once_is_one_order(
    house: Cast, storage: Storage
) -> None:
    actor = machine(house)
    files = [order("DT-1", f"{number:09}", lines=number) for number in range(1, COPIES + 1)]
    receipts = [arrive(house, storage, actor, data) for data in files]
    settle(house, storage, receipts)

    with house.database.work(house.olga) as work:
        assert work.session.scalar(sa.select(sa.func.count(Order.id))) == 1
        answers = sorted(
            work.session.scalars(
                sa.select(Interchange.control_number).where(Interchange.direction == "OUT")
            )
        )
    assert answers == [f"{number:09}" for number in range(1, COPIES + 1)]


def test_eight_contradictions_at_once_leave_one_order_and_the_rest_put_aside(
    house: Cast, storage: Storage
) -> None:
    actor = machine(house)
    files = [order(f"DT-{number}", "000000101") for number in range(COPIES)]
    with ThreadPoolExecutor(COPIES) as pool:
        receipts = list(pool.map(lambda data: arrive(house, storage, actor, data), files))
    settle(house, storage, receipts)

    outcomes = [receipt.outcome for receipt in receipts]
    assert outcomes.count(Outcome.NEW) == 1
    assert outcomes.count(Outcome.CONFLICT) == COPIES - 1
    with house.database.work(house.olga) as work:
        assert work.session.scalar(sa.select(sa.func.count(Order.id))) == 1
