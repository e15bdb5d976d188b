"""Which accounts may be one customer: by numbers, domain and name, and only one's own."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from partners.accounts.actions import NewAccount, open_account
from partners.accounts.duplicates.actions import tell_apart
from partners.accounts.duplicates.identities import (
    is_duns,
    is_gln,
    is_lei,
    is_vat_number,
    registered_identities,
)
from partners.accounts.duplicates.models import DuplicateSign, IdentityKind
from partners.accounts.duplicates.queries import PairPlace, likely_pairs, registered_of
from partners.accounts.editing import edit_account
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, StaleVersion
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services
from tests.web.test_query_counts import Statements, statements

__all__ = ["app", "browser_of", "services", "statements"]

BrowserOf = Callable[[str], Browser]
VAT, GLN, LEI = IdentityKind.VAT, IdentityKind.GLN, IdentityKind.LEI


@pytest.fixture
def opened(cast: Cast, database: TransactionalDatabase) -> Callable[..., Account]:
    def opened(name: str, by: str = "dana", country: str = "NO", **more: object) -> Account:
        with database.work(cast.actor(by)) as work:
            return open_account(work, NewAccount(name, country, **more))  # type: ignore[arg-type]

    return opened


def pairs_of(database: TransactionalDatabase, cast: Cast, by: str = "dana") -> list[object]:
    with database.work(cast.actor(by)) as work:
        return [(each.newer.name, each.older.name, each.kinds) for each in likely_pairs(work)]


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (is_lei, "529900T8BM49AURSDO55", "529900T8BM49AURSDO56"),
        (is_gln, "4012345000009", "4012345000008"),
        (is_duns, "150483782", "15048378"),
        (is_vat_number, "DE136695976", "DE13669597"),
        (is_vat_number, "NL004495445B01", "XX004495445"),
        (is_vat_number, "ATU13585627", "AT13585627"),
    ],
)
def test_a_number_is_checked_by_its_own_rule(
    check: Callable[[str], bool], right: str, wrong: str
) -> None:
    assert check(right)
    assert not check(wrong)


def test_numbers_are_compared_without_their_punctuation() -> None:
    assert registered_identities({VAT: " no 923 609 016 mva", GLN: "", LEI: ""}) == {
        VAT: "NO923609016"
    }
    assert registered_identities({VAT: "CHE-123.456.788 MWST"}) == {VAT: "CHE123456788"}
    with pytest.raises(Invalid) as refused:
        registered_identities({VAT: "DE1", GLN: "4012345000008"})
    assert set(refused.value.fields) == {"vat", "gln"}


def test_pairs_are_found_by_number_domain_and_name(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    opened("Halden Logistics ASA", registered={VAT: "NO923609016"})
    opened("Nordic Shipping", registered={VAT: "NO 923 609 016"})
    opened("Halden Logistic")
    opened("HALDEN LOGISTICS AS", country="SE")  # another country, so another customer
    opened("Warehouse 17")
    opened("Warehouse 18")  # a number is no ending that people spell differently
    opened("Moss Freight", domain="moss.example")
    opened("Something else", domain="moss.example")
    assert pairs_of(database, cast) == [
        ("Something else", "Moss Freight", [IdentityKind.DOMAIN]),
        ("Halden Logistic", "Halden Logistics ASA", [IdentityKind.NAME_STEM]),
        ("Nordic Shipping", "Halden Logistics ASA", [VAT]),
    ]


def test_pairs_follow_what_is_changed(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    opened("Halden Logistics")
    other = opened("Moss Freight", country="SE", registered={VAT: "NO923609016"})
    assert pairs_of(database, cast) == []
    with database.work(cast.dana) as work:
        edit_account(work, work.get(Account, other.id), NewAccount("Halden logistics AS", "NO"), 1)
        assert registered_of(work, [other.id]) == {other.id: {}}
    assert pairs_of(database, cast) == [
        ("Halden logistics AS", "Halden Logistics", [IdentityKind.NAME_KEY])
    ]
    with database.work(cast.dana) as work:
        edit_account(work, work.get(Account, other.id), NewAccount("Halden logistics AS", "SE"), 2)
    assert pairs_of(database, cast) == []


def test_pages_of_pairs_go_on_where_they_ended(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    for name in ("One", "Two", "Three", "Four"):
        opened(name, domain="same.example")
    with database.work(cast.dana) as work:
        every = [each.place for each in likely_pairs(work)]
        after, paged = None, []
        while page := likely_pairs(work, after=after, limit=2):
            paged += [each.place for each in page]
            after = PairPlace.read(*paged[-1])
    assert len(every) == 6
    assert paged == every


def test_what_was_told_apart_stays_apart(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    one, other = opened("Halden", domain="halden.example"), opened("Moss", domain="halden.example")
    with database.work(cast.dana) as work:
        accounts = work.get(Account, one.id), work.get(Account, other.id)
        tell_apart(work, *accounts)
        tell_apart(work, *reversed(accounts))  # saying it twice changes nothing
    assert pairs_of(database, cast) == []
    with database.work(cast.dana) as work:
        account = work.get(Account, other.id)
        edit_account(work, account, NewAccount("Halden", "NO", "", "Moss"), account.version)
    assert pairs_of(database, cast) == []  # though their names are the same now
    with database.work(cast.dana) as work:
        told = work.all(sa.select(Activity).where(Activity.verb == "accounts-told-apart"))
        assert [each.subject_label for each in told] == ["Moss / Halden"]


def test_a_rival_and_the_host_see_nothing_of_it(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    """An account of Lübeck is open to the host; that it has a twin there is Lübeck's own affair."""
    shared = opened("Halden", by="alice", domain="halden.example", registered={VAT: "NO923609016"})
    twin = opened("Halden AS", by="alice", domain="halden.example")
    own = opened("Halden", by="charlie", domain="halden.example")
    cast.share(shared, "host", by="alice")
    assert len(pairs_of(database, cast, "alice")) == 1
    with database.work(cast.alice) as work:
        tell_apart(work, work.get(Account, shared.id), work.get(Account, twin.id))
    for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
        database.walls = wall
        for reader in ("dana", "charlie", "olga"):
            assert pairs_of(database, cast, reader) == []
            with database.work(cast.actor(reader)) as work:
                assert work.session.scalar(sa.select(sa.func.count(DuplicateSign.newer_id))) == 0
                assert registered_of(work, [shared.id]) == {shared.id: {}}
                verbs = set(work.session.scalars(sa.select(Activity.verb)))
                assert "accounts-told-apart" not in verbs
    database.walls = Wall.BOTH
    with database.work(cast.dana) as work, pytest.raises(Forbidden):
        account = work.get(Account, shared.id)
        edit_account(work, account, NewAccount("Moss", "NO"), account.version)
    with database.work(cast.charlie) as work:
        assert work.find(Account, shared.id) is None
        assert work.find(Account, own.id) is not None


