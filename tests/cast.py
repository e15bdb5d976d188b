"""The named cast of every test, made by the same actions as the demo world."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deals.catalogue.actions import seed_catalogue
from deals.models import Deal, DealKind, Motion
from deals.registration.actions import NewDeal, NewLine, register_deal
from partners.accounts.actions import GrantTerms, NewAccount, open_account, share_account
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.companies.actions import NewCompany, activate_partner, found_host
from partners.companies.models import Company, RelationshipType
from partners.people.actions import NewPerson, add_member
from partners.people.models import Person
from partners.sharing.actions import accept_offer, offer_account
from partners.signin.actors import find_actor
from portal.kernel.actor import Actor, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.permissions import Role

PASSWORD = "correct horse battery staple"


@dataclass
class Cast:
    """Who is who. Attributes are actors; `people` and `companies` hold their records by name."""

    database: Database
    companies: dict[str, Company]
    people: dict[str, Person]

    def actor(self, name: str) -> Actor:
        with self.database.work(system_actor("test")) as work:
            actor = find_actor(work, self.people[name].id)
        assert actor is not None
        return actor

    @property
    def alice(self) -> Actor:
        return self.actor("alice")

    @property
    def bob(self) -> Actor:
        return self.actor("bob")

    @property
    def charlie(self) -> Actor:
        return self.actor("charlie")

    @property
    def dana(self) -> Actor:
        return self.actor("dana")

    @property
    def olga(self) -> Actor:
        return self.actor("olga")

    def account(self, name: str = "Halden Logistics", owner: str = "dana") -> Account:
        with self.database.work(self.actor(owner)) as work:
            slug = name.lower().replace(" ", "-")
            return open_account(work, NewAccount(name, "NO", f"{slug}.example", "Moss"))

    def share(
        self,
        account: Account,
        with_company: str,
        by: str = "dana",
        objects: tuple[GrantObject, ...] = (GrantObject.DEALS, GrantObject.DOCUMENTS),
        access: GrantAccess = GrantAccess.COMMENT,
    ) -> AccountShareGrant:
        """Share it; between two partners one offers it and the other's admin accepts."""
        terms = GrantTerms(objects, access=access, purpose="Sell together")
        actor, grantee = self.actor(by), self.companies[with_company]
        if actor.is_host or grantee.is_host:
            with self.database.work(actor) as work:
                return share_account(work, work.get(Account, account.id), grantee, terms)
        with self.database.work(actor) as work:
            grant = offer_account(work, work.get(Account, account.id), grantee, terms)
        with self.database.work(self.actor(ADMINS[with_company])) as work:
            accept_offer(work, work.get(AccountShareGrant, grant.id))
            return work.get(AccountShareGrant, grant.id)

    def deal(self, account: Account, by: str = "alice", family: str = "DRIVES") -> Deal:
        with self.database.work(self.actor(by)) as work:
            return register_deal(work, work.get(Account, account.id), a_deal(family))


def a_deal(family: str = "DRIVES", **changes: object) -> NewDeal:
    values: dict[str, object] = {
        "motion": Motion.RESELL,
        "kind": DealKind.NET_NEW,
        "territory_code": "NO-E",
        "currency": "EUR",
        "expected_close": date(2027, 3, 31),
        "progress": "Site survey on 4 November, budget offer sent.",
        "lines": (NewLine(family, 240, Decimal("184000.00")),),
    }
    return NewDeal(**{**values, **changes})  # type: ignore[arg-type]


COMPANIES = {
    "luebeck": NewCompany("Lübeck Systems GmbH", "Lübeck Systems", "LUB", "DE"),
    "danzig": NewCompany("Danzig Trading sp. z o.o.", "Danzig Trading", "DAN", "PL"),
    "novgorod": NewCompany("Novgorod Supply Ltd", "Novgorod Supply", "NOV", "EE"),
}

ADMINS = {"luebeck": "alice", "danzig": "charlie", "novgorod": "nina"}
PEOPLE = {
    "alice": ("Alice Arndt", "luebeck", Role.PARTNER_ADMIN),
    "bob": ("Bob Brandt", "luebeck", Role.SELLER),
    "vera": ("Vera Vogt", "luebeck", Role.VIEWER),
    "charlie": ("Charlie Cybulski", "danzig", Role.PARTNER_ADMIN),
    "sam": ("Sam Sikora", "danzig", Role.SELLER),
    "nina": ("Nina Novikova", "novgorod", Role.PARTNER_ADMIN),
    "dana": ("Dana Dietrich", "host", Role.CHANNEL_MANAGER),
    "emil": ("Emil Ebert", "host", Role.CHANNEL_MANAGER),
    "desk": ("Dora Deschner", "host", Role.DEAL_DESK),
    "olga": ("Olga Ostrowska", "host", Role.EDI_OPERATOR),
    "audrey": ("Audrey Auer", "host", Role.AUDITOR),
    "adam": ("Adam Admin", "host", Role.ADMINISTRATOR),
}


def build_cast(database: Database) -> Cast:
    """Build host, partners and people. Dana looks after Lübeck and Danzig, Emil after Novgorod."""
    cast = Cast(database, {}, {})
    with database.work(system_actor("test")) as work:
        seed_catalogue(work)
        cast.companies["host"] = found_host(
            work, NewCompany("Hansa Components GmbH", "Hansa Components", "HANSA", "DE")
        )
        for name, (full_name, company, role) in PEOPLE.items():
            if company == "host":
                _join(cast, work, name, full_name, company, role)
        for name, new in COMPANIES.items():
            manager = cast.people["emil" if name == "novgorod" else "dana"]
            relationship = activate_partner(work, new, RelationshipType.RESELLER, manager)
            cast.companies[name] = relationship.partner
        for name, (full_name, company, role) in PEOPLE.items():
            if company != "host":
                _join(cast, work, name, full_name, company, role)
    return cast


def _join(cast: Cast, work: Work, name: str, full_name: str, company: str, role: Role) -> None:
    cast.people[name] = add_member(
        work,
        cast.companies[company],
        NewPerson(f"{name}@{company}.example", full_name),
        frozenset({role}),
    )
