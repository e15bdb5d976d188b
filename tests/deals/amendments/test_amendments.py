from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal, reject_deal
from deals.amendments.actions import Amended, amend_deal
from deals.amendments.jobs import tell_who_waited
from deals.amendments.models import Amendment
from deals.approval.chain import chain_of
from deals.approval.models import ApprovalStep, Approver
from deals.models import Deal, DealKind
from deals.programme.actions import NewStep, set_programme
from deals.programme.models import DEFAULTS
from deals.protection.models import Protection
from deals.protection.states import ProtectionState
from deals.queries import get_deal
from deals.receipts.queries import receipts_of
from deals.registration.actions import NewLine, register_deal
from deals.review.states import Review
from deals.review.waiting import put_on_wait_list
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast, a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
DRIVES, SENSORS = (
    NewLine("DRIVES", 240, Decimal("184000.00")),
    NewLine("SENSORS", 10, Decimal("5000.00")),
)


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


@pytest.fixture
def deal(cast: Cast, account: Account, database: TransactionalDatabase) -> Deal:
    with database.work(cast.actor("bob")) as work:
        new = a_deal(lines=(DRIVES, SENSORS))
        return register_deal(work, work.get(Account, account.id), new)


def _amend(
    database: TransactionalDatabase, cast: Cast, deal: Deal, by: str = "bob", **changes: Any
) -> Amendment:
    values = {
        "expected_close": deal.expected_close,
        "progress": deal.progress,
        "lines": (DRIVES, SENSORS),
        "reason": "The customer asked for it.",
    }
    with database.work(cast.actor(by)) as work:
        new = Amended(**{**values, **changes})
        return amend_deal(work, get_deal(work, deal.id), new)


def _approve(database: TransactionalDatabase, cast: Cast, deal: Deal, by: str = "dana") -> None:
    with database.work(cast.actor(by)) as work:
        approve_deal(work, get_deal(work, deal.id))


def _now(database: TransactionalDatabase, deal: Deal) -> Deal:
    with database.work(system_actor("test")) as work:
        return get_deal(work, deal.id)


def _protected(database: TransactionalDatabase) -> dict[tuple[str, str], ProtectionState]:
    with database.work(system_actor("test")) as work:
        numbers = {each.id: each.number for each in work.all(sa.select(Deal))}
        return {
            (numbers[each.deal_id], each.family_code): each.state
            for each in work.all(sa.select(Protection))
        }


@pytest.mark.parametrize("is_approved", [False, True])
def test_what_changes_holds_at_once_and_is_kept_with_what_was_there_before(
    cast: Cast, deal: Deal, database: TransactionalDatabase, is_approved: bool
) -> None:
    if is_approved:
        _approve(database, cast, deal)
    amendment = _amend(
        database,
        cast,
        deal,
        expected_close=date(2027, 4, 30),
        progress="Contract drafted.",
        lines=(NewLine("DRIVES", 300, Decimal("200000.00")), SENSORS),
    )

    after = _now(database, deal)
    assert (after.expected_close, after.progress) == (date(2027, 4, 30), "Contract drafted.")
    assert after.value == Decimal("205000.00")
    assert [
        (each["what"], each["family"], each["before"], each["after"]) for each in amendment.changes
    ] == [
        ("CLOSE", None, "2027-03-31", "2027-04-30"),
        ("PROGRESS", None, "Site survey on 4 November, budget offer sent.", "Contract drafted."),
        ("QUANTITY", "DRIVES", "240", "300"),
        ("AMOUNT", "DRIVES", "184000.00", "200000.00"),
        ("VALUE", None, "189000.00", "205000.00"),
    ]
    assert amendment.was_decided is is_approved