def test_an_old_form_changes_nothing(
    cast: Cast, database: TransactionalDatabase, opened: Callable[..., Account]
) -> None:
    account = opened("Halden")
    with database.work(cast.dana) as work, pytest.raises(StaleVersion):
        edit_account(work, work.get(Account, account.id), NewAccount("Moss", "NO"), 7)


def test_adding_a_customer_twice_is_asked_about_first(
    browser_of: BrowserOf, opened: Callable[..., Account]
) -> None:
    opened("Halden Logistics", by="alice", registered={GLN: "4012345000009"})
    opened("Halden Freight", by="charlie", domain="halden.example")  # no business of Alice's
    alice = browser_of("alice")
    form = {"name": "Other name", "country": "NO", "gln": "4012345 00000 9", "domain": ""}
    asked = alice.submit("/accounts", **form)
    assert asked.status_code == 409
    assert "Halden Logistics" in asked.text
    assert 'value="Other name"' in asked.text
    assert alice.submit("/accounts", **form, anyway="yes").status_code == 303
    free = {"name": "Halden Freight", "country": "NO", "domain": "halden.example"}
    assert alice.submit("/accounts", **free).status_code == 303  # a rival's says nothing


def test_numbers_are_edited_and_duplicates_decided_on_pages(
    browser_of: BrowserOf, opened: Callable[..., Account]
) -> None:
    one = opened("Halden", by="alice", domain="halden.example")
    other = opened("Moss", by="alice", domain="halden.example")
    alice = browser_of("alice")
    assert 'name="lei"' in alice.get(f"/accounts/{one.id}/edit").text
    values = {"name": "Halden", "country": "NO", "version": str(one.version)}
    wrong = alice.submit(f"/accounts/{one.id}/edit", **values, lei="529900T8BM49AURSDO56")
    assert wrong.status_code == 422
    assert 'value="529900T8BM49AURSDO56"' in wrong.text
    right = alice.submit(f"/accounts/{one.id}/edit", **values, lei="529900T8BM49AURSDO55")
    assert right.status_code == 303
    assert "529900T8BM49AURSDO55" in alice.get(f"/accounts/{one.id}").text
    assert "529900T8BM49AURSDO55" in alice.get("/accounts/export").text
    assert "Same web domain" in alice.get("/accounts/duplicates").text
    decided = alice.submit(f"/accounts/duplicates/{other.id}/{one.id}")
    assert decided.status_code == 303
    assert "No duplicates in sight" in alice.get("/accounts/duplicates").text


def test_more_pairs_take_no_more_statements(
    browser_of: BrowserOf, opened: Callable[..., Account], statements: Statements
) -> None:
    alice = browser_of("alice")
    counts = []
    for names in (("One", "Two"), ("Three", "Four", "Five")):
        for name in names:
            opened(name, by="alice", domain="same.example")
        statements.sent.clear()
        assert alice.get("/accounts/duplicates").status_code == 200
        counts.append(len(statements.sent))
    assert counts[0] == counts[1]
