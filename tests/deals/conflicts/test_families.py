"""Companies of one group: two customers that a reviewer sees together; no partner learns of it."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.conflicts import answers
from deals.conflicts.actions import NewSettings, change_settings
from deals.conflicts.answers import answer_to_partner
from deals.conflicts.detection import DETECTOR, Level, detect, scope_of
from deals.conflicts.likeness import Sign
from deals.conflicts.models import PartnerAnswer, Thresholds
from deals.models import Deal
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.editing import edit_account
from partners.accounts.models import Account
from partners.accounts.parents.models import Parent
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

Register = Callable[..., Deal]
BrowserOf = Callable[[str], Browser]
DUNS, LEI = "150483782", "529900T8BM49AURSDO55"
NORDIC = Parent("Nordic Halden Holding AB", "SE", "nordic-halden.example", DUNS)
NO_SIGN: list[Any] = []


@pytest.fixture
def register(cast: Cast, database: TransactionalDatabase) -> Register:
    """Register a deal on a new account of the partner's own; `said` is said with the deal."""

    def register(by: str, new: NewAccount, said: Parent | None = None, **changes: Any) -> Deal:
        more: dict[str, Any] = {"parent": said} if said else {}
        with database.work(cast.actor(by)) as work:
            return register_deal(work, open_account(work, new), a_deal(**more, **changes))

    return register


def found(
    database: TransactionalDatabase, deal: Deal, thresholds: Thresholds | None = None
) -> list[tuple[Any, Level, int, Sign]]:
    with database.work(DETECTOR) as work:
        scope = scope_of(get_deal(work, deal.id))
        findings = detect(work, scope, thresholds or Thresholds())
        return [(each.deal_id, each.level, each.points, each.sign) for each in findings]


def _customer(name: str, parent: Parent | None = None, **more: Any) -> NewAccount:
    return NewAccount(name, more.pop("country", "NO"), parent=parent or Parent(), **more)


@pytest.mark.parametrize(
    "other",
    [
        Parent("Nordic-Halden Holding Aktiebolag", "SE"),
        Parent("NORDIC HALDEN HOLDING", "SE"),
        Parent("Something else", "DE", "www.nordic-halden.example"),
        Parent(domain="nordic-halden.example"),
        Parent(number="15-048-3782"),
    ],
    ids=["legal form", "letters", "domain beside another name", "domain", "number"],
)
@pytest.mark.parametrize("stated", ["on the account", "with the deal"])
def test_registrations_of_one_group_are_a_possible_conflict(
    register: Register, database: TransactionalDatabase, other: Parent, stated: str
) -> None:
    first = register("alice", _customer("Moss Verft", NORDIC))
    if stated == "on the account":
        second = register("charlie", _customer("Gdynia Stal", other, country="PL"))
    else:
        second = register("charlie", _customer("Gdynia Stal", country="PL"), other)

    assert found(database, second) == [(first.id, Level.POSSIBLE, 60, Sign.GROUP)]
    assert found(database, first) == [(second.id, Level.POSSIBLE, 60, Sign.GROUP)]


@pytest.mark.parametrize(
    "head",
    [
        _customer("Nordic Halden Holding", country="SE"),
        _customer("NHH", country="DK", domain="shop.nordic-halden.example"),
        _customer("NHH", country="DK", registered={IdentityKind.DUNS: DUNS}),
    ],
    ids=["name and country", "domain", "number"],
)
def test_a_parent_that_is_a_customer_itself_is_found_from_both_sides(
    register: Register, database: TransactionalDatabase, head: NewAccount
) -> None:
    child = register("alice", _customer("Moss Verft"), NORDIC)
    parent = register("charlie", head)

    assert found(database, parent) == [(child.id, Level.POSSIBLE, 60, Sign.PARENT)]
    assert found(database, child) == [(parent.id, Level.POSSIBLE, 60, Sign.PARENT)]


