"""Error pages say what they know: the role it takes, how long to wait, how much is too much."""

import io
from collections.abc import Callable

from flask import Flask

from deals.models import Deal
from documents.queries import documents_of
from portal.app import MAX_FORM_BYTES
from tests.cast import Cast
from tests.conftest import ORIGIN, TransactionalDatabase
from tests.documents.files import pdf
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]


def test_a_closed_page_names_the_role_it_takes(browser_of: BrowserOf) -> None:
    vera, bob = browser_of("vera"), browser_of("bob")

    assert "It takes the role “Seller”" in vera.get("/deals/new").text
    clients = bob.get("/settings/clients").text
    assert "It takes the role “Partner admin”" in clients
    assert "The admin of your company can give it to you" in clients


def test_a_page_of_the_other_side_promises_nobody_a_role(browser_of: BrowserOf) -> None:
    page = browser_of("alice").get("/jobs")

    assert page.status_code == 403
    assert "No role in your company opens it." in page.text
    assert "can give it to you" not in page.text


def test_too_many_tries_say_how_long_to_wait(app: Flask, cast: Cast) -> None:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    answers = [browser.sign_in("alice@luebeck.example", f"wrong {n}") for n in range(30)]
    refused = next(each for each in answers if each.status_code == 429)

    assert f"Wait {refused.headers['Retry-After']} seconds, then try again." in refused.text


def test_too_large_a_form_says_the_limit(browser_of: BrowserOf) -> None:
    answer = browser_of("alice").submit("/deals/overlap", progress="x" * (MAX_FORM_BYTES + 1))

    assert answer.status_code == 413
    assert "The limit is" in answer.text


def test_a_key_used_again_with_another_file_is_refused_and_with_the_same_file_answered(
    cast: Cast, database: TransactionalDatabase, browser_of: BrowserOf
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    alice = browser_of("alice")
    token = alice.csrf_token()

    def send(content: bytes, name: str = "Contract.pdf") -> int:
        return alice.post(
            f"/documents/on/deal/{deal.id}",
            data={
                "csrf_token": token,
                "idempotency_key": "one",
                "file": (io.BytesIO(content), name),
            },
            content_type="multipart/form-data",
            headers={"Origin": ORIGIN},
        ).status_code

    assert send(pdf()) == 303
    assert send(pdf()) == 303
    assert send(pdf() + b" ") == 422
    assert send(pdf(), "Other.pdf") == 422
    assert stored(database, cast, deal) == [len(pdf())]


def stored(database: TransactionalDatabase, cast: Cast, deal: Deal) -> list[int]:
    with database.work(cast.alice) as work:
        return [each.latest.size for each in documents_of(work, "deal", deal.id)]
