import threading
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from deals.models import Deal
from deals.receipts.chain import BEFORE_THE_FIRST, Fault, examine, seal_of, seal_receipts
from deals.receipts.content import digest
from deals.receipts.models import ReceiptLink
from deals.registration.actions import register_deal
from partners.accounts.models import Account
from portal import receipts as command
from portal.embedded.cluster import SUPERUSER
from portal.embedded.postgres import DatabaseUrls
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Wall
from portal.kernel.errors import Forbidden
from tests.cast import Cast, a_deal, build_cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

_RAW = {"execution_options": {"kontor_raw_reason": "a test"}}


@pytest.fixture
def deals(cast: Cast) -> list[Deal]:
    return _four(cast)


def _four(cast: Cast) -> list[Deal]:
    """Register four deals, of two partners in turns."""
    account = cast.account()
    for partner in ("luebeck", "danzig"):
        cast.share(account, partner)
    return [cast.deal(account, by) for by in ("alice", "charlie", "bob", "charlie")]


def _seal(database: Database) -> int:
    with database.work(system_actor("test")) as work:
        return seal_receipts(work)


def test_receipts_are_sealed_in_the_order_of_their_submission_once(
    database: TransactionalDatabase, deals: list[Deal]
) -> None:
    assert _seal(database) == len(deals)
    assert _seal(database) == 0

    with database.work(system_actor("test")) as work:
        links = work.all(sa.select(ReceiptLink).order_by(ReceiptLink.sequence))
        examination = examine(work)
    assert [each.sequence for each in links] == [each.submission_sequence for each in deals]
    assert links[0].previous == BEFORE_THE_FIRST
    assert all(later.previous == earlier.seal for earlier, later in pairwise(links))
    assert links[0].seal == seal_of(BEFORE_THE_FIRST, links[0].sequence, links[0].sha256)
    assert (examination.links, examination.waiting, examination.fault) == (4, 0, None)


def test_a_submission_waits_for_its_seal_until_the_job_comes(
    database: TransactionalDatabase, cast: Cast, deals: list[Deal]
) -> None:
    _seal(database)
    cast.deal(cast.account("Moss Papir", owner="alice"), "alice")
    with database.work(cast.actor("audrey")) as work:
        found = examine(work)
    assert (found.links, found.waiting, found.fault) == (len(deals), 1, None)


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_only_those_at_the_host_who_look_after_all_see_the_chain(
    cast: Cast, database: TransactionalDatabase, deals: list[Deal], wall: Wall
) -> None:
    database.walls = wall
    seen = {}
    for name in ("alice", "charlie", "dana", "emil", "desk", "audrey", "adam"):
        with database.work(cast.actor(name)) as work:
            seen[name] = len(work.all(sa.select(ReceiptLink)))
    few, all_of_them = dict.fromkeys(("alice", "charlie", "dana", "emil"), 0), len(deals)
    assert seen == few | dict.fromkeys(("desk", "audrey", "adam"), all_of_them)


def test_the_order_is_examined_by_those_alone_who_may(
    cast: Cast, database: TransactionalDatabase
) -> None:
    for name in ("alice", "dana", "olga"):
        with database.work(cast.actor(name)) as work, pytest.raises(Forbidden):
            examine(work)


def test_a_sealed_link_is_not_changed_by_the_portal_itself(
    database: TransactionalDatabase, deals: list[Deal]
) -> None:
    _seal(database)
    for statement in (
        "UPDATE deal_receipt_links SET seal = NULL",
        "UPDATE deal_receipt_links SET sequence = sequence + 100",
        "DELETE FROM deal_receipt_links",
    ):
        with pytest.raises(sa.exc.ProgrammingError), database.work(system_actor("test")) as work:
            work.session.execute(sa.text(statement), **_RAW)


EMPTY = digest("")
_SECOND = "(SELECT id FROM deal_receipts WHERE number = 'DR-DAN-0001/1')"


