"""A new password by a mailed link: for whoever reads the mail, once, for an hour."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from partners.mails.models import Mail
from partners.people.models import PasswordReset
from partners.signin.resets import PER_HOUR, VALID
from portal.kernel.actor import system_actor
from tests.cast import PASSWORD, Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.signin.conftest import LinkIn
from tests.web.conftest import Browser

NEW = "a wholly different password"


def post(app: Flask, address: str = "192.0.2.1", **data: str) -> TestResponse:
    return app.test_client().post(
        "/password-reset",
        data=data,
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
        environ_base={"REMOTE_ADDR": address},
    )


def ask(app: Flask, email: str, address: str = "192.0.2.1") -> TestResponse:
    return post(app, address, email=email)


def use(app: Flask, link: str, password: str = NEW, **more: str) -> TestResponse:
    return post(app, t=parse_qs(urlsplit(link).query)["t"][0], password=password, **more)


def can_sign_in(app: Flask, email: str, password: str) -> bool:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser.sign_in(email, password).status_code == 303


@pytest.fixture
def link(app: Flask, cast: Cast, browser_of: Callable[[str], Browser], link_to: LinkIn) -> str:
    """The link mailed to Alice, who asked for it."""
    browser_of("alice")  # gives Alice her password
    assert ask(app, cast.people["alice"].email).status_code == 303
    link = link_to(cast.people["alice"].email)
    assert link is not None
    return link


def test_a_mailed_link_sets_a_new_password_and_ends_every_session(
    app: Flask, cast: Cast, browser_of: Callable[[str], Browser], link: str, link_to: LinkIn
) -> None:
    alice, charlie = browser_of("alice"), browser_of("charlie")
    email = cast.people["alice"].email
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 200
    answer = use(app, link)
    assert (answer.status_code, answer.location) == (303, "/sign-in?changed=yes")
    assert can_sign_in(app, email, NEW)
    assert not can_sign_in(app, email, PASSWORD)
    assert alice.get("/profile").status_code == 303
    assert charlie.get("/profile").status_code == 200
    assert link_to(email) == "/password-reset?", "and Alice is told of it"


def test_a_link_changes_one_password_once(app: Flask, cast: Cast, link: str) -> None:
    assert use(app, link).status_code == 303
    assert use(app, link, "the password of a thief").status_code == 404
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 404
    assert can_sign_in(app, cast.people["alice"].email, NEW)


def test_a_link_is_dead_once_a_newer_one_was_asked_for(
    app: Flask, cast: Cast, link: str, link_to: LinkIn
) -> None:
    ask(app, cast.people["alice"].email)
    newer = link_to(cast.people["alice"].email)
    assert newer not in {None, link}
    assert use(app, link).status_code == 404
    assert use(app, str(newer)).status_code == 303


def test_a_link_lives_for_an_hour(app: Flask, link: str, clock: StoppedClock) -> None:
    clock.advance(seconds=VALID.total_seconds() + 1)
    assert app.test_client().get(link, base_url=ORIGIN).status_code == 404
    assert use(app, link).status_code == 404


def test_a_link_is_for_whoever_asked_whatever_the_form_says(
    app: Flask, cast: Cast, browser_of: Callable[[str], Browser], link: str
) -> None:
    browser_of("charlie")
    charlie = cast.people["charlie"]
    answer = use(app, link, email=charlie.email, person_id=str(charlie.id))
    assert answer.status_code == 303
    assert can_sign_in(app, charlie.email, PASSWORD)
    assert can_sign_in(app, cast.people["alice"].email, NEW)


def test_the_link_names_the_configured_host_whatever_host_was_asked(
    app: Flask, cast: Cast, link: str, link_to: LinkIn
) -> None:
    app.test_client().post(
        "/password-reset",
        data={"email": cast.people["alice"].email},
        headers={"Origin": ORIGIN, "Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert link_to(cast.people["alice"].email)  # the fixture compares scheme and host


def test_the_page_of_a_link_tells_no_other_site_of_it(app: Flask, link: str) -> None:
    answer = app.test_client().get(link, base_url=ORIGIN)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_answer_and_its_time_do_not_tell_whether_an_address_has_a_login(
    app: Flask, cast: Cast, link: str, link_to: LinkIn
) -> None:
    known, unknown = cast.people["alice"].email, "zzzzz@luebeck.example"
    seconds, answers = {}, {}
    for email in (known, unknown):
        taken = []
        for _ in range(4):
            started = time.process_time()
            answer = ask(app, email)
            taken.append(time.process_time() - started)
        seconds[email] = min(taken)
        answers[email] = (answer.status_code, answer.location, answer.get_data())
    assert answers[known] == answers[unknown]
    assert 0.5 < seconds[known] / seconds[unknown] < 2
    assert link_to(unknown) is None, "nobody there is written to"


def test_nobody_s_mailbox_is_flooded(
    app: Flask, cast: Cast, database: TransactionalDatabase, link: str
) -> None:
    email = cast.people["alice"].email
    for number in range(2 * PER_HOUR):  # from everywhere
        assert ask(app, email, f"192.0.2.{number + 2}").status_code == 303
    with database.work(system_actor("test")) as work:
        assert len(work.all(sa.select(Mail).where(Mail.address == email))) == PER_HOUR

    statuses = [ask(app, "x@y.example", "203.0.113.9").status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
    assert can_sign_in(app, email, PASSWORD), "and asking locks nobody out"


def test_a_link_is_nowhere_in_the_database(database: TransactionalDatabase, link: str) -> None:
    token = parse_qs(urlsplit(link).query)["t"][0]
    with database.work(system_actor("test")) as work:
        rows = [*work.all(sa.select(Mail)), *work.all(sa.select(PasswordReset))]
        stored = repr([vars(row) for row in rows])
    assert rows
    assert token not in stored
    assert token[30:60] not in stored


def test_a_bad_password_is_said_and_the_link_stays_good(app: Flask, link: str) -> None:
    answer = use(app, link, "short")
    assert answer.status_code == 422
    assert "Use 12 to 1,000 characters" in answer.get_data(as_text=True)
    assert use(app, link).status_code == 303
    assert ask(app, "no address").status_code == 422
