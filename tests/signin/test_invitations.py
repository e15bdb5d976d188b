"""Inviting by mail, and accepting: one address, one company, one use, seven days."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from partners.people.actions import change_roles, remove_member, suspend_member
from partners.people.invitations import PER_DAY, VALID, invite
from partners.people.models import Invitation, LoginSession, Membership, Person
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.link_tokens import new_link_token
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from tests.cast import PASSWORD, Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.signin.conftest import LinkIn
from tests.web.conftest import Browser

NEW = "gustav@luebeck.example"
SELLER = frozenset({Role.SELLER})
FORM = {"name": "Gustav Grote", "password": PASSWORD, "time_zone": "Europe/Berlin"}


@pytest.fixture
def link(cast: Cast, database: TransactionalDatabase, link_to: LinkIn) -> str:
    """The link in the mail by which Alice invited Gustav to sell."""
    return invited(cast, database, link_to)


def invited(cast: Cast, database: TransactionalDatabase, link_to: LinkIn, by: str = "alice") -> str:
    company = {"alice": "luebeck", "charlie": "danzig"}[by]
    with database.work(cast.actor(by)) as work:
        invite(work, cast.companies[company], NEW, SELLER, "en")
    link = link_to(NEW)
    assert link is not None
    return link


def accept(app: Flask, link: str, **changes: str) -> TestResponse:
    token = parse_qs(urlsplit(link).query)["t"][0]
    data = {"t": token, **FORM, **changes}
    return app.test_client().post(
        "/invitation", data=data, headers={"Origin": ORIGIN}, base_url=ORIGIN
    )


def memberships_of(database: TransactionalDatabase, email: str) -> list[tuple[object, list[str]]]:
    with database.work(system_actor("test")) as work:
        rows = work.session.execute(
            sa.select(Membership.owner_company_id, Membership.roles)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == email)
            .order_by(Membership.id)
        )
        return [(row[0], row[1]) for row in rows]


def test_whoever_is_invited_chooses_a_password_and_is_in(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    page = app.test_client().get(link, base_url=ORIGIN).get_data(as_text=True)
    assert "Alice Arndt invites you" in page
    assert NEW in page

    answer = accept(app, link)
    assert (answer.status_code, answer.location) == (303, "/")
    assert memberships_of(database, NEW) == [(cast.companies["luebeck"].id, ["SELLER"])]
    browser = app.test_client()
    assert isinstance(browser, Browser)
    assert browser.sign_in(NEW).status_code == 303


def test_opening_the_link_does_not_use_it_up(app: Flask, link: str) -> None:
    for _ in range(2):  # programs that look into mails open links before people do
        assert app.test_client().get(link, base_url=ORIGIN).status_code == 200
    assert accept(app, link).status_code == 303


def test_a_link_works_once(app: Flask, database: TransactionalDatabase, link: str) -> None:
    assert accept(app, link).status_code == 303
    assert accept(app, link, password="another password of mine").status_code == 404
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 404
    assert len(memberships_of(database, NEW)) == 1


def test_a_link_works_for_seven_days(app: Flask, link: str, clock: StoppedClock) -> None:
    clock.advance(seconds=VALID.total_seconds() - 1)
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 200
    clock.advance(seconds=1)
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 404
    assert accept(app, link).status_code == 404


def test_inviting_again_kills_the_earlier_link(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str, link_to: LinkIn
) -> None:
    newer = invited(cast, database, link_to)
    assert newer != link
    assert accept(app, link).status_code == 404
    assert accept(app, newer).status_code == 303


def test_a_withdrawn_invitation_lets_nobody_in(
    app: Flask,
    browser_of: Callable[[str], Browser],
    database: TransactionalDatabase,
    link: str,
    link_to: LinkIn,
) -> None:
    with database.work(system_actor("test")) as work:
        invitation = work.one(sa.select(Invitation))
    path = f"/people/invitations/{invitation.id}"
    assert browser_of("alice").submit(path, step="withdraw").status_code == 303
    assert accept(app, link).status_code == 404
    assert link_to(NEW) is None, "nor is a mail sent that still waits"


def test_nobody_is_let_into_a_suspended_company(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    with database.work(system_actor("test")) as work:
        partner = PartnerRelationship.partner_id == cast.companies["luebeck"].id
        suspend_partner(work, work.one(sa.select(PartnerRelationship).where(partner)), "unpaid")
    assert accept(app, link).status_code == 404
    assert memberships_of(database, NEW) == []


@pytest.mark.parametrize(
    "forged", ["", "x", "A" * 64, "ä" * 64, "cut", "other purpose", "other key", "absent row"]
)
def test_a_made_up_link_is_a_dead_one(
    forged: str, app: Flask, link: str, database: TransactionalDatabase, services: Services
) -> None:
    with database.work(system_actor("test")) as work:
        row = work.one(sa.select(Invitation)).id
    key = services.settings.secret_key
    token = {
        "cut": parse_qs(urlsplit(link).query)["t"][0][:-4],
        "other purpose": new_link_token(key, "password-reset", row),
        "other key": new_link_token("y" * 48, "invitation", row),
        "absent row": new_link_token(key, "invitation", type(row)(int=1)),
    }.get(forged, forged)
    answer = app.test_client().get("/invitation", query_string={"t": token}, base_url=ORIGIN)
    assert answer.status_code == 404
    assert accept(app, f"/invitation?t={token or 'x'}").status_code == 404


def test_nothing_in_the_form_raises_roles_or_changes_company_or_address(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    answer = accept(
        app,
        link,
        roles="PARTNER_ADMIN",
        email="charlie@danzig.example",
        company=str(cast.companies["danzig"].id),
        owner_company_id=str(cast.companies["danzig"].id),
        person_id=str(cast.people["charlie"].id),
    )
    assert answer.status_code == 303
    assert memberships_of(database, NEW) == [(cast.companies["luebeck"].id, ["SELLER"])]


def test_a_bad_password_or_no_name_is_said_and_the_link_stays_good(app: Flask, link: str) -> None:
    answer = accept(app, link, password="short", name="Gustav")
    assert answer.status_code == 422
    assert "Use 12 to 1,000 characters" in answer.get_data(as_text=True)
    assert accept(app, link, name=" ").status_code == 422
    assert accept(app, link).status_code == 303


def test_whoever_has_a_login_accepts_by_signing_in_and_keeps_their_password(
    app: Flask,
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: Callable[[str], Browser],
    link_to: LinkIn,
) -> None:
    bob, alice = cast.people["bob"].email, browser_of("alice")
    browser = browser_of("bob")
    with database.work(cast.charlie) as work:
        invite(work, cast.companies["danzig"], bob, SELLER, "en")
    link = link_to(bob)
    assert link is not None

    page = app.test_client().get(link, base_url=ORIGIN).get_data(as_text=True)
    assert "You have a login already" in page
    assert 'name="password"' not in page
    assert accept(app, link, password="a password of a thief").status_code == 409
    assert len(memberships_of(database, bob)) == 1

    token = parse_qs(urlsplit(link).query)["t"][0]
    assert alice.submit("/invitation", t=token).status_code == 403, "it is not for Alice"
    assert browser.submit("/invitation", t=token).status_code == 303
    companies = [company for company, _ in memberships_of(database, bob)]
    assert companies == [cast.companies["luebeck"].id, cast.companies["danzig"].id]
    assert "Danzig Trading" in browser.get("/profile").get_data(as_text=True)


def test_the_answer_and_its_time_do_not_tell_whether_an_address_has_a_login(
    browser_of: Callable[[str], Browser], cast: Cast
) -> None:
    alice = browser_of("alice")
    token = alice.csrf_token()
    known, unknown = cast.people["charlie"].email, "zzzzzzz@danzig.example"
    seconds, answers = {}, {}
    for email in (known, unknown):
        taken = []
        for _ in range(4):
            started = time.process_time()
            answer = alice.post(
                "/people",
                data={"csrf_token": token, "email": email, "roles": ["VIEWER"], "locale": "en"},
                headers={"Origin": ORIGIN},
            )
            taken.append(time.process_time() - started)
        seconds[email] = min(taken)
        answers[email] = (answer.status_code, answer.location, answer.get_data())
    assert answers[known] == answers[unknown]
    assert 0.5 < seconds[known] / seconds[unknown] < 2
    page = alice.get("/people").get_data(as_text=True)
    row = page[page.index(known) - 200 : page.index(known) + 1500]
    other = page[page.index(unknown) - 200 : page.index(unknown) + 1500]
    assert len(row.replace(known, "")) - len(other.replace(unknown, "")) in range(-40, 41)


def test_only_admins_invite_and_only_with_roles_they_may_give(
    cast: Cast, database: TransactionalDatabase
) -> None:
    luebeck, danzig, host = (cast.companies[name] for name in ("luebeck", "danzig", "host"))
    refused = [
        ("bob", luebeck, Role.SELLER),
        ("vera", luebeck, Role.VIEWER),
        ("charlie", luebeck, Role.SELLER),
        ("dana", luebeck, Role.SELLER),
        ("audrey", luebeck, Role.VIEWER),
        ("alice", luebeck, Role.INTEGRATION),
        ("alice", host, Role.AUDITOR),
        ("dana", host, Role.AUDITOR),
    ]
    for name, company, role in refused:
        with pytest.raises(Forbidden), database.work(cast.actor(name)) as work:
            invite(work, company, NEW, frozenset({role}), "en")
    for name, company, role in (
        ("alice", luebeck, Role.ADMINISTRATOR),
        ("adam", danzig, Role.AUDITOR),
        ("adam", host, Role.PARTNER_ADMIN),
    ):
        with pytest.raises(Invalid), database.work(cast.actor(name)) as work:
            invite(work, company, NEW, frozenset({role}), "en")
    for name, company, role in (
        ("alice", luebeck, Role.PARTNER_ADMIN),
        ("adam", danzig, Role.PARTNER_ADMIN),
        ("adam", host, Role.ADMINISTRATOR),
    ):
        with database.work(cast.actor(name)) as work:
            assert invite(work, company, NEW, frozenset({role}), "en").roles == [role.value]


def test_a_member_is_not_invited_again_but_one_who_was_removed_may_come_back(
    app: Flask, cast: Cast, database: TransactionalDatabase, link_to: LinkIn
) -> None:
    bob = cast.people["bob"].email
    with pytest.raises(Invalid) as refusal, database.work(cast.alice) as work:
        invite(work, cast.companies["luebeck"], bob.upper(), SELLER, "en")
    assert "works here already" in refusal.value.fields["email"]

    with database.work(cast.alice) as work:
        of_bob = sa.select(Membership).where(Membership.person_id == cast.people["bob"].id)
        remove_member(work, work.one(of_bob), "left")
    with database.work(cast.alice) as work:
        invite(work, cast.companies["luebeck"], bob, frozenset({Role.VIEWER}), "en")
    link = link_to(bob)
    assert link is not None
    assert accept(app, link).status_code == 303
    assert memberships_of(database, bob) == [(cast.companies["luebeck"].id, ["VIEWER"])]


NO_ADDRESSES = [
    "",
    "x",
    "x@y",
    "a b@c.example",
    "a@b.example\r\nBcc: c@d.example",
    "a@b.example,c@d.example",
    "<a@b.example>",
    f"{'a' * 250}@b.example",
    "a@b..example",
    "a@-\u0430.example",
]


@pytest.mark.parametrize("email", NO_ADDRESSES)
def test_only_one_plain_mail_address_is_invited(
    email: str, cast: Cast, database: TransactionalDatabase
) -> None:
    with pytest.raises(Invalid), database.work(cast.alice) as work:
        invite(work, cast.companies["luebeck"], email, SELLER, "en")


def test_a_company_cannot_mail_strangers_without_end(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.alice) as work:
        for number in range(PER_DAY):
            work.add(
                Invitation(
                    owner_company_id=cast.companies["luebeck"].id,
                    email=f"{number}@x.example",
                    roles=["SELLER"],
                    invited_by_name="Alice",
                    expires_at=work.now,
                )
            )
    with pytest.raises(Invalid, match="attention"), database.work(cast.alice) as work:
        invite(work, cast.companies["luebeck"], NEW, SELLER, "en")


def test_accepting_starts_a_new_session_and_ends_the_one_that_was_there(
    app: Flask,
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: Callable[[str], Browser],
    link_to: LinkIn,
) -> None:
    browser = browser_of("bob")
    before = browser.get_cookie("kontor", domain="127.0.0.1")
    with database.work(cast.charlie) as work:
        invite(work, cast.companies["danzig"], cast.people["bob"].email, SELLER, "en")
    link = link_to(cast.people["bob"].email)
    assert link is not None
    browser.submit("/invitation", t=parse_qs(urlsplit(link).query)["t"][0])
    after = browser.get_cookie("kontor", domain="127.0.0.1")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with database.work(system_actor("test")) as work:
        of_bob = LoginSession.person_id == cast.people["bob"].id
        assert len(work.all(sa.select(LoginSession).where(of_bob))) == 1


@pytest.mark.parametrize("loss", ["demoted", "suspended", "removed"])
def test_an_invitation_dies_with_the_right_to_send_it(
    loss: str, app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    with database.work(cast.alice) as work:
        change_roles(work, _member(work, cast, "bob"), frozenset({Role.PARTNER_ADMIN}))
    with database.work(cast.bob) as work:
        alice = _member(work, cast, "alice")
        match loss:
            case "demoted":
                change_roles(work, alice, SELLER)
            case "suspended":
                suspend_member(work, alice, "left in anger")
            case _:
                remove_member(work, alice, "left in anger")
    assert accept(app, link).status_code == 404
    assert memberships_of(database, NEW) == []


def test_an_invitation_lives_on_when_its_sender_may_still_send_it(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    with database.work(cast.alice) as work:
        both = frozenset({Role.PARTNER_ADMIN, Role.SELLER})
        change_roles(work, _member(work, cast, "alice"), both)
    assert accept(app, link).status_code == 303


@pytest.fixture
def gustav(app: Flask, cast: Cast, database: TransactionalDatabase, link_to: LinkIn) -> Browser:
    """Gustav, who joined Lübeck and then Danzig, in a browser of his own."""
    accept(app, invited(cast, database, link_to))
    gustav = app.test_client()
    assert isinstance(gustav, Browser)
    link = invited(cast, database, link_to, "charlie")
    gustav.sign_in(NEW)
    gustav.submit("/invitation", t=parse_qs(urlsplit(link).query)["t"][0])
    return gustav


def test_whoever_works_for_two_companies_signs_in_to_the_one_that_may_act(
    gustav: Browser, cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.actor("adam")) as work:
        luebeck = PartnerRelationship.partner_id == cast.companies["luebeck"].id
        suspend_partner(work, work.one(sa.select(PartnerRelationship).where(luebeck)), "no pay")
    assert gustav.sign_in(NEW).status_code == 303
    assert "Danzig Trading" in gustav.get("/").get_data(as_text=True)
    assert "Act for" not in gustav.get("/profile").get_data(as_text=True)


def test_whoever_works_for_two_companies_acts_for_one_at_a_time_and_changes_over(
    gustav: Browser, cast: Cast
) -> None:
    assert "Act for Lübeck Systems" in gustav.get("/profile").get_data(as_text=True)
    before = gustav.get_cookie("kontor", domain="127.0.0.1")
    changed = gustav.submit("/profile/company", company=str(cast.companies["luebeck"].id))
    assert (changed.status_code, changed.location) == (303, "/")
    assert gustav.get_cookie("kontor", domain="127.0.0.1") != before, (
        "another session, under another token"
    )
    page = gustav.get("/profile").get_data(as_text=True)
    assert "Act for Danzig Trading" in page
    assert "Act for Lübeck Systems" not in page


@pytest.mark.parametrize("company", ["novgorod", "host", "nonsense"])
def test_nobody_acts_for_a_company_that_is_not_theirs(
    company: str, gustav: Browser, cast: Cast
) -> None:
    wanted = cast.companies[company].id if company in cast.companies else company
    assert gustav.submit("/profile/company", company=str(wanted)).status_code == 404


def test_an_address_that_no_mail_header_can_hold_is_refused(
    cast: Cast, database: TransactionalDatabase
) -> None:
    for email in ("a\u2028b@luebeck.example", "a\0b@luebeck.example", "a\u0085b@luebeck.example"):
        with pytest.raises(Invalid), database.work(cast.alice) as work:
            invite(work, cast.companies["luebeck"], email, SELLER, "en")


def _member(work: Work, cast: Cast, name: str) -> Membership:
    return work.one(sa.select(Membership).where(Membership.person_id == cast.people[name].id))