def test_an_amendment_changes_neither_the_place_nor_the_receipt(
    cast: Cast, deal: Deal, database: TransactionalDatabase
) -> None:
    with database.work(cast.alice) as work:
        before = receipts_of(work, deal.id)[0].sha256
    _amend(database, cast, deal, progress="Contract drafted.")
    after = _now(database, deal)
    with database.work(cast.alice) as work:
        assert [each.sha256 for each in receipts_of(work, deal.id)] == [before]
    assert after.submission_sequence == deal.submission_sequence
    assert after.answer_due_at == deal.answer_due_at


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_product_family_that_is_added_is_registered_by_itself_and_protects_nothing_yet(
    cast: Cast, deal: Deal, database: TransactionalDatabase, is_approved: bool
) -> None:
    if is_approved:
        _approve(database, cast, deal)
    gateways = NewLine("GATEWAYS", 5, Decimal("9000.00"))
    amendment = _amend(database, cast, deal, lines=(DRIVES, SENSORS, gateways))

    assert amendment.extension_id is not None
    with database.work(cast.dana) as work:
        extension = get_deal(work, amendment.extension_id)
        assert len(receipts_of(work, extension.id)) == 1
    assert extension.review is Review.SUBMITTED
    assert extension.kind is (DealKind.EXPANSION if is_approved else DealKind.NET_NEW)
    assert [line.family_code for line in extension.lines] == ["GATEWAYS"]
    assert deal.submission_sequence is not None
    assert extension.submission_sequence is not None
    assert extension.submission_sequence > deal.submission_sequence
    original = _now(database, deal)
    assert [line.family_code for line in original.lines] == ["DRIVES", "SENSORS"]
    assert original.submission_sequence == deal.submission_sequence
    assert "GATEWAYS" not in {family for _, family in _protected(database)}


def test_a_family_that_is_given_up_loses_its_protection_and_another_partner_may_have_it(
    cast: Cast, deal: Deal, account: Account, database: TransactionalDatabase
) -> None:
    cast.share(account, "danzig")
    _approve(database, cast, deal)
    _amend(database, cast, deal, lines=(DRIVES,))

    assert _protected(database) == {
        ("DR-LUB-0001", "DRIVES"): ProtectionState.ACTIVE,
        ("DR-LUB-0001", "SENSORS"): ProtectionState.RELEASED,
    }
    theirs = cast.deal(account, "charlie", "SENSORS")
    _approve(database, cast, theirs)
    assert _now(database, theirs).protection is ProtectionState.ACTIVE


