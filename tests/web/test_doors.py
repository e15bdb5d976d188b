"""Sessions and forgery: getting in, staying in, being put out, requests nobody meant to send."""

import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import cast as cast_to

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from partners.people import passwords
from partners.people.actions import change_roles, set_password, suspend_member
from partners.people.models import LoginSession, Membership, Person
from partners.signin.sessions import ABSOLUTE, IDLE
from partners.signin.throttle import PER_ACCOUNT
from portal.app import create_app
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from portal.web.access import access_of
from portal.web.origin import SAFE_METHODS
from tests.cast import PASSWORD, Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
WRONG = "not the password of anybody"


def cookie_of(browser: Browser) -> str:
    cookie = browser.get_cookie("kontor", domain="127.0.0.1")
    return cookie.value if cookie else ""


def another(app: Flask) -> Browser:
    return cast_to("Browser", app.test_client())


def with_cookie(app: Flask, token: str) -> Browser:
    """Return another browser that somebody put a session cookie into."""
    browser = another(app)
    browser.set_cookie("kontor", token, domain="127.0.0.1")
    return browser


def is_shut_out(browser: Browser) -> bool:
    answer = browser.get("/profile")
    return answer.status_code == 303 and answer.location.startswith("/sign-in")


def membership_of(work: Work, cast: Cast, name: str) -> Membership:
    wanted = Membership.person_id == cast.people[name].id
    return work.one(sa.select(Membership).where(wanted))


@pytest.fixture
def system(database: TransactionalDatabase) -> Callable[[], Work]:
    return lambda: database.work(system_actor("test"))


# ------------------------------------------------------------------------------- being let in


