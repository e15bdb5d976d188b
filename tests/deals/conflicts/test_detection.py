"""Which registrations of other partners are in the way: found by indexes, and compared."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal, withdraw_deal
from deals.catalogue.models import Territory
from deals.conflicts.detection import DETECTOR, Level, detect, scope_of, weigh
from deals.conflicts.likeness import Sign
from deals.models import Deal, DealKind
from deals.pipeline.states import Stage
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.audience import Audience
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.editing import edit_account
from partners.accounts.models import Account
from partners.contacts.actions import ContactDetails, add_contact
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase

Register = Callable[..., Deal]


@pytest.fixture
def register(cast: Cast, database: TransactionalDatabase) -> Register:
    """Register a deal on a new account of the partner's own."""

    def register(by: str, new: NewAccount, **changes: Any) -> Deal:
        with database.work(cast.actor(by)) as work:
            return register_deal(work, open_account(work, new), a_deal(**changes))

    return register


def found(database: TransactionalDatabase, deal: Deal) -> list[tuple[Any, Level, Sign]]:
    with database.work(DETECTOR) as work:
        scope = scope_of(get_deal(work, deal.id))
        return [(each.deal_id, each.level, each.sign) for each in detect(work, scope)]


HALDEN = NewAccount("Halden Logistikk AS", "NO", "halden-as.no")
VAT = {IdentityKind.VAT: "NO974760673"}


@pytest.mark.parametrize(
    ("other", "level", "sign"),
    [
        (NewAccount("HL", "SE", "shop.halden-as.no"), Level.CONFLICT, Sign.DOMAIN),
        (NewAccount("HL", "SE", registered=VAT), Level.CONFLICT, Sign.REGISTER),
        (NewAccount("Halden Logistikk A/S", "NO"), Level.POSSIBLE, Sign.NAME),
        (NewAccount("Haldn Logistikk", "NO"), Level.POSSIBLE, Sign.NAME),
        (NewAccount("Logistikk Halden", "NO"), Level.POSSIBLE, Sign.NAME),
        (NewAccount("Халден Логистикк", "NO"), Level.POSSIBLE, Sign.NAME),
    ],
    ids=lambda each: each.name if isinstance(each, NewAccount) else str(each),
)
def test_another_partners_account_of_the_same_customer_is_found(
    register: Register,
    database: TransactionalDatabase,
    other: NewAccount,
    level: Level,
    sign: Sign,
) -> None:
    first = register("alice", replace(HALDEN, registered=VAT))
    second = register("charlie", other)

    assert found(database, second) == [(first.id, level, sign)]
    assert found(database, first) == [(second.id, level, sign)]


@pytest.mark.parametrize(
    ("by", "other", "changes"),
    [
        ("charlie", NewAccount("Halden Logistikk", "SE"), {}),
        ("charlie", NewAccount("HL", "NO", "rhalden-as.no"), {}),
        ("charlie", NewAccount("HL", "NO", "halden-as.no"), {"family": "SENSORS"}),
        ("charlie", NewAccount("HL", "NO", "halden-as.no"), {"territory_code": "NO-W"}),
        ("alice", NewAccount("HL", "NO", "halden-as.no"), {}),
    ],
    ids=["another country", "another domain", "another family", "another territory", "one's own"],
)
def test_what_is_of_another_customer_family_territory_or_ones_own_is_not_in_the_way(
    register: Register,
    database: TransactionalDatabase,
    by: str,
    other: NewAccount,
    changes: dict[str, Any],
) -> None:
    deal = register("alice", HALDEN)
    register(by, other, **changes)

    assert found(database, deal) == []


def test_a_territory_overlaps_with_its_parts(
    register: Register, database: TransactionalDatabase
) -> None:
    first, second = register("alice", HALDEN), register("charlie", HALDEN)
    with database.work(DETECTOR) as work:
        work.add(Territory(code="NO", name="Norway"))
        work.flush()
        work.session.get_one(Territory, "NO-E").parent_code = "NO"
        work.get(Deal, first.id).territory_code = "NO"

    assert len(found(database, first)) == len(found(database, second)) == 1


def test_a_withdrawn_registration_and_an_ended_protection_are_not_in_the_way(
    register: Register, cast: Cast, database: TransactionalDatabase
) -> None:
    first, second = register("alice", HALDEN), register("charlie", HALDEN)
    with database.work(cast.charlie) as work:
        withdraw_deal(work, get_deal(work, second.id))
    assert found(database, first) == []

    third = register("charlie", replace(HALDEN, name="HL"))
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, third.id))
    assert [each[0] for each in found(database, first)] == [third.id]
    with database.work(DETECTOR) as work:
        deal = work.get(Deal, third.id)
        deal.protected_until = work.now
    assert found(database, first) == []


