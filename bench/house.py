"""The house that is measured: a real PostgreSQL, a host, twenty partners and their people.

Companies and people are made by the actions, as in life. Deals, accounts, grants and activity are
loaded by the hundred thousand in one statement each: see `load_trade`, which only benches may use.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from deals.catalogue.actions import seed_catalogue
from partners.companies.actions import NewCompany, activate_partner, found_host
from partners.companies.models import Company, RelationshipType
from partners.people.actions import NewPerson, add_member
from partners.people.models import Membership, Person
from partners.signin.actors import find_actor
from partners.signin.sessions import DatabaseSessions
from portal.app import register_packages
from portal.embedded.postgres import PostgresConfig, PostgresServer
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Wall, Work, raw
from portal.kernel.db.migrate import migrate
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage

BENCH: Final = system_actor("bench")
PARTNERS: Final = 20
READERS: Final = {
    "channel manager": "dana",
    "deal desk": "dora",
    "partner admin": "alice",
    "seller": "bob",
}
"""Who reads the pages: of 20 partners Dana looks after 8; Alice's company has a twentieth of the
deals and Bob registered a quarter of those."""

_PEOPLE: Final = {
    "alice": ("Alice Arndt", Role.PARTNER_ADMIN),
    "bob": ("Bob Brandt", Role.SELLER),
    "carla": ("Carla Carstens", Role.SELLER),
    "detlef": ("Detlef Dohrn", Role.SELLER),
    "erika": ("Erika Ehlers", Role.SELLER),
}


@dataclass(frozen=True, slots=True)
class House:
    """A running, furnished database; `urls` are the application's and the owner's."""

    app_url: str
    owner_url: str
    people: dict[str, UUID]

    def database(self, walls: Wall = Wall.BOTH) -> Database:
        return Database(self.app_url, walls=walls)

    def services(self, walls: Wall = Wall.BOTH, url: str = "http://127.0.0.1:8000") -> Services:
        """Return what the app needs. S3 is named but not running: no measured page asks it."""
        register_packages()
        settings = Settings(
            secret_key="bench" * 10,
            database_url=self.app_url,
            s3_url="http://bench:benchbench@127.0.0.1:9/kontor",
            url=url,
            listen=url.removeprefix("http://"),
        )
        storage = Storage(settings.s3, settings.s3_browser_origin)
        return Services(settings, self.database(walls), storage)

    def actor(self, name: str) -> Actor:
        database = self.database()
        try:
            with database.work(BENCH) as work:
                actor = find_actor(work, self.people[name])
        finally:
            database.close()
        assert actor is not None
        return actor

    def cookie(self, name: str) -> str:
        """Sign a person in and return the Cookie header; the password check is not measured."""
        database = self.database()
        try:
            with database.work(BENCH) as work:
                membership = work.session.scalars(
                    sa.select(Membership.id).where(Membership.person_id == self.people[name])
                ).one()
            token = DatabaseSessions(database).open(self.people[name], membership, {"csrf": "b"})
        finally:
            database.close()
        return f"kontor={token}"


@contextmanager
def open_house(folder: Path | None = None) -> Iterator[House]:
    """Start PostgreSQL in a folder that goes away afterwards, migrate it and move people in.

    Durability (fsync) is off: nothing measured here waits for a disk, and loading is quicker.
    """
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="kontor-bench-") as place,
        _server(Path(place)) as server,
    ):
        migrate(server.owner_url)
        yield House(server.app_url, server.owner_url, _move_in(server.app_url))


@contextmanager
def open_kept_house(folder: Path, furnish: Callable[[House], None]) -> Iterator[House]:
    """Start PostgreSQL in a folder that stays; move in and furnish it when nobody has yet.

    One that was furnished before is migrated to what the code is now, and its statistics are fresh.
    """
    folder.mkdir(parents=True, exist_ok=True)
    moved_in = folder / "people.json"
    with _server(folder / "data") as server:
        migrate(server.owner_url)
        if moved_in.exists():
            names = json.loads(moved_in.read_text())
            people = {name: UUID(person_id) for name, person_id in names.items()}
            house = House(server.app_url, server.owner_url, people)
            as_owner(house, "VACUUM ANALYZE")
        else:
            house = House(server.app_url, server.owner_url, _move_in(server.app_url))
            furnish(house)
            moved_in.write_text(json.dumps(house.people, default=str))
        yield house


def _server(place: Path) -> PostgresServer:
    register_packages()
    return PostgresServer(place, PostgresConfig(fast=True, shared_buffers="256MB"))


def _move_in(url: str) -> dict[str, UUID]:
    database = Database(url)
    people: dict[str, UUID] = {}
    try:
        with database.work(BENCH) as work:
            seed_catalogue(work)
            host = found_host(work, NewCompany("Hansa Components GmbH", "Hansa", "HANSA", "DE"))
            dana = _join(work, people, host, "dana", "Dana Dietrich", Role.CHANNEL_MANAGER)
            emil = _join(work, people, host, "emil", "Emil Ebert", Role.CHANNEL_MANAGER)
            _join(work, people, host, "dora", "Dora Deschner", Role.DEAL_DESK)
            _join(work, people, host, "adam", "Adam Adler", Role.ADMINISTRATOR)
            for number in range(1, PARTNERS + 1):
                manager = dana if number % 5 < 2 or number == 1 else emil
                _partner(work, people, number, manager)
    finally:
        database.close()
    return people


def _partner(work: Work, people: dict[str, UUID], number: int, manager: Person) -> None:
    name = f"Partner {number:02} Trading"
    new = NewCompany(f"{name} GmbH", name, f"P{number:02}", "DE")
    partner = activate_partner(work, new, RelationshipType.RESELLER, manager).partner
    for key, (full_name, role) in _PEOPLE.items():
        _join(work, people, partner, key if number == 1 else f"{key}{number}", full_name, role)


def _join(
    work: Work, people: dict[str, UUID], company: Company, key: str, name: str, role: Role
) -> Person:
    person = add_member(work, company, NewPerson(f"{key}@bench.example", name), frozenset({role}))
    people[key] = person.id
    return person


_TRADE: Final = Path(__file__).with_name("trade.sql")


def load_trade(house: House, *, first: int, last: int, accounts: int) -> None:
    """Load deals number `first` to `last` with lines and activity, over so many accounts.

    As the portal's own role and without actions: a hundred thousand of those would take half an
    hour and measure nothing else. The rows are shaped as the actions leave them.
    """
    figures = {"first": first, "last": last, "accounts": accounts, "partners": PARTNERS}
    view, _, statements = _TRADE.read_text().partition(";\n\n")
    as_owner(house, view, "GRANT SELECT ON bench_traders TO kontor_system")
    load_statements(house, statements, figures)


def load_statements(house: House, statements: str, figures: dict[str, int]) -> None:
    """Run each statement, with its figures filled in, in a transaction of its own."""
    database = house.database()
    try:
        for statement in statements.split(";\n\n"):
            with database.work(BENCH) as work:
                _load(work, _filled(statement, figures))
            # The next statement is planned by what this one loaded.
            as_owner(house, "VACUUM ANALYZE")
    finally:
        database.close()


def _load(work: Work, statement: str) -> None:
    work.session.execute(raw(sa.text("SET LOCAL statement_timeout = 0"), "bulk load"))
    work.session.execute(raw(sa.text(statement), "bulk load"))


def _filled(statement: str, figures: dict[str, int]) -> str:
    for name, figure in figures.items():
        statement = statement.replace(f":{name}", str(figure))
    return statement


def as_owner(house: House, *statements: str) -> None:
    engine = sa.create_engine(house.owner_url, poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