@pytest.mark.parametrize(
    "other",
    [
        Parent("Nordic Halden Holding", "DK"),
        Parent("Nordic Halden Finance", "SE"),
        Parent("Baltic Group", "SE", "gmail.com"),
        Parent(domain="halden.example"),
        Parent(number="987654321"),
        None,
    ],
    ids=["another country", "another name", "anybody's mail", "another domain", "number", "none"],
)
def test_other_groups_are_not_in_the_way(
    register: Register, database: TransactionalDatabase, other: Parent | None
) -> None:
    first = register("alice", _customer("Moss Verft", NORDIC))
    second = register("charlie", _customer("Gdynia Stal", other, country="PL"))

    assert found(database, first) == found(database, second) == NO_SIGN


def test_registers_tell_two_parents_of_one_name_apart(
    register: Register, database: TransactionalDatabase
) -> None:
    leis = (LEI, "213800WSGIIZCXF1P572")
    first = register("alice", _customer("Moss", Parent("Nordic Halden", "SE", None, leis[0])))
    second = register("charlie", _customer("Stal", Parent("Nordic Halden", "SE", None, leis[1])))

    assert found(database, first) == found(database, second) == NO_SIGN


def test_a_name_without_a_country_is_taken_to_be_of_the_customers_own(
    register: Register, database: TransactionalDatabase
) -> None:
    first = register("alice", _customer("Moss Verft", Parent("Nordic Halden")))
    second = register("charlie", _customer("Ålesund Havbruk"), Parent("Nordic Halden"))
    third = register("nina", _customer("Tallinna Laevad", country="EE"), Parent("Nordic Halden"))

    assert [each[0] for each in found(database, first)] == [second.id]
    assert found(database, third) == NO_SIGN


def test_a_stronger_sign_goes_before_the_group(
    register: Register, database: TransactionalDatabase
) -> None:
    register("alice", _customer("Moss Verft", NORDIC, domain="moss-verft.example"))
    same = register("charlie", _customer("MV", NORDIC, domain="moss-verft.example"))
    alike = register("nina", _customer("Moss Verfft", NORDIC))

    assert [each[1:] for each in found(database, same)] == [
        (Level.CONFLICT, 100, Sign.DOMAIN),
        (Level.POSSIBLE, 60, Sign.GROUP),
    ]
    assert (Level.POSSIBLE, 80, Sign.NAME) in [each[1:] for each in found(database, alike)]


def test_what_the_owner_says_of_the_parent_later_counts_at_once(
    register: Register, cast: Cast, database: TransactionalDatabase
) -> None:
    first = register("alice", _customer("Moss Verft"), NORDIC)
    second = register("charlie", _customer("Gdynia Stal"))
    assert found(database, first) == NO_SIGN

    for parent, signs in ((NORDIC, [Sign.GROUP]), (Parent(), NO_SIGN)):
        with database.work(cast.charlie) as work:
            account = work.get(Account, second.account_id)
            edit_account(work, account, _customer("Gdynia Stal", parent), account.version)
        assert [each[3] for each in found(database, first)] == signs


def test_what_another_partner_says_of_the_customers_parent_is_not_taken_for_ones_own(
    cast: Cast, register: Register, database: TransactionalDatabase
) -> None:
    """On an account that both registered, each registration carries its partner's word alone."""
    shared = cast.account("Moss Verft")
    cast.share(shared, "luebeck")
    cast.share(shared, "novgorod", by="emil")
    with database.work(cast.alice) as work:
        said = register_deal(work, work.get(Account, shared.id), a_deal(parent=NORDIC))
    with database.work(cast.actor("nina")) as work:
        silent = register_deal(work, work.get(Account, shared.id), a_deal())
    child = register("charlie", _customer("Gdynia Stal"), NORDIC)

    assert [each[0] for each in found(database, child)] == [said.id]
    assert [each[0] for each in found(database, silent)] == [said.id]


@pytest.mark.parametrize(
    ("thresholds", "level"),
    [
        (Thresholds(90, 61), None),
        (Thresholds(90, 60), Level.POSSIBLE),
        (Thresholds(60, 50), Level.CONFLICT),
    ],
)
def test_from_what_a_group_counts_is_the_programmes_to_say(
    register: Register,
    database: TransactionalDatabase,
    thresholds: Thresholds,
    level: Level | None,
) -> None:
    deal = register("alice", _customer("Moss Verft", NORDIC))
    register("charlie", _customer("Gdynia Stal", NORDIC))

    assert [each[1] for each in found(database, deal, thresholds)] == ([level] if level else [])


