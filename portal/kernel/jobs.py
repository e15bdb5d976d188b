"""Jobs: a queue inside the business transaction (procrastinate on PostgreSQL).

A job is "this handler for that activity". It is deferred on the unit of work's own connection, so
it exists exactly when the event does. Delivery is at least once; the effect is exactly once,
because a handler's transaction starts by taking the row (activity, handler).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import procrastinate
import sqlalchemy as sa
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.activity import Activity, Event
from portal.kernel.actor import system_actor
from portal.kernel.db.declarative import Base
from portal.kernel.db.walls import raw
from portal.kernel.db.work import Work
from portal.kernel.errors import KontorError
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

Handler = Callable[[Work, Activity, Services], None]

ATTEMPTS: Final = 8
PATIENCE: Final = "10min"
"""How long a handler may leave its transaction idle, reading 200 MB from a slow file store say."""
RECEIPTS_KEPT: Final = timedelta(days=30)
"""How long a receipt outlives its job, which is gone once it succeeded."""
HEARTBEAT_SECONDS: Final = 2.0
STALLED_AFTER_SECONDS: Final = 8.0


class PermanentFailure(KontorError):
    """Trying again cannot help: the job is parked at once for an operator."""

    code = "permanent-failure"


class HandledEvent(Base):
    """The receipt of one handler for one activity: what makes a repeated job harmless."""

    __tablename__ = "handled_events"

    activity_id: Mapped[UUID] = mapped_column(primary_key=True)
    handler: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


_HANDLERS: dict[str, Handler] = {}
_HANDLERS_OF: defaultdict[type[Event], list[str]] = defaultdict(list)


def handles(event_type: type[Event]) -> Callable[[Handler], Handler]:
    """Register a function to run, in a unit of work of its own, after each such event."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"
        _HANDLERS[name] = handler
        _HANDLERS_OF[event_type].append(name)
        return handler

    return register


def defer_handlers(work: Work, event_type: type[Event], activity: Activity) -> None:
    """Queue the event's handlers on the unit of work's own connection."""
    names = _HANDLERS_OF[event_type]
    if not names:
        return
    connection = work.session.connection().connection.driver_connection
    for name in names:
        _outlet.configure_task(
            "kontor.handle", queue=QUEUE, connection=connection, lock=str(activity.subject_id)
        ).defer(handler=name, activity_id=str(activity.id))


def defer_task(work: Work, name: str, *, queue: str, delay: timedelta, **arguments: str) -> None:
    """Queue a task of another kind on the unit of work's own connection, to run after `delay`."""
    connection = work.session.connection().connection.driver_connection
    _outlet.configure_task(
        name,
        queue=queue,
        connection=connection,
        schedule_in={"seconds": int(delay.total_seconds())} if delay else None,
    ).defer(**arguments)


QUEUE: Final = "events"


class Backoff(BaseRetryStrategy):
    """1 s, 4 s, 9 s … up to `ATTEMPTS`; a permanent failure not at all."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, PermanentFailure) or job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": (job.attempts + 1) ** 2})


queue = procrastinate.App(connector=procrastinate.PsycopgConnector())
_outlet = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Only writes jobs, on the unit of work's own connection. Inside a worker the queue's connector is
open and asynchronous, and would not take the connection of a synchronous unit of work."""


@queue.task(name="kontor.handle", queue=QUEUE, retry=Backoff(), pass_context=True)
def run_handler(context: JobContext, handler: str, activity_id: str) -> None:
    """Run one handler once; a repeat finds its receipt and does nothing."""
    services: Services = context.additional_context["services"]
    try:
        _handle(services, handler, activity_id)
    except Exception:
        tries = context.job.attempts + 1
        logger.exception("%s failed on activity %s, try %d", handler, activity_id, tries)
        raise


def _handle(services: Services, handler: str, activity_id: str) -> None:
    handle = _HANDLERS.get(handler)
    if handle is None:
        raise PermanentFailure(f"no handler is called {handler}")
    with services.database.work(system_actor(handler)) as work:
        if take_receipt(work, UUID(activity_id), handler):
            be_patient(work)
            handle(work, work.get(Activity, UUID(activity_id)), services)


