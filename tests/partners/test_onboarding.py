"""Onboarding: a checklist and agreements, and nothing else until both are done."""

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from documents.actions import NewUpload, add_document
from documents.agreements.actions import name_agreement, retire_agreement
from documents.agreements.models import Agreement, AgreementExecution
from documents.models import Version
from partners.companies.actions import NewCompany, admit_partner
from partners.companies.models import (
    Company,
    PartnerRelationship,
    RelationshipState,
    RelationshipType,
)
from partners.onboarding.actions import open_checklist
from partners.onboarding.checklists import CHECKLISTS
from partners.onboarding.models import OnboardingTask, TaskSide
from partners.people.actions import NewPerson, add_member
from partners.people.invitations import invite
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall, Work, raw
from portal.kernel.errors import Conflict
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.documents.files import pdf
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
CLOSED = ("/deals", "/accounts", "/documents", "/orders", "/rooms", "/inbox", "/search?q=a")


@pytest.fixture
def wismar(cast: Cast, database: TransactionalDatabase, services: Services) -> Company:
    """A reseller in onboarding, with an agreement to execute and two people."""
    with database.work(cast.actor("adam")) as work:
        new = NewCompany("Wismar GmbH", "Wismar", "WIS", "DE")
        relationship = admit_partner(work, new, RelationshipType.RESELLER, None)
        open_checklist(work, relationship)
        wismar = cast.companies["wismar"] = relationship.partner
        for name, roles in (
            ("wilma", {Role.PARTNER_ADMIN, Role.AUTHORISED_SIGNATORY}),
            ("wolf", {Role.VIEWER}),
        ):
            person = NewPerson(f"{name}@wismar.example", name.title())
            cast.people[name] = add_member(work, wismar, person, frozenset(roles))
    name_terms(cast, services)
    return wismar


def name_terms(cast: Cast, services: Services, kinds: tuple[str, ...] = ()) -> Agreement:
    content = pdf("Terms")
    with cast.database.work(cast.actor("adam")) as work:
        host = work.get(Company, cast.companies["host"].id)
        new = NewUpload("Terms.pdf", len(content))
        document = add_document(work, services.storage, host, new, io.BytesIO(content))
        version = work.one(sa.select(Version).where(Version.document_id == document.id))
        return name_agreement(work, version, kinds)


def relationship_of(work: Work, company: Company) -> PartnerRelationship:
    found = sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == company.id)
    return work.one(found)


def complete(browser: Browser, cast: Cast, side: TaskSide) -> list[int]:
    with cast.database.work(system_actor("test")) as work:
        tasks = work.all(sa.select(OnboardingTask).where(OnboardingTask.side == side))
    token = browser.csrf_token()
    return [
        browser.submit(f"/onboarding/{task.id}/completion", csrf_token=token).status_code
        for task in tasks
    ]


def execute(browser: Browser, cast: Cast, **changes: str) -> int:
    with cast.database.work(system_actor("test")) as work:
        agreement = work.one(sa.select(Agreement).where(Agreement.retired_at.is_(None)))
    form = {"name": "Wilma Wendt", "agreed": "yes", "sha256": agreement.sha256, **changes}
    return browser.submit(f"/agreements/{agreement.id}", **form).status_code


def test_from_the_checklist_to_a_partner(
    browser_of: BrowserOf, cast: Cast, wismar: Company
) -> None:
    wilma, adam = browser_of("wilma"), browser_of("adam")
    step = f"/partners/{wismar.id}/steps/activation"
    page = wilma.get("/").text
    assert "Read the programme guide" in page
    assert "At a glance" not in page
    assert {path: wilma.get(path).status_code for path in CLOSED} == dict.fromkeys(CLOSED, 403)

    early = adam.submit(step)
    assert early.status_code == 409
    assert "Still open before activation: 6" in early.text
    assert set(complete(wilma, cast, TaskSide.PARTNER)) == {303}
    assert set(complete(wilma, cast, TaskSide.HOST)) == {403}
    assert set(complete(adam, cast, TaskSide.HOST)) == {303}
    assert set(complete(adam, cast, TaskSide.HOST)) == {409}
    assert adam.submit(step).status_code == 409
    assert execute(wilma, cast) == 303
    assert "All done on your side." in wilma.get("/").text
    assert adam.submit(step).status_code == 303

    assert "At a glance" in wilma.get("/").text
    assert {path: wilma.get(path).status_code for path in CLOSED} == dict.fromkeys(CLOSED, 200)
    assert "Executed" in wilma.get("/agreements").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"name": " "}, 422), ({"agreed": ""}, 422), ({"sha256": "0" * 64}, 409)],
)
def test_what_is_executed_is_the_text_that_was_shown_by_a_named_person(
    browser_of: BrowserOf, cast: Cast, wismar: Company, changes: dict[str, str], status: int
) -> None:
    assert wismar.code == "WIS"
    assert execute(browser_of("wilma"), cast, **changes) == status