def test_registrations_follow_what_their_account_says_now(
    register: Register, cast: Cast, database: TransactionalDatabase
) -> None:
    first = register("alice", HALDEN)
    second = register("charlie", NewAccount("Something else", "NO"))
    assert found(database, first) == []

    with database.work(cast.charlie) as work:
        account = work.get(Account, second.account_id)
        edit_account(work, account, NewAccount("Halden Logistikk", "NO"), account.version)

    assert found(database, first) == [(second.id, Level.POSSIBLE, Sign.NAME)]


def test_a_business_mail_domain_is_a_sign_and_anybodys_is_none(
    register: Register, cast: Cast, database: TransactionalDatabase
) -> None:
    first = register("alice", HALDEN)
    second = register("charlie", NewAccount("Something else", "NO"))
    for address in ("kari@gmail.com", "kari@post.halden-as.no"):
        assert found(database, first) == []
        with database.work(cast.charlie) as work:
            account = work.get(Account, second.account_id)
            add_contact(work, account, ContactDetails("Kari", email=address), Audience.SHARED)

    assert found(database, first) == [(second.id, Level.CONFLICT, Sign.MAIL)]


def test_who_sold_there_before_goes_first_with_a_renewal(
    register: Register, cast: Cast, database: TransactionalDatabase
) -> None:
    first = register("alice", HALDEN)
    sold = register("charlie", HALDEN)
    with database.work(DETECTOR) as work:
        deal = work.get(Deal, sold.id)
        for stage in (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED, Stage.WON):
            deal.stage = stage
            work.flush()
    with database.work(cast.charlie) as work:
        account = work.get(Account, sold.account_id)
        renewal = register_deal(work, account, a_deal(kind=DealKind.RENEWAL))

    with database.work(DETECTOR) as work:
        deal = get_deal(work, renewal.id)
        (weighed,) = weigh(work, deal, detect(work, scope_of(deal)))
    assert weighed.finding.deal_id == first.id
    assert [tuple(step) for step in weighed.steps] == [("CP-1", "THIS")]


def test_each_identity_is_looked_up_in_an_index(
    register: Register, database: TransactionalDatabase
) -> None:
    deal = register("alice", HALDEN)
    plans = []

    def explain(
        connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_rest: Any
    ) -> None:
        if statement.lstrip().startswith("WITH names"):
            cursor.execute("SET LOCAL enable_seqscan = off")
            plans.extend(cursor.execute("EXPLAIN " + statement, parameters).fetchall())

    sa.event.listen(database.connection, "before_cursor_execute", explain)
    found(database, deal)
    sa.event.remove(database.connection, "before_cursor_execute", explain)

    plan = "\n".join(line for (line,) in plans)
    for name in ("value", "skeleton", "tail"):  # of few domains another index serves
        assert f"ix_account_identities_{name}" in plan
    assert "ix_contacts_mail_domain" in plan
    assert "Seq Scan" not in plan


FLOOD = sa.text("""
  INSERT INTO accounts (id, version, created_at, owner_company_id, name, domain, country, place)
  SELECT gen_random_uuid(), 1, now(), :owner, '', :domain, 'XX', '' FROM generate_series(1, 500)
""")


@pytest.mark.parametrize(
    ("flooder", "times"), [("danzig", 12), ("novgorod", 4)], ids=["who asks", "somebody else"]
)
def test_no_flood_of_accounts_hides_a_registration(
    cast: Cast, register: Register, database: TransactionalDatabase, flooder: str, times: int
) -> None:
    values = {"owner": cast.companies[flooder].id, "domain": HALDEN.domain}
    for _ in range(times):
        database.connection.execute(FLOOD, values)
    first = register("alice", HALDEN)
    second = register("charlie", NewAccount("HL", "SE", HALDEN.domain))

    assert found(database, second) == [(first.id, Level.CONFLICT, Sign.DOMAIN)]


def test_a_registration_on_an_account_shared_by_who_asks_is_found(
    cast: Cast, register: Register, database: TransactionalDatabase
) -> None:
    shared = cast.account("Halden Logistikk AS", owner="alice")
    cast.share(shared, "danzig", by="alice")
    first = cast.deal(shared, by="charlie")
    second = register("alice", NewAccount("HL", "SE", shared.domain))

    assert found(database, second) == [(first.id, Level.CONFLICT, Sign.DOMAIN)]
