"""The worker in the test's own transaction: it runs the handlers that wait, oldest job first."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from portal.kernel.actor import system_actor
from portal.kernel.db import raw
from portal.kernel.jobs import run_handler
from portal.kernel.services import Services

_TAKE = sa.text(
    "DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs"
    " WHERE status = 'todo' AND task_name = 'kontor.handle') RETURNING args"
)


def run_jobs(services: Services) -> int:
    """Run what waits, and what that puts in the queue; return how many jobs ran."""
    count = 0
    while args := _next(services):
        job = SimpleNamespace(attempts=0)
        context: Any = SimpleNamespace(additional_context={"services": services}, job=job)
        run_handler(context, **args)
        count += 1
    return count


def _next(services: Services) -> dict[str, str] | None:
    with services.database.work(system_actor("test worker")) as work:
        args: dict[str, str] | None = work.session.scalar(raw(_TAKE, "the test's own worker"))
    return args
