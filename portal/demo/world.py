"""Builds the demo world: the history of a few weeks, each step an action at its own instant."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from deals.catalogue.actions import seed_catalogue
from partners.companies.actions import activate_partner, found_host
from partners.companies.models import Company
from partners.people.actions import NewPerson, add_member, set_password
from partners.people.models import Person
from partners.signin.actors import find_actor
from portal.demo.companies import HOST, PARTNERS
from portal.demo.people import FIGURES, PASSWORD
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.services import Services

DEMO = system_actor("demo")
MORNING = timedelta(hours=8)
"""All of the story's last day; who starts the demo earlier finds it told faster."""


class StoryClock:
    """The clock of the story: it stands where the teller puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class World:
    """The house while it is being furnished: who is who, and the story's clock."""

    services: Services
    database: Database
    clock: StoryClock
    today: datetime
    companies: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        with self.database.work(DEMO) as work:
            actor = find_actor(work, self.people[name])
        if actor is None:
            raise RuntimeError(f"{name} may not act")
        return actor

    def at(self, days_ago: float, hour: int = 9, minute: int = 0) -> None:
        """Put the clock to an hour of a day before today, or of today: never past now."""
        day = self.today - timedelta(days=days_ago)
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        since = timedelta(hours=hour, minutes=minute)
        if not days_ago:
            since *= min(1, (self.today - midnight) / MORNING)
        self.clock.at = midnight + since

    def work(self, name: str) -> AbstractContextManager[Work]:
        return self.database.work(self.actor(name))

    def company(self, work: Work, name: str) -> Company:
        return work.get(Company, self.companies[name])


Chapter = Callable[[World], None]


def is_empty(database: Database) -> bool:
    """Return whether nobody has moved in yet."""
    with database.work(DEMO) as work:
        return not work.session.scalar(sa.select(sa.func.count(Company.id)))


def build_world(services: Services) -> World:
    """Furnish an empty portal. The story ends now; it began six weeks ago.

    Raises:
        Conflict: the portal has a host already.
    """
    from portal.demo.chapters import CHAPTERS

    today = services.database.clock.now()
    clock = StoryClock(today)
    database = Database(services.database.url, pool_size=2, clock=clock)
    world = World(services, database, clock, today)
    try:
        world.at(44)
        _move_in(world)
        for chapter in CHAPTERS:
            chapter(world)
    finally:
        database.close()
    return world


def _move_in(world: World) -> None:
    with world.database.work(DEMO) as work:
        seed_catalogue(work)
        host = found_host(work, HOST)
        world.companies["host"] = host.id
        add_people(world, work, host, "host")
        for key, (new, kind) in PARTNERS.items():
            manager = "emil" if key == "novgorod" else "dana"
            relationship = activate_partner(
                work, new, kind, work.get(Person, world.people[manager])
            )
            world.companies[key] = relationship.partner_id
            add_people(world, work, relationship.partner, key)


def add_people(world: World, work: Work, company: Company, key: str) -> None:
    """Add the figures of a company, who sign in with the password of the demo world."""
    for figure in FIGURES:
        if figure.company == key:
            person = add_member(work, company, NewPerson(figure.email, figure.name), figure.roles)
            set_password(work, person, PASSWORD)
            world.people[figure.email.split("@")[0]] = person.id
