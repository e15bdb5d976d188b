"""Applying to become a partner: nobody is anybody before, and nothing known is given away."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from partners.applications.actions import LETTER, PER_ADDRESS, PER_HOUR
from partners.applications.jobs import forget, remind
from partners.applications.models import Application
from partners.applications.queries import likenesses, name_key
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from partners.mails.letters import compose
from partners.mails.models import Mail
from partners.people.models import Membership, Person
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.link_tokens import new_link_token
from portal.kernel.services import Services
from tests.cast import PASSWORD, Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.signin.conftest import LinkIn, link_to
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "link_to", "services"]

BrowserOf = Callable[[str], Browser]
ROSTOCK = {
    "company_name": "Rostock Antriebe GmbH",
    "website": "https://www.rostock-antriebe.example/about",
    "country": "DE",
    "type": "RESELLER",
    "contact_name": "Rosa Rohde",
    "email": "rosa@rostock-antriebe.example",
    "reason": "We serve the shipyards of the Baltic.",
}


@pytest.fixture
def visitor(app: Any, cast: Cast) -> Browser:
    visitor = app.test_client()
    assert isinstance(visitor, Browser)
    return visitor


@pytest.fixture
def portal(database: TransactionalDatabase) -> Iterator[Work]:
    with database.work(system_actor("test")) as work:
        yield work


def send(visitor: Browser, path: str = "/apply", **changes: str) -> Any:
    data = changes if path != "/apply" else {**ROSTOCK, **changes}
    return visitor.post(path, data=data, headers={"Origin": ORIGIN})


def applied(database: TransactionalDatabase) -> Application:
    with database.work(system_actor("test")) as work:
        return work.one(sa.select(Application).order_by(Application.id.desc()))


def link_of(application: Application) -> str:
    return f"/apply/mine?t={new_link_token('x' * 48, LETTER, application.id)}"


@pytest.fixture
def rostock(visitor: Browser, database: TransactionalDatabase) -> Application:
    """A confirmed application."""
    assert send(visitor).status_code == 303
    assert send(visitor, link_of(applied(database)), step="confirmation").status_code == 303
    return applied(database)


def test_it_is_read_once_the_mail_address_is_proven_and_makes_nobody_before(
    visitor: Browser, browser_of: BrowserOf, database: TransactionalDatabase
) -> None:
    with database.work(system_actor("test")) as work:
        before = work.counts(*_everybody())

    assert send(visitor).status_code == 303

    application = applied(database)
    adam = browser_of("adam")
    assert application.website == "rostock-antriebe.example"
    assert "Rostock" not in adam.get("/applications").text
    assert "Confirm the application" in visitor.get(link_of(application)).text
    assert send(visitor, link_of(application), step="confirmation").status_code == 303
    assert "Rostock" in adam.get("/applications").text
    with database.work(system_actor("test")) as work:
        assert work.counts(*_everybody()) == before
    due = applied(database).answer_due_at
    assert due == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)  # five business days on, 17:00 in Berlin


def test_the_answer_is_the_same_whatever_the_portal_knows(
    visitor: Browser, database: TransactionalDatabase
) -> None:
    known = {"company_name": "Danzig Trading", "website": "danzig.example"}
    answers = [
        send(visitor),
        send(visitor, email="charlie@danzig.example", **known),
        send(visitor, fax="0049 381"),  # a robot fills in what nobody sees
    ]

    assert {(a.status_code, a.headers["Location"], a.get_data()) for a in answers} == {
        (303, "/apply?sent=", answers[0].get_data())
    }
    with database.work(system_actor("test")) as work:
        kept, written = work.counts(*_count(Application), *_count(Mail))
    assert (kept, written) == (2, 2)


def test_floods_are_refused_by_address_and_no_mailbox_is_bombed_nor_the_form_closed(
    visitor: Browser, database: TransactionalDatabase
) -> None:
    answers = [send(visitor).status_code for _ in range(PER_ADDRESS + 1)]
    with database.work(system_actor("test")) as work:
        assert work.counts(*_count(Mail)) == [3]
        for application in work.all(sa.select(Application)):
            application.address = "elsewhere"
    others = []
    for number in range(PER_HOUR - PER_ADDRESS + 2):
        who = {"REMOTE_ADDR": f"192.0.2.{number}"}
        sent = visitor.post(
            "/apply",
            data={**ROSTOCK, "email": f"a{number}@rostock.example"},
            headers={"Origin": ORIGIN},
            environ_base=who,
        )
        others.append(sent.status_code)

    assert answers == [303] * PER_ADDRESS + [429]
    assert others == [303] * (PER_HOUR - PER_ADDRESS + 2)
    with database.work(system_actor("test")) as work:
        assert work.counts(*_count(Mail)) == [3 + PER_HOUR - PER_ADDRESS]


def test_one_site_of_ipv6_counts_as_one_address(visitor: Browser) -> None:
    sources = [f"2001:db8:1:1:{number}::1" for number in range(PER_ADDRESS + 1)]
    answers = [
        visitor.post(
            "/apply",
            data=ROSTOCK,
            headers={"Origin": ORIGIN},
            environ_base={"REMOTE_ADDR": source},
        ).status_code
        for source in (*sources, "2001:db8:1:2::1", "::ffff:192.0.2.1")
    ]

    assert answers == [303] * PER_ADDRESS + [429, 303, 303]


def test_the_mail_to_an_unproven_address_carries_nothing_that_was_typed(
    visitor: Browser, portal: Work, services: Services
) -> None:
    lure = {name: f"Lure-{name}" for name in ("company_name", "contact_name", "reason", "vat_id")}
    assert send(visitor, **lure, website="lure.example").status_code == 303

    written = compose(portal, portal.one(sa.select(Mail)), services)

    assert written is not None
    whole = f"{written.letter.subject} {written.text} {written.html}"
    assert "Confirm the application" in whole
    assert "lure" not in whole.lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"company_name": "x" * 121},
        {"contact_name": "x" * 121},
        {"company_name": "Your account is locked\u2028Call us"},
        {"contact_name": "Rosa\r\nRohde"},
        {"vat_id": "x" * 33},
        {"reason": "x" * 2001},
        {"email": "rosa\u2028b@rostock-antriebe.example"},
        {"email": "r\u00f6sa@rostock-antriebe.example"},
    ],
)
def test_what_is_too_long_or_broken_into_lines_is_not_taken(
    visitor: Browser, wrong: dict[str, str]
) -> None:
    assert send(visitor, **wrong).status_code == 422


def test_a_link_that_no_mail_held_leads_nowhere(visitor: Browser) -> None:
    foreign = new_link_token("x" * 48, "invitation", uuid4())
    answers = [visitor.get(f"/apply/mine?t={token}").status_code for token in ("", "x", foreign)]

    assert answers == [404, 404, 404]


def test_a_question_opens_the_named_answers_and_no_others(
    visitor: Browser, browser_of: BrowserOf, rostock: Application, database: TransactionalDatabase
) -> None:
    path = f"/applications/{rostock.id}/question"
    adam = browser_of("adam")
    assert adam.submit(path, question="Which VAT number?").status_code == 422
    asked = adam.submit(path, question="Which VAT number?", fields="vat_id")
    page = visitor.get(link_of(rostock)).text

    assert asked.status_code == 303
    assert "Which VAT number?" in page
    assert re.findall(r'name="(\w+)"', page.split("<main")[1]) == ["step", "vat_id", "step"]
    changes = {"vat_id": "DE123", "company_name": "Danzig Trading", "state": "ONBOARDING"}
    assert send(visitor, link_of(rostock), step="answer", **changes).status_code == 303
    found = applied(database)
    assert (found.vat_id, found.company_name) == ("DE123", "Rostock Antriebe GmbH")
    assert found.state is RelationshipState.IN_REVIEW
    assert send(visitor, link_of(rostock), step="answer", vat_id="DE9").status_code == 409


def test_accepting_makes_a_partner_in_onboarding_and_invites_who_applied(
    visitor: Browser, browser_of: BrowserOf, rostock: Application, link_to: LinkIn, portal: Work
) -> None:
    path = f"/applications/{rostock.id}/acceptance"
    adam = browser_of("adam")
    assert adam.submit(path, code="R").status_code == 422
    assert adam.submit(path, code="LUB").status_code == 409
    assert adam.submit(path, code="ros").status_code == 303

    partner = portal.one(sa.select(Company).where(Company.code == "ROS"))
    relationship = portal.one(
        sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == partner.id)
    )
    assert relationship.state is RelationshipState.ONBOARDING
    assert adam.submit(path, code="ROT").status_code == 409
    invitation = link_to(ROSTOCK["email"])
    assert invitation is not None
    assert send(visitor, invitation, name="Rosa", password=PASSWORD).status_code == 303
    assert "Read the programme guide" in visitor.get("/").text


def test_declining_tells_the_applicant_why_and_withdrawing_ends_it(
    visitor: Browser, browser_of: BrowserOf, rostock: Application, database: TransactionalDatabase
) -> None:
    adam = browser_of("adam")
    assert adam.submit(f"/applications/{rostock.id}/refusal", decline=" ").status_code == 422
    adam.submit(f"/applications/{rostock.id}/refusal", decline="No room in the north")
    page = visitor.get(link_of(rostock)).text

    assert "No room in the north" in page
    assert send(visitor, link_of(rostock), step="withdrawal").status_code == 409
    send(visitor)
    second = applied(database)
    send(visitor, link_of(second), step="confirmation")
    assert send(visitor, link_of(second), step="withdrawal").status_code == 303
    assert applied(database).state is RelationshipState.WITHDRAWN


def test_staff_sees_what_it_may_double(rostock: Application, cast: Cast, portal: Work) -> None:
    danzig = portal.get(Company, cast.companies["danzig"].id)
    danzig.website_domain, danzig.vat_id = "www.rostock-antriebe.example", "PL 777"
    rostock.vat_id = "pl-777"
    luebeck = portal.get(Company, cast.companies["luebeck"].id)
    luebeck.legal_name = "ROSTOCK-ANTRIEBE AG"
    portal.flush()

    found = {each.name: each.shares for each in likenesses(portal, rostock)}

    assert found == {"Danzig Trading": ("domain", "vat"), "Lübeck Systems": ("name",)}
    assert name_key("Żółw Sp. z o.o.") == name_key("zołw")
    assert name_key("Müller & Co. KG") == name_key("MULLER")


def test_the_clock_warns_once_escalates_once_and_stands_still_during_a_question(
    rostock: Application, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    told = []
    for hours in (24, 24, 24, 24, 24, 24, 24, 24):
        clock.advance(hours=hours)
        with database.work(system_actor("test")) as work:
            remind(work)
        with database.work(system_actor("test")) as work:
            verbs = sa.select(Activity.verb).where(Activity.subject_id == rostock.id)
            told.append(
                sorted(
                    v
                    for v in work.session.scalars(verbs)
                    if v in {"application-due-soon", "application-overdue"}
                )
            )

    assert told[4] == []
    assert told[5] == ["application-due-soon"]
    assert told[7] == ["application-due-soon", "application-overdue"]


def test_what_nobody_confirms_and_where_it_came_from_is_forgotten(
    visitor: Browser, rostock: Application, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    send(visitor, company_name="Never confirmed")
    clock.at += timedelta(days=4)
    with database.work(system_actor("test")) as work:
        forget(work)

    with database.work(system_actor("test")) as work:
        left = work.all(sa.select(Application))
    assert [(each.id, each.address) for each in left] == [(rostock.id, None)]


def _everybody() -> list[Any]:
    return [*_count(Company), *_count(PartnerRelationship), *_count(Person), *_count(Membership)]


def _count(model: Any) -> list[Any]:
    return [sa.select(sa.func.count(model.id)).scalar_subquery()]
