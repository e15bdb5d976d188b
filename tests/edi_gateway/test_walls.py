"""Each tenant wall alone gives the right answers about interchanges and orders."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from edi.gateway.models import (
    ControlNumbers,
    Interchange,
    InterchangeMessage,
    TradingAgreement,
)
from edi.orders.actions import accept_order
from edi.orders.models import Order, OrderLine, OrderResponse
from edi.orders.queries import get_order
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall, raw
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.edi_gateway.conftest import Station, agree
from tests.edi_gateway.files import order
from tests.edi_gateway.worker import run_jobs

MODELS: list[Any] = [
    TradingAgreement,
    Interchange,
    InterchangeMessage,
    Order,
    OrderLine,
    OrderResponse,
]
SEES = {
    "charlie": {"danzig"},
    "sam": {"danzig"},
    "alice": {"luebeck"},
    "bob": {"luebeck"},
    "nina": set(),
    "dana": {"danzig", "luebeck"},
    "emil": set(),
    "olga": {"danzig", "luebeck"},
    "audrey": {"danzig", "luebeck"},
}


@pytest.fixture
def traffic(
    danzig: Station, station_of: Callable[[str], Station], cast: Cast, services: Services
) -> None:
    """Both partners have an agreement, an accepted order and its answer."""
    agree(cast, "luebeck", "LUEBECKSYSTEMS", "LUEBECK")
    luebeck = station_of("alice")
    danzig.send(order("DT-1"))
    luebeck.send(
        order("LS-1")
        .replace(b"DANZIGTRADING  ", b"LUEBECKSYSTEMS ")
        .replace(b"*DANZIG*", b"*LUEBECK*")
    )
    for station in (danzig, luebeck):
        with cast.database.work(cast.dana) as work:
            accept_order(work, get_order(work, station.orders()[0]["id"]))
    run_jobs(services)


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_each_wall_alone_shows_everyone_exactly_their_own(
    cast: Cast, database: TransactionalDatabase, wall: Wall
) -> None:
    actors = {name: cast.actor(name) for name in SEES}
    ids = {name: company.id for name, company in cast.companies.items()}
    database.walls = wall
    wrong = []
    for name, companies in SEES.items():
        with database.work(actors[name]) as work:
            for model in MODELS:
                owners = set(work.session.scalars(sa.select(model.owner_company_id)))
                if owners != {ids[each] for each in companies}:
                    wrong.append((name, model.__name__))
    assert wrong == []


@pytest.mark.usefixtures("traffic")
def test_no_person_reads_the_control_numbers(cast: Cast, database: TransactionalDatabase) -> None:
    for actor in (cast.charlie, cast.olga):
        with pytest.raises(DBAPIError), database.work(actor) as work:
            work.session.scalars(raw(sa.select(ControlNumbers.__table__), "a probe")).all()


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("charlie", "UPDATE orders SET state = 'ACCEPTED' RETURNING id"),
        ("charlie", "INSERT INTO order_lines SELECT * FROM order_lines RETURNING id"),
        ("charlie", "UPDATE interchange_messages SET type = '850' RETURNING id"),
        ("charlie", "DELETE FROM interchanges RETURNING id"),
        ("olga", "DELETE FROM orders RETURNING id"),
        ("charlie", "UPDATE trading_agreements SET is_test = true RETURNING id"),
        ("olga", "UPDATE interchanges SET sha256 = 'x' RETURNING id"),
        (
            "olga",
            "UPDATE interchanges SET state = 'RECEIVED' WHERE state = 'ACKNOWLEDGED' RETURNING id",
        ),
        ("olga", "UPDATE interchanges SET owner_company_id = gen_random_uuid() RETURNING id"),
    ],
)
def test_the_database_refuses_what_no_action_does(
    cast: Cast, database: TransactionalDatabase, name: str, statement: str
) -> None:
    actor = cast.actor(name)
    with pytest.raises(DBAPIError), database.work(actor) as work:
        work.session.execute(raw(sa.text(statement), "a hostile probe")).all()


@pytest.mark.usefixtures("traffic")
def test_a_message_cannot_point_at_another_company_s_interchange(
    cast: Cast, database: TransactionalDatabase
) -> None:
    statement = sa.text(
        "UPDATE interchange_messages SET interchange_id ="
        " (SELECT id FROM interchanges WHERE owner_company_id = :luebeck LIMIT 1)"
        " WHERE owner_company_id = :danzig"
    )
    ids = {name: cast.companies[name].id for name in ("luebeck", "danzig")}
    with pytest.raises(DBAPIError), database.work(system_actor("test")) as work:
        work.session.execute(raw(statement, "a hostile probe"), ids)
