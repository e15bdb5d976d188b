"""Whether a partner can find out that a customer is taken: by body, status, headers or time."""

import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest

from deals.actions import approve_deal
from deals.conflicts import answers
from deals.conflicts.actions import NewSettings, change_settings
from deals.conflicts.models import PartnerAnswer
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.parents.models import Parent
from tests.cast import Cast, a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services
from tests.web.test_query_counts import Statements, statements

__all__ = ["app", "browser_of", "services", "statements"]

BrowserOf = Callable[[str], Browser]
SEED: Final = 20_261
A_CLASSIFIERS: Final = 1_000
EACH: Final = A_CLASSIFIERS if "KONTOR_EXAMPLES" in os.environ else 12
"""Taken customers, and as many free ones. What the time of a few says is not judged."""
MOST_RIGHT: Final = 0.55


@dataclass(frozen=True, slots=True)
class Probe:
    """What a partner gets when it asks, registers and looks: without what is its own."""

    is_taken: bool
    seen: tuple[str, ...]
    milliseconds: tuple[float, ...]
    statements: int


def test_whether_a_customer_is_taken_cannot_be_told(
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: BrowserOf,
    statements: Statements,
) -> None:
    """Of those that are taken every other one is so by a company of its group alone."""
    customers = [(f"Customer {number:04}", number % 2 == 0) for number in range(2 * EACH)]
    random.Random(SEED).shuffle(customers)  # noqa: S311 - the order of asking
    with database.work(cast.charlie) as work:
        for name, is_taken in customers:
            if is_taken:
                is_itself = int(name[-4:]) % 4 == 0
                new = _customer(name) if is_itself else _sister(name)
                register_deal(work, open_account(work, new), a_deal())
    alice = browser_of("alice")
    token = alice.csrf_token()

    probes = [_probe(cast, database, alice, token, statements, *customer) for customer in customers]

    assert len({probe.seen for probe in probes}) == 1
    assert len({probe.statements for probe in probes}) == 1
    told = (
        f"figure: conflict oracle, {EACH} taken and {EACH} free customers, seed {SEED}: one answer"
    )
    if EACH < A_CLASSIFIERS:
        print(told)
        return
    right = max(_accuracy(probes, place) for place in range(len(probes[0].milliseconds)))
    print(f"{told}; by time the best of three classifiers is right {right:.1%} of the time")
    assert right <= MOST_RIGHT


def _customer(name: str) -> NewAccount:
    parent = Parent(f"{name} Holding", "NO")
    return NewAccount(name, "NO", f"{name.lower().replace(' ', '-')}.example", parent=parent)


def _sister(name: str) -> NewAccount:
    return NewAccount(f"Sister of {name[-4:]}", "SE", parent=Parent(f"{name} Holding AS", "NO"))


def _probe(
    cast: Cast,
    database: TransactionalDatabase,
    alice: Browser,
    token: str,
    statements: Statements,
    name: str,
    is_taken: bool,
) -> Probe:
    with database.work(cast.alice) as work:
        account = open_account(work, _customer(name))
    form = {
        "csrf_token": token,
        "account": str(account.id),
        "territory": "NO-E",
        "motion": "RESELL",
        "kind": "NET_NEW",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Site survey done.",
        "family": ["DRIVES"],
        "quantity": ["240"],
        "amount": ["184000.00"],
        "parent_name": f"{name} Holding",
        "parent_country": "NO",
    }
    origin = {"Origin": "http://127.0.0.1:8000"}
    statements.sent.clear()
    seen, took, address = [], [], ""
    for path in ("/deals/overlap", "/deals", None):
        started = time.perf_counter()
        answer = alice.post(path, data=form, headers=origin) if path else alice.get(address)
        took.append((time.perf_counter() - started) * 1000)
        address = answer.headers.get("Location", address)
        seen += [answer.status, _plain(str(answer.headers), name), _plain(answer.text, name)]
    return Probe(is_taken, tuple(seen), tuple(took), len(statements.sent))


def _plain(text: str, name: str) -> str:
    """Return an answer without what differs between any two customers of one's own."""
    text = re.sub(r"<select[^>]* name=\"account\".*?</select>", "ACCOUNTS", text, flags=re.DOTALL)
    text = text.replace(name, "CUSTOMER").replace(name.lower().replace(" ", "-"), "CUSTOMER")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID", text)
    text = re.sub(r"DR-LUB-\d+", "NUMBER", text)
    text = re.sub(r"(X-Request-ID: |Content-Length: |nonce-|nonce=\")[\w+/=-]+", "", text)
    text = re.sub(r'title="[0-9a-f]{64}">[0-9a-f]{12}', "HASH OF WHAT WAS TYPED", text)
    return re.sub(r'(name="(idempotency_key|draft_key|version)" value=)"[^"]*"', "", text)


def _accuracy(probes: list[Probe], place: int) -> float:
    """Learn the best threshold of a time on one half; return how often it is right on the other."""
    half = len(probes) // 2
    times = [(probe.milliseconds[place], probe.is_taken) for probe in probes]
    learnt, asked = times[:half], times[half:]
    best = max(
        ((threshold, above) for threshold, _ in learnt for above in (True, False)),
        key=lambda rule: _right(learnt, *rule),
    )
    return _right(asked, *best) / len(asked)


def _right(times: list[tuple[float, bool]], threshold: float, above: bool) -> int:
    return sum(((each > threshold) is above) is is_taken for each, is_taken in times)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "more than 90 days"),
        (1, "30 to 90 days"),
        (61, "less than 30 days"),
        (90, "nothing that we may tell"),
    ],
)
def test_where_the_programme_chose_to_a_partner_is_told_a_band_and_no_more(
    cast: Cast,
    database: TransactionalDatabase,
    browser_of: BrowserOf,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    says: str,
) -> None:
    monkeypatch.setattr(answers, "SECONDS", 0)
    with database.work(cast.actor("adam")) as work:
        change_settings(work, NewSettings(90, 60, 92, PartnerAnswer.BAND), 0)
    with database.work(cast.charlie) as work:
        rival = register_deal(work, open_account(work, _customer("Halden")), a_deal())
    with database.work(cast.alice) as work:
        deal = register_deal(work, open_account(work, _customer("Halden")), a_deal())
    alice = browser_of("alice")
    assert "nothing that we may tell" in alice.get(f"/deals/{deal.id}").text

    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, rival.id), window_days=91 if days == 0 else 90)
    clock.advance(days=days)

    page = browser_of("alice").get(f"/deals/{deal.id}").text
    assert says in page
    assert rival.number not in page
    assert "Danzig" not in page