def test_who_waited_for_a_family_that_is_given_up_is_called_and_who_waits_for_another_is_not(
    cast: Cast,
    deal: Deal,
    account: Account,
    database: TransactionalDatabase,
    services: Services,
) -> None:
    for partner in ("danzig", "novgorod"):
        cast.share(account, partner, by="adam")
    _approve(database, cast, deal)
    for_sensors = cast.deal(account, "charlie", "SENSORS")
    for_drives = cast.deal(account, "nina", "DRIVES")
    for waiting, by in ((for_sensors, "dana"), (for_drives, "adam")):
        with database.work(cast.actor(by)) as work:
            put_on_wait_list(work, get_deal(work, waiting.id))
    _amend(database, cast, deal, lines=(DRIVES,))
    with database.work(system_actor("test")) as work:
        amended = sa.select(Activity).where(Activity.verb == "deal-amended")
        tell_who_waited(work, work.one(amended), services)

    assert _now(database, for_sensors).review is Review.IN_REVIEW
    assert _now(database, for_drives).review is Review.WAIT_LISTED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "reason"),
        ({"progress": "Other.", "reason": "  "}, "reason"),
        ({"progress": "Other.", "reason": "x" * 501}, "reason"),
        ({"progress": " "}, "progress"),
        ({"expected_close": date(2026, 11, 24)}, "expected_close"),
        ({"lines": (DRIVES, DRIVES)}, "lines"),
        ({"lines": ()}, "lines"),
        ({"lines": (NewLine("GATEWAYS", 1, Decimal(1)),)}, "lines"),
    ],
)
def test_an_amendment_that_cannot_be_says_what_to_do(
    cast: Cast, deal: Deal, database: TransactionalDatabase, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _amend(database, cast, deal, **changes)
    assert field in refused.value.fields


def test_what_ended_is_not_amended_and_only_the_partners_own_people_amend(
    cast: Cast, deal: Deal, database: TransactionalDatabase
) -> None:
    for name in ("vera", "dana"):
        with pytest.raises(Forbidden):
            _amend(database, cast, deal, name, progress="Other.")
    with database.work(cast.dana) as work:
        reject_deal(work, get_deal(work, deal.id), "No.")
    with pytest.raises(TransitionRefused):
        _amend(database, cast, deal, progress="Other.")


def test_an_approval_that_was_given_before_an_amendment_stands_no_more(
    cast: Cast, deal: Deal, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    with database.work(system_actor("test")) as work:
        step = ApprovalStep(
            currency="EUR", from_amount=Decimal(100_000), approver=Approver.DEAL_DESK
        )
        step.owner_company_id = cast.companies["host"].id
        work.add(step)
    _approve(database, cast, deal)
    clock.at += timedelta(minutes=1)
    _amend(database, cast, deal, lines=(NewLine("DRIVES", 9000, Decimal(900_000)), SENSORS))
    clock.at += timedelta(minutes=1)

    with database.work(cast.actor("desk")) as work:
        chain = chain_of(work, get_deal(work, deal.id))
    assert [link.approver for link in chain.missing] == [Approver.ANYONE, Approver.DEAL_DESK]
    _approve(database, cast, deal, "desk")
    assert _now(database, deal).is_undecided
    _approve(database, cast, deal, "dana")
    assert _now(database, deal).review is Review.APPROVED


def test_the_reviewer_reads_what_changed_and_whose_approval_the_new_value_would_need(
    browser_of: Callable[[str], Browser], cast: Cast, deal: Deal, database: TransactionalDatabase
) -> None:
    with database.work(system_actor("test")) as work:
        step = ApprovalStep(
            currency="EUR", from_amount=Decimal(200_000), approver=Approver.DEAL_DESK
        )
        step.owner_company_id = cast.companies["host"].id
        work.add(step)
    _approve(database, cast, deal)
    bob, path = browser_of("bob"), f"/deals/{deal.id}"
    form = {
        "family": ["DRIVES", "SENSORS"],
        "quantity": ["240", "10"],
        "amount": ["250000", "5000"],
        "expected_close": "2027-03-31",
        "progress": deal.progress,
    }
    assert "184000.00" in bob.get(f"{path}/amendment").text
    refused = bob.submit(f"{path}/amendment", **form)
    assert refused.status_code == 422
    assert "250000" in refused.text
    stale = bob.submit(f"{path}/amendment", **form, reason="More lines", version="99")
    assert stale.status_code == 409
    assert bob.submit(f"{path}/amendment", **form, reason="More lines").status_code == 303

    reviewed, own = browser_of("dana").get(path).text, bob.get(path).text
    assert "More lines" in reviewed
    assert "asks for one more approval" in reviewed
    assert "More lines" in own
    assert "asks for one more approval" not in own
    for said in ("Amount, Drives", "€184,000", "€250,000"):
        assert said in own
    assert "184000.00" not in own


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_the_two_sides_see_amendments_and_a_rival_does_not_with_either_wall(
    cast: Cast, deal: Deal, database: TransactionalDatabase, wall: Wall
) -> None:
    _amend(database, cast, deal, progress="Contract drafted.")
    database.walls = wall
    seen = set()
    for name in ("alice", "bob", "charlie", "nina", "dana", "emil", "desk"):
        with database.work(cast.actor(name)) as work:
            if work.all(sa.select(Amendment)):
                seen.add(name)
    assert seen == {"alice", "bob", "dana", "desk"}


def test_a_rival_gets_not_found(
    browser_of: Callable[[str], Browser], deal: Deal, cast: Cast
) -> None:
    path = f"/deals/{deal.id}/amendment"
    assert cast.charlie.is_partner
    for name, status in (("charlie", 404), ("vera", 403), ("dana", 403), ("bob", 200)):
        assert browser_of(name).get(path).status_code == status


@pytest.mark.parametrize("hours", [-3, 3])
def test_an_approval_is_of_what_was_amended_by_then_whatever_the_clocks_say(
    cast: Cast, deal: Deal, database: TransactionalDatabase, clock: StoppedClock, hours: int
) -> None:
    """Two processes' clocks may differ: what was approved is counted, not timed."""
    step = NewStep("EUR", Decimal(1), Approver.DEAL_DESK)
    with database.work(cast.actor("adam")) as work:
        set_programme(work, DEFAULTS, {}, (step,))
    _approve(database, cast, deal)
    clock.advance(hours=hours)
    _amend(database, cast, deal, progress="Contract drafted.")
    with database.work(cast.dana) as work:
        assert chain_of(work, get_deal(work, deal.id)).given == []
    clock.advance(hours=-hours)
    _approve(database, cast, deal)
    _approve(database, cast, deal, "desk")
    assert _now(database, deal).review is Review.APPROVED
