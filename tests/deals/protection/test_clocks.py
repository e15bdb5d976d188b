"""The clocks of a protection: who is told when, and what holds while nobody's clock is wound."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from deals.actions import answer_question, approve_deal, ask_for_information, reject_deal
from deals.programme.models import DEFAULTS, Programme
from deals.protection.lateness import provide_protection
from deals.protection.states import ProtectionState
from deals.queries import protections_ending_count
from deals.review.states import Review
from partners.companies.models import Holiday
from portal.kernel.actor import system_actor
from portal.kernel.errors import Conflict, Forbidden, NotFound
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.protection.conftest import Trade

CLOCK = ("answer-runs-late", "protection-provided")
DUE = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # two business days on, 17:00 in Berlin


def test_an_approval_protects_from_then_on_and_never_past_its_end(
    trade: Trade, clock: StoppedClock, database: TransactionalDatabase, cast: Cast
) -> None:
    deal = trade.approved()
    ends = clock.now() + timedelta(days=90)

    clock.at = ends - timedelta(seconds=1)
    assert trade.now(deal).is_protected(clock.now())
    clock.at = ends  # no job has run
    found = trade.now(deal)
    assert not found.is_protected(clock.now())
    assert not found.is_open(clock.now())
    assert found.protection_at(clock.now()) is ProtectionState.EXPIRED
    with database.work(cast.dana) as work:
        assert work.counts(protections_ending_count(work, ends + timedelta(days=30))) == [0]
    rival = trade.register("charlie")
    trade.do("dana", rival, approve_deal)

    assert trade.keep_time() == (1, 0, 0)
    assert trade.keep_time() == (0, 0, 0)
    assert trade.now(deal).protection is ProtectionState.EXPIRED
    assert trade.now(deal).protected_until == ends
    assert trade.told(deal, "protection-expired") == ["protection-expired"]


def test_each_reminder_is_sent_once_and_those_a_pause_missed_are_not(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = trade.approved()
    ends, sent = clock.now() + timedelta(days=90), []

    for left in (31, 30, 30, 29, 7, 7, 1, 0.5):  # nobody worked while fourteen days were left
        clock.at = ends - timedelta(days=left)
        sent.append((left, trade.keep_time()[2]))

    assert sent == [(31, 0), (30, 1), (30, 0), (29, 0), (7, 1), (7, 0), (1, 1), (0.5, 0)]
    assert trade.told(deal, "protection-ends-soon") == ["protection-ends-soon"] * 3


def test_a_host_that_is_late_protects_back_to_the_submission(
    trade: Trade, clock: StoppedClock
) -> None:
    deal, submitted = trade.register(), clock.now()
    told = []

    for at in (DUE - timedelta(hours=29), DUE - timedelta(hours=3), DUE - timedelta(seconds=1)):
        clock.at = at
        trade.keep_time()
        told.append(trade.told(deal, *CLOCK))
    clock.at = DUE
    assert trade.now(deal).protection_at(DUE) is ProtectionState.PROVISIONAL  # before any job
    trade.keep_time()
    trade.keep_time()

    late = "answer-runs-late"
    assert told == [[], [late], [late]]
    assert trade.told(deal, *CLOCK) == [late, "protection-provided"]
    found, (span,) = trade.now(deal), trade.spans(deal)
    assert (found.protection, found.review) == (ProtectionState.PROVISIONAL, Review.SUBMITTED)
    assert (span.during.lower, span.during.upper) == (submitted, None)
    with pytest.raises(Conflict, match="exclusive protection"):
        trade.do("dana", trade.register("charlie"), approve_deal)


@pytest.mark.parametrize(
    ("percent", "at"),
    [
        (50, datetime(2026, 11, 25, 12, 24, tzinfo=UTC)),
        (80, datetime(2026, 11, 26, 4, 57, 36, tzinfo=UTC)),
    ],
)
def test_the_reviewer_is_warned_at_half_and_at_four_fifths_of_the_clock(
    trade: Trade, clock: StoppedClock, percent: int, at: datetime
) -> None:
    deal = trade.register()  # 55 h 12 min before it is due

    clock.at = at - timedelta(seconds=1)
    trade.keep_time()
    before = trade.now(deal).warned
    clock.at = at
    trade.keep_time()

    assert before == (0 if percent == 50 else 50)
    assert trade.now(deal).warned == percent


def test_a_late_answer_ends_what_was_provided_or_replaces_it(
    trade: Trade, clock: StoppedClock
) -> None:
    declined, approved = trade.register(family="SENSORS"), trade.register()
    clock.at = DUE + timedelta(days=1)
    trade.keep_time()

    trade.do("dana", declined, lambda work, deal: reject_deal(work, deal, "No."))
    trade.do("dana", approved, approve_deal)

    gone, kept = trade.now(declined), trade.now(approved)
    assert (gone.review, gone.protection) == (Review.REJECTED, ProtectionState.REVOKED)
    assert [span.state for span in trade.spans(declined)] == [ProtectionState.REVOKED]
    (span,) = trade.spans(approved)
    assert (kept.protection, span.state) == (ProtectionState.ACTIVE, ProtectionState.ACTIVE)
    assert (span.during.lower, span.during.upper) == (clock.at, clock.at + timedelta(days=90))


def test_no_clock_runs_while_the_partner_owes_an_answer(trade: Trade, clock: StoppedClock) -> None:
    deal = trade.register()
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # Wednesday; 31 hours were left
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who signs?"))
    clock.at = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert trade.keep_time() == (0, 0, 0)
    assert not trade.now(deal).is_protected(clock.at)

    trade.do("alice", deal, lambda work, found: answer_question(work, found, "She does."))

    # From Friday morning 31 hours of business days: the rest of Friday, and Monday.
    assert trade.now(deal).answer_due_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    clock.at = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    trade.keep_time()
    assert trade.now(deal).protection is ProtectionState.PROVISIONAL


def test_of_two_that_wait_too_long_the_earlier_is_alone_and_both_read_the_same(
    trade: Trade, clock: StoppedClock
) -> None:
    first, second = trade.register("alice"), trade.register("charlie")
    clock.at = DUE
    with pytest.raises(Conflict, match="exclusive protection"):  # no worker wrote it down yet
        trade.do("dana", second, approve_deal)

    trade.keep_time()

    alone = [[span.is_exclusive for span in trade.spans(deal)] for deal in (first, second)]
    assert alone == [[True], [False]]
    views = [
        (deal.protection, deal.is_exclusive, deal.protected_until, deal.warned)
        for deal in map(trade.now, (first, second))
    ]
    assert views[0] == views[1]
    with pytest.raises(Conflict, match="exclusive protection"):
        trade.do("dana", second, approve_deal)
    trade.do("dana", first, lambda work, deal: reject_deal(work, deal, "No."))
    trade.do("dana", second, approve_deal)


def test_the_numbers_and_holidays_of_the_programme_hold(
    trade: Trade, clock: StoppedClock, cast: Cast, database: TransactionalDatabase
) -> None:
    host = cast.companies["host"]
    with database.work(system_actor("test")) as work:
        programme = Programme(owner_company_id=host.id).set(DEFAULTS)
        programme.review_days, programme.protection_days = 3, 30
        work.add(programme)
        holiday = datetime(2026, 11, 26, tzinfo=UTC).date()
        work.add(Holiday(owner_company_id=host.id, day=holiday, name="Thanksgiving"))

    deal = trade.register()
    assert trade.now(deal).answer_due_at == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    trade.do("dana", deal, approve_deal)

    assert trade.now(deal).protected_until == clock.now() + timedelta(days=30)


def test_nobody_but_the_portal_and_reviewers_provide_protection(trade: Trade, cast: Cast) -> None:
    deal = trade.register()

    for who in ("alice", "bob", "olga"):
        with pytest.raises((Forbidden, NotFound)):
            trade.do(who, deal, provide_protection)


def test_a_question_that_comes_too_late_takes_nothing_away(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = trade.register()
    clock.at = DUE  # no job has run

    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who signs?"))

    found = trade.now(deal)
    assert (found.review, found.protection) == (Review.ACTION_REQUIRED, ProtectionState.PROVISIONAL)
    assert found.is_protected(clock.at)


def test_what_the_job_asks_for_is_found_by_an_index(database: TransactionalDatabase) -> None:
    statements = {
        "ix_deals_warn_at": "review IN ('SUBMITTED', 'IN_REVIEW') AND warn_at <= now()"
        " ORDER BY warn_at",  # else any index will do on a table with so few rows
        "ix_deals_protected_until": "protection = 'ACTIVE' AND protected_until <= now()"
        " ORDER BY protected_until",
        "ix_deals_waiting": "customer_key = 'x' AND territory_code = 'NO-E' AND review IN"
        " ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')"
        " ORDER BY submission_sequence LIMIT 1",
    }
    with database.connection.begin_nested() as savepoint:
        database.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        for index, condition in statements.items():
            plan = database.connection.scalars(
                sa.text(f"EXPLAIN SELECT id FROM deals WHERE {condition}")
            )
            assert index in "\n".join(plan), condition
        savepoint.rollback()