def test_a_partner_is_never_told_of_a_group_whatever_a_conflict_counts_from(
    register: Register,
    cast: Cast,
    database: TransactionalDatabase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "SECONDS", 0)
    with database.work(cast.actor("adam")) as work:
        change_settings(work, NewSettings(60, 50, 92, PartnerAnswer.BAND), 0)
    rival = register("charlie", _customer("Gdynia Stal", NORDIC, domain="gdynia.example"))
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, rival.id))
    asking = register("alice", _customer("Moss Verft"), NORDIC)
    same = register("alice", _customer("GS", NORDIC, domain="gdynia.example"))

    told = []
    for deal in (asking, same):
        with database.work(cast.alice) as work:
            scope = scope_of(get_deal(work, deal.id))
        told.append(answer_to_partner(database, scope).band)
    assert told == [None, answers.Band.LATER]


def test_looking_for_families_takes_no_statement_more_and_reads_indexes(
    register: Register, database: TransactionalDatabase
) -> None:
    own = {IdentityKind.DUNS: "123456789"}
    for number in range(30):  # of one row any index is as good as another
        register("charlie", _customer(f"Gdynia Stal {number}"))
    deal = register("alice", _customer("Moss Verft", NORDIC, domain="m.example", registered=own))
    sent, plans = [], []

    def explain(
        connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_rest: Any
    ) -> None:
        sent.append(statement)
        if statement.lstrip().startswith("WITH names"):
            cursor.execute("SET LOCAL enable_seqscan = off")
            plans.extend(cursor.execute("EXPLAIN " + statement, parameters).fetchall())

    with database.work(DETECTOR) as work:
        scope = scope_of(get_deal(work, deal.id))
        sa.event.listen(database.connection, "before_cursor_execute", explain)
        detect(work, scope)
        sa.event.remove(database.connection, "before_cursor_execute", explain)

    looked = [each for each in sent if "account_identities" in each]
    assert len(looked) == 2
    plan = "\n".join(line for (line,) in plans)
    for table in ("accounts", "deals"):
        for part in ("name", "domain", "number"):
            assert f"ix_{table}_parent_{part}" in plan
    assert "Seq Scan" not in plan


def test_a_reviewer_reads_side_by_side_whom_the_customers_belong_to(
    register: Register, browser_of: BrowserOf
) -> None:
    first = register("alice", _customer("Moss Verft"), NORDIC)
    second = register("charlie", _customer("Gdynia Stal"), Parent("Nordic Halden Holding", "SE"))

    page = browser_of("dana").get(f"/deals/{second.id}").text

    assert f"/deals/{first.id}" in page
    assert "Same parent company" in page
    assert "60 of 100 points" in page
    assert "Nordic Halden Holding AB" in page
    assert "nordic-halden.example" in page


def test_of_an_account_that_the_reviewer_does_not_see_no_parent_is_told(
    register: Register, browser_of: BrowserOf
) -> None:
    """That one group stands behind both, the comparison says; who it is, only who was told."""
    register("alice", _customer("Moss Verft", NORDIC))
    second = register("charlie", _customer("Gdynia Stal", NORDIC))

    page = browser_of("dana").get(f"/deals/{second.id}").text

    assert "Same parent company" in page
    assert "nordic-halden.example" not in page


@pytest.mark.parametrize("reader", ["charlie", "alice"])
def test_a_rival_reads_the_same_page_with_and_without_somebody_of_its_group(
    register: Register, browser_of: BrowserOf, reader: str
) -> None:
    first = register("alice", _customer("Moss Verft", NORDIC), NORDIC)
    second = register("charlie", _customer("Gdynia Stal", NORDIC), NORDIC)
    own, rival = (first, second) if reader == "alice" else (second, first)

    browser = browser_of(reader)
    page = browser.get(f"/deals/{own.id}").text

    assert rival.customer_name not in page
    assert "conflict" not in page.lower()
    assert browser.get(f"/deals/{rival.id}").status_code == 404
