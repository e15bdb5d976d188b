"""The house in which random people do random things: two customers, three partners, the host."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from deals.commissions.actions import set_rates
from deals.disputes.jobs import watch_disputes
from deals.handoffs import jobs as handoff_jobs
from deals.leads import jobs as lead_jobs
from deals.models import Deal, Motion
from deals.protection.jobs import keep_time
from deals.queries import get_deal
from deals.registration.actions import NewLine, register_deal
from partners.accounts.models import Account
from partners.people.actions import NewPerson, add_member
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Work
from portal.kernel.errors import KontorError
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from tests.cast import PEOPLE, Cast, a_deal
from tests.conftest import StoppedClock
from tests.edi_gateway.worker import run_jobs

Move = Callable[[Work, Deal], object]
CUSTOMERS: Final = ("Halden Logistics", "Moss Shipyard")
FAMILIES: Final = (("DRIVES",), ("SENSORS",), ("DRIVES", "SENSORS"))
AMOUNTS: Final = {"DRIVES": Decimal("184000.00"), "SENSORS": Decimal("21600.50")}
PARTNERS: Final = ("luebeck", "danzig", "novgorod")
MANAGES: Final = {
    "dana": frozenset({"luebeck", "danzig"}),
    "emil": frozenset({"novgorod"}),
    "desk": frozenset(PARTNERS),
    "adam": frozenset(PARTNERS),
}
"""Whose deals each at the host looks after, as `build_cast` hires them."""
STAFF: Final = tuple(MANAGES)
READERS: Final = tuple(sorted(who for who in PEOPLE if PEOPLE[who][1] != "host" or who in MANAGES))
FINANCE: Final = ("fiona", "frank")
RATE: Final = Decimal("2.5")
"""Per cent of each line that a won deal earns."""
SELLERS: Final = {"luebeck": ("alice", "bob"), "danzig": ("charlie", "sam"), "novgorod": ("nina",)}


class Standing(NamedTuple):
    """Where a deal stands on its three axes."""

    review: str
    protection: str
    stage: str


@dataclass
class House:
    """What was done so far, told to nobody but the rules that judge it."""

    cast: Cast
    clock: StoppedClock
    services: Services
    actors: dict[str, Actor]
    accounts: list[UUID]
    start: datetime
    owners: dict[UUID, str] = field(default_factory=dict)
    """Which partner registered each deal; a deal made by a step belongs to whom the step says."""
    submitters: dict[UUID, str] = field(default_factory=dict)
    together: set[tuple[UUID, str]] = field(default_factory=set)
    """Deals that a company sells along, and so reads."""
    leads: list[UUID] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def attempt(self, name: str, step: Callable[[], object]) -> bool:
        """Take a step; a refusal with a sentence is an answer, anything else a fault."""
        try:
            step()
        except KontorError:
            self.refused[name] += 1
            return False
        self.done[name] += 1
        return True

    def on_deal(
        self, name: str, who: str, deal_id: UUID, step: Callable[[Work, Deal], object]
    ) -> bool:
        def act() -> None:
            with self.cast.database.work(self.actors[who]) as work:
                step(work, get_deal(work, deal_id))

        return self.attempt(name, act)

    def register(self, who: str, customer: int, families: tuple[str, ...]) -> UUID | None:
        made: list[UUID] = []

        def act() -> None:
            lines = tuple(NewLine(each, 10, AMOUNTS[each]) for each in families)
            with self.cast.database.work(self.actors[who]) as work:
                account = work.get(Account, self.accounts[customer])
                close = (work.now.date()).replace(year=work.now.year + 1)
                made.append(
                    register_deal(work, account, a_deal(lines=lines, expected_close=close)).id
                )

        if not self.attempt("register", act):
            return None
        self.owners[made[0]] = PEOPLE[who][1]
        self.submitters[made[0]] = who
        return made[0]

    def pass_time(self, hours: float, *, is_noted: bool) -> None:
        """Let time go by, and the workers' clocks see it, or nobody but who reads."""
        self.clock.advance(hours=hours)
        if is_noted:
            keep_time(self.cast.database)
            lead_jobs.keep_time(self.cast.database)
            handoff_jobs.keep_time(self.cast.database)
            watch_disputes(self.cast.database)
            run_jobs(self.services)


def _hire_finance(cast: Cast) -> None:
    with cast.database.work(system_actor("test")) as work:
        for name in FINANCE:
            new = NewPerson(f"{name}@host.example", name.title())
            roles = frozenset({Role.FINANCE_APPROVER})
            cast.people[name] = add_member(work, cast.companies["host"], new, roles)


def build_house(cast: Cast, clock: StoppedClock, services: Services) -> House:
    accounts = []
    for name in CUSTOMERS:
        account = cast.account(name)
        for partner in PARTNERS:
            cast.share(account, partner, by="emil" if partner == "novgorod" else "dana")
        accounts.append(account.id)
    _hire_finance(cast)
    with cast.database.work(cast.actor("adam")) as work:
        set_rates(work, {(Motion.RESELL, None): RATE})
    actors = {name: cast.actor(name) for name in (*PEOPLE, *FINANCE)}
    run_jobs(services)
    return House(cast, clock, services, actors, accounts, clock.at)
