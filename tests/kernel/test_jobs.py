"""Jobs: made with the event, handled once, taken over from the dead, parked when hopeless."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from partners.accounts.events import AccountOpened
from partners.accounts.models import Account
from portal.embedded.s3 import S3Server
from portal.kernel.activity import Activity, Event
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.db.walls import raw
from portal.kernel.jobs import (
    RECEIPTS_KEPT,
    HandledEvent,
    PermanentFailure,
    forget_receipts,
    handles,
    parked_jobs,
    queue_health,
    retry_parked,
    run_worker,
)
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage
from tests.cast import Cast, build_cast
from tests.conftest import StoppedClock

OPERATOR = system_actor("operator")
handled: list[str] = []
is_hopeless = False


@dataclass(frozen=True, slots=True)
class Rehearsed(Event):
    account_id: UUID


@handles(AccountOpened)
def rehearse(work: Work, activity: Activity, _services: Services) -> None:
    """Record a further event from within the worker, as a handler may."""
    account = work.get(Account, activity.subject_id)
    work.record(Rehearsed(account.id), subject=account)


@handles(Rehearsed)
def listen(_work: Work, activity: Activity, _services: Services) -> None:
    if is_hopeless:
        raise PermanentFailure
    handled.append(str(activity.subject_id))


@pytest.fixture
def house(committing_database: Database, storage: Storage, s3: S3Server) -> tuple[Cast, Services]:
    settings = Settings(secret_key="x" * 48, s3_url=s3.url)
    return build_cast(committing_database), Services(settings, committing_database, storage)


def work_the_queue(services: Services) -> None:
    """Work until nothing waits: a worker that does not wait may leave before its own jobs' jobs."""
    for _ in range(4):
        asyncio.run(run_worker(services, wait=False))
        with services.database.work(OPERATOR) as work:
            if not queue_health(work)["waiting"]:
                return


def test_a_handler_runs_once_and_may_record_events_of_its_own(
    house: tuple[Cast, Services],
) -> None:
    cast, services = house
    account = cast.account()

    work_the_queue(services)
    work_the_queue(services)

    assert handled.count(str(account.id)) == 1
    with services.database.work(OPERATOR) as work:
        assert queue_health(work) == {"waiting": 0, "parked": 0}
        assert work.session.scalar(sa.select(sa.func.count()).select_from(HandledEvent)) == 2


def test_a_rolled_back_event_leaves_no_job(house: tuple[Cast, Services]) -> None:
    cast, services = house
    work = services.database.work(cast.dana)
    work.session.connection()
    work.rollback()
    work.close()
    with services.database.work(OPERATOR) as work:
        before = queue_health(work)
    with pytest.raises(RuntimeError), services.database.work(cast.dana) as work:
        work.record(
            Rehearsed(cast.companies["host"].id),
            subject=cast.companies["host"],
            owner=cast.companies["host"].id,
        )
        raise RuntimeError
    with services.database.work(OPERATOR) as work:
        assert queue_health(work) == before


def test_a_hopeless_job_is_parked_at_once_and_works_when_retried(
    house: tuple[Cast, Services], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, services = house
    account = cast.account()
    monkeypatch.setattr("tests.kernel.test_jobs.is_hopeless", True)
    work_the_queue(services)
    with services.database.work(OPERATOR) as work:
        (parked,) = parked_jobs(work)
        assert parked.handler.endswith("listen")
    monkeypatch.setattr("tests.kernel.test_jobs.is_hopeless", False)

    with services.database.work(OPERATOR) as work:
        retry_parked(work, parked.id)
    work_the_queue(services)

    assert str(account.id) in handled
    with services.database.work(OPERATOR) as work:
        assert parked_jobs(work) == []


def test_the_job_of_a_dead_worker_is_taken_over(house: tuple[Cast, Services]) -> None:
    cast, services = house
    account = cast.account()
    with services.database.work(OPERATOR) as work:
        work.session.execute(
            raw(
                sa.text(
                    "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                    " VALUES (now() - interval '1 minute') RETURNING id)"
                    " UPDATE procrastinate_jobs SET status = 'doing', attempts = 1,"
                    " worker_id = (SELECT id FROM dead)"
                ),
                "a worker that took the job and died",
            )
        )

    work_the_queue(services)

    assert str(account.id) in handled


def test_old_receipts_are_forgotten_except_those_a_job_may_still_ask_for(
    house: tuple[Cast, Services], clock: StoppedClock
) -> None:
    cast, services = house
    cast.account()
    work_the_queue(services)
    parked = _put_back(services)
    clock.at += RECEIPTS_KEPT - timedelta(minutes=1)
    with services.database.work(OPERATOR) as work:
        assert forget_receipts(work) == 0
    cast.account("Later")
    work_the_queue(services)

    clock.advance(minutes=2)
    with services.database.work(OPERATOR) as work:
        assert forget_receipts(work) == 1

    with services.database.work(OPERATOR) as work:
        receipts = work.all(sa.select(HandledEvent))
        assert len(receipts) == 3
        assert parked in {str(each.activity_id) for each in receipts}


def _put_back(services: Services) -> str:
    """Park a job whose handler took effect, as a worker that dies after the commit leaves it."""
    with services.database.work(OPERATOR) as work:
        receipt = work.all(sa.select(HandledEvent).order_by(HandledEvent.handler))[0]
        work.session.execute(
            raw(
                sa.text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
                    " VALUES ('events', 'kontor.handle', 'failed', jsonb_build_object("
                    "'handler', cast(:handler AS text), 'activity_id', cast(:id AS text)))"
                ),
                "what a worker leaves that dies after the commit",
            ),
            {"handler": receipt.handler, "id": str(receipt.activity_id)},
        )
        return str(receipt.activity_id)