_OF_SECOND = f"WHERE receipt_id = {_SECOND}"
_CHECK = "ck_deal_receipts_has_the_hash_of_its_content"
_LAST = "(SELECT max(sequence) FROM deal_receipt_links)"
_FIRST_PLACE = "(SELECT submission_sequence FROM deals WHERE number = 'DR-LUB-0001')"
TAMPERINGS = {
    (Fault.CONTENT, "DR-DAN-0001/1"): (
        f"ALTER TABLE deal_receipts DROP CONSTRAINT {_CHECK}",
        "UPDATE deal_receipts SET content = '{}' WHERE number = 'DR-DAN-0001/1'",
    ),
    (Fault.RECEIPT, "DR-DAN-0001/1"): (
        f"UPDATE deal_receipts SET content = '', sha256 = '{EMPTY}' WHERE id = {_SECOND}",
    ),
    (Fault.PREVIOUS, "DR-LUB-0002/1"): (f"DELETE FROM deal_receipt_links {_OF_SECOND}",),
    (Fault.SEAL, "DR-DAN-0001/1"): (
        f"UPDATE deal_receipt_links SET seal = repeat('a', 64) {_OF_SECOND}",
    ),
    (Fault.MISSING, "DR-DAN-0002"): (f"DELETE FROM deal_receipt_links WHERE sequence = {_LAST}",),
    (Fault.DISPLACED, "DR-DAN-0001"): (
        f"UPDATE deals SET submission_sequence = {_FIRST_PLACE} WHERE number = 'DR-DAN-0001'",
    ),
}


def test_whoever_changes_moves_or_removes_a_receipt_is_found_out(
    committing_database: Database, own_urls: DatabaseUrls
) -> None:
    """Whoever owns the database can, with its triggers turned off."""
    cast = build_cast(committing_database)
    _four(cast)
    _seal(committing_database)
    audrey = cast.actor("audrey")
    engine = sa.create_engine(
        sa.make_url(own_urls.owner).set(username=SUPERUSER), poolclass=sa.NullPool
    )
    found = []
    for statements in TAMPERINGS.values():
        with engine.connect() as connection:
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            for each in statements:
                connection.execute(sa.text(each))
            with committing_database.work_on(connection, audrey) as work:
                result = examine(work)
            found.append((result.fault, result.at))
            connection.rollback()

    assert found == list(TAMPERINGS)


def test_the_page_names_the_first_bad_link_to_the_auditor_and_is_closed_to_others(
    browser_of: Callable[[str], Browser], database: TransactionalDatabase, deals: list[Deal]
) -> None:
    audrey, alice = browser_of("audrey"), browser_of("alice")
    assert deals
    assert alice.get("/deals/receipts/chain").status_code == 403
    assert alice.submit("/deals/receipts/chain").status_code == 403
    assert "0 receipts were checked" in audrey.submit("/deals/receipts/chain").text
    with database.work(system_actor("test")) as work:
        work.session.execute(
            sa.text(
                "UPDATE deal_receipt_links SET previous = sha256, seal = sha256"
                f" WHERE receipt_id = {_SECOND}"
            ),
            **_RAW,
        )
    assert "DR-DAN-0001/1" in audrey.submit("/deals/receipts/chain").text


def test_twenty_submissions_at_one_moment_stand_in_one_order(
    committing_database: Database, clock: StoppedClock
) -> None:
    """Whoever commits later has a later place, so that no seal is ever too early."""
    cast = build_cast(committing_database)
    accounts = {by: cast.account(f"Customer of {by}", owner=by) for by in ("alice", "charlie")}
    actors = {by: cast.actor(by) for by in accounts}
    gate, failures = threading.Barrier(4), []

    def register(by: str) -> None:
        gate.wait()
        for _ in range(5):
            try:
                with committing_database.work(actors[by]) as work:
                    account = work.get(Account, accounts[by].id)
                    register_deal(work, account, a_deal(expected_close=date(2027, 3, 31)))
                _seal(committing_database)
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

    threads = [threading.Thread(target=register, args=(by,)) for by in [*accounts, *accounts]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with committing_database.work(system_actor("test")) as work:
        found = examine(work)
    assert (found.links, found.waiting, found.fault) == (20, 0, None)


def test_the_command_ends_with_one_and_names_the_first_bad_link(
    database: TransactionalDatabase, deals: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "services_here", lambda: SimpleNamespace(database=database))
    _seal(database)
    well = CliRunner().invoke(command.receipts)
    assert (well.exit_code, well.output[:10]) == (0, f"{len(deals)} receipts")

    with database.work(system_actor("test")) as work:
        moved = work.get(Deal, deals[0].id)
        moved.submission_sequence = 7_000_000
    ill = CliRunner().invoke(command.receipts)
    assert ill.exit_code == 1
    assert moved.number in ill.output