def test_signing_in_starts_a_new_session_and_ends_the_one_that_was_there(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    attacker = browser_of("charlie")
    planted = cookie_of(attacker)
    victim = with_cookie(app, planted)
    browser_of("alice")  # gives Alice her password
    assert victim.sign_in(cast.people["alice"].email).status_code == 303

    assert cookie_of(victim) not in {"", planted}
    assert "Alice" in victim.get("/profile").get_data(as_text=True)
    assert is_shut_out(with_cookie(app, planted))


def test_a_session_id_that_was_made_up_is_never_taken_over(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser_of("alice")
    browser = with_cookie(app, "A" * 43)
    browser.sign_in(cast.people["alice"].email)
    assert cookie_of(browser) != "A" * 43


def test_the_session_cookie_says_little_and_goes_nowhere(
    cast: Cast, app: Flask, browser_of: BrowserOf, services: Services
) -> None:
    browser_of("alice")
    answer = app.test_client().post(
        "/sign-in",
        data={"email": cast.people["alice"].email, "password": PASSWORD},
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    assert len(token) >= 43, "256 bits"

    secure = create_app(
        replace(services, settings=replace(services.settings, url="https://portal.example"))
    )
    answer = secure.test_client().post(
        "/sign-in",
        data={"email": cast.people["alice"].email, "password": PASSWORD},
        headers={"Origin": "https://portal.example"},
        base_url="https://portal.example",
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-kontor=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_the_database_holds_no_token_that_would_let_anybody_in(
    browser_of: BrowserOf, system: Callable[[], Work]
) -> None:
    token = cookie_of(browser_of("alice"))
    with system() as work:
        stored = [bytes(row) for row in work.session.scalars(sa.select(LoginSession.token_hash))]
    assert stored
    assert all(token.encode() not in row and len(row) == 32 for row in stored)


def test_an_unknown_account_reads_like_a_wrong_password_and_takes_as_long(
    app: Flask, cast: Cast, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher())  # as slow as in life
    monkeypatch.setattr(passwords, "_nobody", cache(passwords._nobody.__wrapped__))
    browser_of("alice")
    known, unknown = cast.people["alice"].email, "zzzzz@luebeck.example"
    answers: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for email in (known, unknown):
        taken = []
        for _ in range(4):
            started = time.process_time()
            answer = app.test_client().post(
                "/sign-in",
                data={"email": email, "password": WRONG},
                headers={"Origin": ORIGIN},
                base_url=ORIGIN,
            )
            taken.append(time.process_time() - started)
            assert answer.status_code == 422
        answers[email] = answer.get_data(as_text=True).replace(email, "<email>")
        seconds[email] = min(taken)
    assert answers[known] == answers[unknown]
    assert 0.6 < seconds[known] / seconds[unknown] < 1.6


def test_guessing_is_slowed_whatever_address_the_guesser_claims(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser_of("alice")
    email = cast.people["alice"].email

    def guess(password: str, address: str, claimed: str = "198.51.100.7") -> TestResponse:
        return app.test_client().post(
            "/sign-in",
            data={"email": email, "password": password},
            headers={"Origin": ORIGIN, "X-Forwarded-For": claimed},
            base_url=ORIGIN,
            environ_base={"REMOTE_ADDR": address},
        )

    statuses = [
        guess(WRONG, "203.0.113.9", f"198.51.100.{n}").status_code for n in range(PER_ACCOUNT)
    ]
    assert statuses == [422] * PER_ACCOUNT
    refused = guess(PASSWORD, "203.0.113.9")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert guess(PASSWORD, "192.0.2.44").status_code == 303, "the owner still gets in"


def test_all_addresses_of_one_ipv6_site_guess_together(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser_of("alice")
    email = cast.people["alice"].email

    def guess(password: str, address: str) -> int:
        return (
            app.test_client()
            .post(
                "/sign-in",
                data={"email": email, "password": password},
                headers={"Origin": ORIGIN},
                base_url=ORIGIN,
                environ_base={"REMOTE_ADDR": address},
            )
            .status_code
        )

    own_site = [guess(WRONG, f"2001:db8:7:7::{n:x}") for n in range(1, PER_ACCOUNT + 1)]
    assert own_site == [422] * PER_ACCOUNT
    assert guess(PASSWORD, "2001:db8:7:7:ffff::1") == 429
    assert guess(PASSWORD, "2001:db8:7:8::1") == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "/..//evil.example",
        "/%09/evil.example",
        "/\n/evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    target: str, app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser_of("alice")
    answer = app.test_client().post(
        "/sign-in",
        data={"email": cast.people["alice"].email, "password": PASSWORD, "next": target},
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
    )
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    # Browsers drop tabs and newlines from addresses before they read them.
    assert "//evil" not in location.replace("\t", "").replace("\n", "").replace("\r", "")[:8]


@pytest.mark.parametrize(
    "password", ["x" * 1_001, "x" * 100_000, "with a NUL \0 inside it", "", "\ufffd" * 20]
)
def test_odd_passwords_are_wrong_passwords(
    password: str, app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    browser_of("alice")
    answer = app.test_client().post(
        "/sign-in",
        data={"email": cast.people["alice"].email, "password": password},
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
    )
    assert answer.status_code == 422


def test_a_password_is_the_same_in_every_unicode_form(
    app: Flask, cast: Cast, system: Callable[[], Work]
) -> None:
    password = "Zażółć gęślą jaźń"
    alice = cast.people["alice"]
    with system() as work:
        set_password(work, work.get(Person, alice.id), unicodedata.normalize("NFC", password))
    browser = another(app)
    decomposed = unicodedata.normalize("NFD", password)
    assert browser.sign_in(alice.email, decomposed).status_code == 303


# ------------------------------------------------------------------------------ being put out


def test_signing_out_kills_the_session_not_only_the_cookie(
    app: Flask, browser_of: BrowserOf
) -> None:
    alice = browser_of("alice")
    token = cookie_of(alice)
    assert alice.submit("/sign-out").status_code == 303
    assert is_shut_out(with_cookie(app, token))


def test_signing_out_everywhere_ends_every_session_of_that_person_alone(
    app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    alice, charlie = browser_of("alice"), browser_of("charlie")
    elsewhere = another(app)
    elsewhere.sign_in(cast.people["alice"].email)
    assert alice.submit("/profile/sign-outs").status_code == 303
    assert is_shut_out(alice)
    assert is_shut_out(elsewhere)
    assert not is_shut_out(charlie)


def test_a_new_password_ends_the_sessions_of_the_old_one(
    cast: Cast, browser_of: BrowserOf, system: Callable[[], Work]
) -> None:
    alice, bob = browser_of("alice"), browser_of("bob")
    with system() as work:
        set_password(work, work.get(Person, cast.people["alice"].id), "a wholly different one")
    assert is_shut_out(alice)
    assert not is_shut_out(bob)


def test_a_suspended_person_is_out_at_the_next_request(
    cast: Cast, browser_of: BrowserOf, system: Callable[[], Work]
) -> None:
    bob, alice = browser_of("bob"), browser_of("alice")
    assert not is_shut_out(bob)
    with system() as work:
        suspend_member(work, membership_of(work, cast, "bob"), "left")
    assert is_shut_out(bob)
    assert bob.sign_in(cast.people["bob"].email).status_code == 422
    assert not is_shut_out(alice)


def test_a_suspended_company_is_out_at_the_next_request(
    cast: Cast, browser_of: BrowserOf, system: Callable[[], Work]
) -> None:
    alice, bob, charlie = browser_of("alice"), browser_of("bob"), browser_of("charlie")
    partner = cast.companies["luebeck"].id
    with system() as work:
        found = sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == partner)
        suspend_partner(work, work.one(found), "unpaid")
    assert is_shut_out(alice)
    assert is_shut_out(bob)
    assert not is_shut_out(charlie)


def test_a_lower_role_counts_from_the_next_request_on(
    cast: Cast, browser_of: BrowserOf, system: Callable[[], Work]
) -> None:
    alice = browser_of("alice")
    assert alice.get("/settings/clients").status_code == 200
    with system() as work:
        change_roles(work, membership_of(work, cast, "alice"), frozenset({Role.VIEWER}))
    assert alice.get("/settings/clients").status_code == 403
    assert alice.get("/deals/new").status_code == 403


def test_an_idle_session_ends(browser_of: BrowserOf, clock: StoppedClock) -> None:
    alice = browser_of("alice")
    clock.advance(seconds=IDLE.total_seconds() - 60)
    assert not is_shut_out(alice)
    clock.advance(seconds=IDLE.total_seconds() + 1)
    assert is_shut_out(alice)


def test_a_session_in_use_ends_too(browser_of: BrowserOf, clock: StoppedClock) -> None:
    alice = browser_of("alice")
    step = IDLE / 2
    for _ in range(ABSOLUTE // step):
        clock.advance(seconds=step.total_seconds())
        last = is_shut_out(alice)
    assert not last, "alive up to its seventh day"
    clock.advance(seconds=61)
    assert is_shut_out(alice)


def test_a_clock_set_back_brings_no_session_back(
    app: Flask, browser_of: BrowserOf, clock: StoppedClock
) -> None:
    alice = browser_of("alice")
    token = cookie_of(alice)
    clock.advance(hours=13)
    assert is_shut_out(alice)
    clock.advance(hours=-13)
    assert is_shut_out(with_cookie(app, token))


# ----------------------------------------------------------------------------------- forgeries


FORGERIES = (
    "no token",
    "another session's token",
    "the token of an earlier session",
    "another site's origin",
    "no origin",
    "a text/plain body",
    "another method in a header",
)
OPEN_TO_EVERYONE = {"/sign-in", "/theme", "/apply", "/apply/mine", "/farewell", "/c/account"}
"""Without a session there is no token to ask for, only the origin."""


def unsafe_pages(app: Flask) -> list[tuple[str, str]]:
    """Return method and path of every page route that changes something."""
    found = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access is not None
        if access.via != "session":
            continue
        values = {name: _some(converter) for name, converter in rule._converters.items()}
        with app.test_request_context(base_url=ORIGIN):
            path = rule.build(values)[1]  # type: ignore[index]
        found += [(method, path) for method in (rule.methods or set()) - SAFE_METHODS]
    return sorted(found)


def _some(converter: object) -> object:
    kind = type(converter).__name__
    if kind == "UUIDConverter":
        return "00000000-0000-4000-8000-000000000000"
    return 1 if kind == "IntegerConverter" else "account"


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_route_acts_on_a_forged_request(
    forgery: str, app: Flask, cast: Cast, browser_of: BrowserOf
) -> None:
    adam, charlie = browser_of("adam"), browser_of("charlie")
    earlier = adam.csrf_token()
    adam.sign_in(cast.people["adam"].email)
    own = adam.csrf_token()
    assert own not in {"", earlier}
    answered = []
    for method, path in unsafe_pages(app):
        if path in OPEN_TO_EVERYONE and forgery not in {"another site's origin", "no origin"}:
            continue
        answer = _forge(adam, forgery, method, path, own, earlier, charlie.csrf_token())
        # A header makes no other request of it: it is answered as the GET that it is.
        is_read = forgery == "another method in a header"
        wanted = adam.get(path).status_code if is_read else 400
        answered.append((path, answer.status_code, wanted))
    assert len(answered) > 25
    assert [each for each in answered if each[1] != each[2]] == []
    assert not is_shut_out(adam), "and nobody was signed out by it"


def _forge(
    browser: Browser, forgery: str, method: str, path: str, own: str, earlier: str, foreign: str
) -> TestResponse:
    origin = {"Origin": ORIGIN}
    match forgery:
        case "no token":
            return browser.open(path, method=method, headers=origin)
        case "another session's token":
            return browser.open(path, method=method, data={"csrf_token": foreign}, headers=origin)
        case "the token of an earlier session":
            return browser.open(path, method=method, data={"csrf_token": earlier}, headers=origin)
        case "another site's origin":
            headers = {"Origin": "https://127.0.0.1.evil.example"}
            return browser.open(path, method=method, data={"csrf_token": own}, headers=headers)
        case "no origin":
            return browser.open(path, method=method, data={"csrf_token": own})
        case "a text/plain body":
            body = f'{{"csrf_token": "{own}", "x": "="}}'
            return browser.open(
                path, method=method, data=body, content_type="text/plain", headers=origin
            )
        case _:
            headers = {"X-HTTP-Method-Override": method, **origin}
            return browser.get(path, query_string={"_method": method}, headers=headers)


@pytest.mark.parametrize(
    "origin",
    ["null", "https://evil.example", f"{ORIGIN}.evil.example", ORIGIN.replace("http", "ftp")],
)
def test_no_foreign_origin_is_welcome(origin: str, browser_of: BrowserOf) -> None:
    alice = browser_of("alice")
    data = {"csrf_token": alice.csrf_token(), "locale": "en", "time_zone": "Europe/Berlin"}
    answer = alice.post("/profile", data=data, headers={"Origin": origin})
    assert answer.status_code == 400
    assert "Access-Control-Allow-Origin" not in answer.headers


# -------------------------------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/nothing-here", 404), ("/sign-in", 302), ("/jobs", 403), ("/healthz", 200)],
)
def test_every_answer_brings_the_policy_with_it(
    path: str, status: int, browser_of: BrowserOf
) -> None:
    answer = browser_of("alice").get(path)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