def test_only_who_may_sign_executes_and_nobody_changes_or_repeats_it(
    browser_of: BrowserOf, cast: Cast, wismar: Company, database: TransactionalDatabase
) -> None:
    assert execute(browser_of("wolf"), cast) == 403
    assert execute(browser_of("wilma"), cast) == 303
    assert execute(browser_of("wilma"), cast) == 409

    with database.work(system_actor("test")) as work:
        kept = work.one(sa.select(AgreementExecution))
        agreement = work.one(sa.select(Agreement))
    assert (kept.owner_company_id, kept.signatory_name) == (wismar.id, "Wilma Wendt")
    assert (kept.sha256, kept.created_at) == (agreement.sha256, database.clock.now())
    for statement in (
        sa.update(AgreementExecution).values(signatory_name="Charlie"),
        sa.delete(AgreementExecution),
        sa.update(Agreement).values(sha256="0" * 64),
    ):
        with database.work(cast.actor("adam")) as work:
            with pytest.raises(ProgrammingError, match="permission denied"):
                work.session.execute(raw(statement, "what the database refuses"))
            work.rollback()


def test_the_database_activates_nobody_with_an_open_task_or_agreement(
    cast: Cast, wismar: Company, database: TransactionalDatabase
) -> None:
    for name, done in (("task", False), ("agreement", True)):
        with database.work(cast.actor("adam")) as work:
            if done:
                for task in work.all(sa.select(OnboardingTask)):
                    task.complete(None, name, at=work.now)
                work.flush()
            relationship_of(work, wismar).state = RelationshipState.ACTIVE
            with pytest.raises(Conflict, match="still open"):
                work.flush()
            work.rollback()


def test_an_agreement_is_asked_of_the_kinds_it_names_until_it_is_retired(
    browser_of: BrowserOf, cast: Cast, wismar: Company, services: Services
) -> None:
    name_terms(cast, services, ("SUPPLIER",))
    wilma = browser_of("wilma")
    assert wilma.get("/agreements").text.count("Accept Terms") == 1

    with cast.database.work(cast.actor("adam")) as work:
        for agreement in work.all(sa.select(Agreement)):
            retire_agreement(work, agreement)

    assert "No agreements" in wilma.get("/agreements").text
    assert wismar.code == "WIS"


def test_every_kind_of_partner_has_a_checklist() -> None:
    assert set(CHECKLISTS) == set(RelationshipType)
    assert all(len({task.key for task in tasks}) == len(tasks) for tasks in CHECKLISTS.values())


def test_an_administrator_invites_colleagues_while_the_company_is_onboarding(
    cast: Cast, wismar: Company
) -> None:
    with cast.database.work(cast.actor("wilma")) as work:
        signatory = frozenset({Role.AUTHORISED_SIGNATORY})
        invitation = invite(work, wismar, "walter@wismar.example", signatory, "de")
        assert invitation.held_roles == signatory


def test_the_database_lets_nobody_turn_a_task_of_the_host_into_one_of_the_partner(
    cast: Cast, wismar: Company
) -> None:
    cast.database.walls = Wall.ROW_SECURITY
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        cast.database.work(cast.actor("wilma")) as work,
    ):
        work.session.execute(
            sa.update(OnboardingTask)
            .where(OnboardingTask.side == TaskSide.HOST)
            .values(side=TaskSide.PARTNER)
        )


def evidence(page: str) -> list[str]:
    found = re.findall(
        r'<span class="evidence"(?: data-tone="amber")?>(.*?)</span>', page, re.DOTALL
    )
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


def test_a_task_shows_what_the_portal_knows_of_it_and_that_decides_nothing(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, wismar: Company
) -> None:
    wilma, adam, page = browser_of("wilma"), browser_of("adam"), f"/partners/{wismar.id}"
    lacking = [
        "Not known yet: Website, VAT number",
        "2 people work here",
        "Nobody has this role yet",
    ]
    assert evidence(wilma.get("/").text) == evidence(adam.get(page).text) == lacking
    assert 'href="/people">2 people work here' in wilma.get("/").text
    assert f'href="/people?company={wismar.id}">2 people' in adam.get(page).text

    with database.work(cast.actor("wilma")) as work:
        own = work.get(Company, wismar.id)
        invite(work, own, "fiona@wismar.example", frozenset({Role.PARTNER_FINANCE}), "en")
    assert evidence(adam.get(page).text)[2] == "Somebody is invited and has not answered yet"
    with database.work(system_actor("test")) as work:
        finance = NewPerson("fiona@wismar.example", "Fiona Fink")
        own = work.get(Company, wismar.id)
        own.website_domain, own.vat_id = "wismar.example", "DE123456789"
        add_member(work, own, finance, frozenset({Role.PARTNER_FINANCE}))
    assert evidence(wilma.get("/").text) == [
        "Wismar GmbH, wismar.example, DE123456789",
        "3 people work here",
        "Fiona Fink",
    ]
    with database.work(cast.actor("adam")) as work:
        tasks = work.all(sa.select(OnboardingTask))
        assert [task.done_at for task in tasks] == [None] * len(tasks)


def test_what_shows_a_task_is_read_by_who_reads_the_checklist(
    browser_of: BrowserOf, wismar: Company
) -> None:
    for who in ("dana", "alice", "charlie"):
        page = browser_of(who).get(f"/partners/{wismar.id}")
        assert page.status_code in {403, 404}, who
        assert "people work here" not in page.text