def take_receipt(work: Work, activity_id: UUID, handler: str) -> bool:
    """Take the receipt that lets something happen once; False if it happened already.

    The id is that of an activity, or of what else a job is about.
    """
    receipt = insert(HandledEvent).values(activity_id=activity_id, handler=handler, at=work.now)
    taken = work.session.execute(
        raw(
            receipt.on_conflict_do_nothing().returning(HandledEvent.activity_id),
            "a receipt must neither wait for nor fail on an earlier one",
        )
    )
    return taken.first() is not None


def be_patient(work: Work) -> None:
    """Let this transaction wait for a slow store or mail server longer than a page may."""
    work.session.execute(
        raw(
            sa.text(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}'"),
            "a setting of this transaction",
        )
    )


@queue.periodic(cron="23 3 * * *")
@queue.task(name="kontor.forget_receipts", queue="housekeeping", pass_context=True)
def forget_receipts_daily(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own
    """Forget once a day, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    with services.database.work(system_actor("kontor.forget_receipts")) as work:
        logger.info("forgot %d receipts of handlers", forget_receipts(work))


def forget_receipts(work: Work) -> int:
    """Drop the receipts past their keeping time whose job the queue no longer holds.

    Only a job that may still run, parked or taken over, could ask for its receipt again.
    """
    dropped = work.session.execute(
        raw(
            sa.text(
                "DELETE FROM handled_events h WHERE at < :until AND NOT EXISTS ("
                "SELECT FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing', 'failed')"
                " AND j.args->>'handler' = h.handler"
                " AND j.args->>'activity_id' = h.activity_id::text)"
            ),
            "receipts belong to no company, and the queue's own table says which still matter",
        ),
        {"until": work.now - RECEIPTS_KEPT},
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]


async def requeue_stalled(app: procrastinate.App) -> int:
    """Requeue jobs whose worker died; return how many."""
    stalled = list(
        await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    )
    for job in stalled:
        await app.job_manager.retry_job(job)
        logger.warning("took over job %s from a worker that stopped", job.id)
    return len(stalled)


async def run_worker(services: Services, *, concurrency: int = 4, wait: bool = True) -> None:
    """Work the queue until stopped; finish running jobs for up to 25 seconds on SIGTERM."""
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_url(services.database.url), min_size=1, max_size=4
    )
    with queue.replace_connector(connector) as app:
        async with app.open_async(), asyncio.TaskGroup() as tasks:
            await requeue_stalled(app)
            sweep = tasks.create_task(_take_over_stalled(app))
            await app.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=25,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                delete_jobs="successful",
                additional_context={"services": services},
                install_signal_handlers=True,
            )
            sweep.cancel()


async def _take_over_stalled(app: procrastinate.App) -> None:
    """Look for the jobs of dead workers for as long as this worker lives."""
    while True:
        await asyncio.sleep(STALLED_AFTER_SECONDS / 2)
        try:
            await requeue_stalled(app)
        except procrastinate.exceptions.ConnectorException:
            logger.warning("the database did not answer the look for stalled jobs; again shortly")


def libpq_url(url: str) -> str:
    """Return the same address without SQLAlchemy's driver name."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that was tried to its end and now waits for an operator."""

    id: int
    handler: str
    activity_id: str
    attempts: int


def parked_jobs(work: Work) -> list[ParkedJob]:
    """Return the parked jobs, oldest first. Arguments are ids; nothing of a company is in them."""
    rows = work.session.execute(
        raw(
            sa.text(
                "SELECT id, coalesce(args->>'handler', task_name) AS handler,"
                " coalesce(args->>'activity_id', args->>'mail_id', '') AS activity_id, attempts"
                " FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id LIMIT 500"
            ),
            "the queue's own table, which holds ids only",
        )
    )
    return [ParkedJob(*row) for row in rows]


def retry_parked(work: Work, job_id: int) -> None:
    """Put one parked job back in the queue."""
    work.session.execute(
        raw(
            sa.text(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0,"
                " scheduled_at = NULL WHERE id = :id AND status = 'failed'"
            ),
            "the queue's own table",
        ),
        {"id": job_id},
    )


def queue_health(work: Work) -> dict[str, int]:
    """Count the jobs that wait for a worker, those that are due, and those parked."""
    row = work.session.execute(
        raw(
            sa.text(
                "SELECT count(*) FILTER (WHERE status = 'todo'"
                " AND coalesce(scheduled_at, now()) <= now()) AS waiting,"
                " count(*) FILTER (WHERE status = 'failed') AS parked"
                " FROM procrastinate_jobs"
            ),
            "the queue's own table",
        )
    ).one()
    return {"waiting": row.waiting, "parked": row.parked}
