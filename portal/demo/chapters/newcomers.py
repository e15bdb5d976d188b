"""Who comes and who goes: applications, a company being onboarded, a partner that leaves."""

import io
from datetime import timedelta

import sqlalchemy as sa

from deals.actions import approve_deal
from deals.closing.actions import plan_closures
from deals.closing.models import Closure
from deals.queries import get_deal
from documents.actions import NewUpload, add_document
from documents.agreements.actions import name_agreement
from documents.models import Version
from partners.applications.actions import NewApplication, apply, ask, confirm
from partners.applications.models import Application
from partners.companies.actions import (
    NewCompany,
    activate_partner,
    admit_partner,
    start_offboarding,
)
from partners.companies.models import PartnerRelationship, RelationshipType
from partners.farewell.actions import terminate_partner
from partners.onboarding.actions import complete_task, open_checklist
from partners.onboarding.queries import tasks_of
from partners.people.actions import NewPerson, add_member
from partners.people.invitations import invite
from partners.people.models import Person
from portal.demo.chapters.accounts import share
from portal.demo.chapters.deals import register
from portal.demo.pdf import one_page_pdf
from portal.demo.world import DEMO, World, add_people
from portal.kernel.db import Work
from portal.kernel.permissions import Role

ROSTOCK = {
    "company_name": "Rostock Antriebe GmbH",
    "website": "rostock-antriebe.example",
    "country": "DE",
    "type": "RESELLER",
    "vat_id": "DE 811 907 980",
    "contact_name": "Rosa Rohde",
    "reason": "We serve the shipyards between Rostock and Stralsund, and miss drives in our range.",
}
GDANSK = {
    "company_name": "Danzig Trading Polska",
    "website": "danzig-trading.example",
    "country": "PL",
    "type": "DISTRIBUTOR",
    "contact_name": "Kinga Kos",
    "reason": "Distribution for machine builders in Pomerania.",
}
VISBY = NewCompany("Visby Marin AB", "Visby Marin", "VIS", "SE", "visby-marin.example")
MEMEL = NewCompany("Memel Logistik UAB", "Memel Logistik", "MEM", "LT", "memel-logistik.example")
WISMAR = NewCompany(
    "Wismar Hafentechnik GmbH",
    "Wismar Hafentechnik",
    "WIS",
    "DE",
    "wismar.example",
    vat_id="DE 136 695 976",
)


def come_and_go(world: World) -> None:
    world.at(5, 10, 30)
    _name_an_agreement(world)
    _welcome_wismar(world)
    world.at(4, 15, 12)
    _take_in(world, GDANSK, "kinga@danzig-trading.example")
    world.at(3, 9, 45)
    with world.work("adam") as work:
        found = work.one(sa.select(Application))
        ask(work, found, "How do you relate to Danzig Trading sp. z o.o.?", ["reason"])
    world.at(1, 11, 5)
    _take_in(world, ROSTOCK, "rosa@rostock-antriebe.example")
    _let_visby_go(world)
    _part_from_memel(world)


def _take_in(world: World, values: dict[str, str], email: str) -> None:
    with world.database.work(DEMO) as work:
        apply(work, NewApplication(values, email, "de"), "192.0.2.7")
    with world.database.work(DEMO) as work:
        newest = sa.select(Application).where(Application.email == email)
        confirm(work, work.one(newest))


def _name_an_agreement(world: World) -> None:
    content = one_page_pdf("Partner terms 2026")
    with world.work("adam") as work:
        host = world.company(work, "host")
        new = NewUpload("Partner terms 2026.pdf", len(content), "application/pdf")
        file = io.BytesIO(content)
        document = add_document(work, world.services.storage, host, new, file)
        version = work.one(sa.select(Version).where(Version.document_id == document.id))
        name_agreement(work, version, [])


def _welcome_wismar(world: World) -> None:
    with world.work("adam") as work:
        manager = work.get(Person, world.people["dana"])
        relationship = admit_partner(work, WISMAR, RelationshipType.INTEGRATOR, manager)
        open_checklist(work, relationship)
        world.companies["wismar"] = relationship.partner_id
    with world.database.work(DEMO) as work:
        add_people(world, work, world.company(work, "wismar"), "wismar")
    world.at(4, 8, 50)
    with world.work("wilma") as work:
        wismar = world.company(work, "wismar")
        invite(work, wismar, "werner@wismar.example", frozenset({Role.SELLER}), "de")
        for task in tasks_of(work, wismar.id)[:2]:
            complete_task(work, task)


def _let_visby_go(world: World) -> None:
    world.at(36, 9)
    _let_in(world, "visby", VISBY, NewPerson("viggo@visby-marin.example", "Viggo Vinter"))
    share(world, "Orchid Biotech", "visby")
    world.at(33, 14)
    kept = register(world, "viggo", "Orchid Biotech", "CABINETS", 20, "61000", "SE")
    world.at(32, 10)
    with world.work("dana") as work:
        approve_deal(work, get_deal(work, kept))
    world.at(9, 14)
    register(world, "viggo", "Orchid Biotech", "GATEWAYS", 60, "52500", "SE")
    world.at(1, 15)
    _start_offboarding(world, "visby", "They give up trade in components.", days=21)
    with world.work("dana") as work:
        plan_closures(work, world.company(work, "visby"), {kept: Closure.KEEP})
    del world.people["viggo"]


def _part_from_memel(world: World) -> None:
    world.at(40, 10)
    _let_in(world, "memel", MEMEL, NewPerson("milda@memel-logistik.example", "Milda Mikalauskienė"))
    share(world, "Solano Energy", "memel")
    world.at(20, 9)
    _start_offboarding(world, "memel", "They were bought by a maker of their own.", days=15)
    world.at(2, 16)
    with world.work("adam") as work:
        version = _relationship(world, work, "memel").version
    terminate_partner(
        world.database,
        world.actor("adam"),
        world.companies["memel"],
        version=version,
        code=MEMEL.code,
        reason="Their last day has passed.",
    )
    del world.people["milda"]


def _let_in(world: World, key: str, new: NewCompany, admin: NewPerson) -> None:
    with world.work("adam") as work:
        manager = work.get(Person, world.people["dana"])
        relationship = activate_partner(work, new, RelationshipType.REFERRAL, manager)
        world.companies[key] = relationship.partner_id
        person = add_member(work, relationship.partner, admin, frozenset({Role.PARTNER_ADMIN}))
        world.people[admin.email.split("@")[0]] = person.id


def _start_offboarding(world: World, key: str, reason: str, *, days: int) -> None:
    with world.work("adam") as work:
        last_day = (world.clock.now() + timedelta(days=days)).date()
        start_offboarding(work, _relationship(world, work, key), reason, last_day)


def _relationship(world: World, work: Work, key: str) -> PartnerRelationship:
    wanted = PartnerRelationship.partner_id == world.companies[key]
    return work.one(sa.select(PartnerRelationship).where(wanted))
