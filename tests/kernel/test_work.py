"""The unit of work: what it does after its commit, and what a rollback takes back."""

from portal.kernel.bell import Hint
from portal.kernel.db import Work
from tests.cast import Cast
from tests.conftest import TransactionalDatabase


class Recorder:
    def __init__(self) -> None:
        self.rung: list[tuple[str, ...]] = []

    def ring(self, hints: list[Hint]) -> None:
        self.rung += [hint.topics for hint in hints]


def opened(database: TransactionalDatabase, cast: Cast) -> tuple[Work, Recorder]:
    actor, bell = cast.dana, Recorder()
    database.bell = bell
    return database.work(actor), bell


def test_a_second_commit_does_not_ring_again_for_the_first(
    database: TransactionalDatabase, cast: Cast
) -> None:
    work, bell = opened(database, cast)
    done: list[str] = []
    work.ring("deals", to=["company:1"])
    work.after_commit(lambda: done.append("dropped"))
    work.commit()
    work.commit()
    work.close()
    assert bell.rung == [("deals",)]
    assert done == ["dropped"]


def test_what_follows_a_rollback_still_rings_and_what_it_took_back_does_not(
    database: TransactionalDatabase, cast: Cast
) -> None:
    work, bell = opened(database, cast)
    work.ring("deals", to=["company:1"])
    work.rollback()
    work.ring("accounts", to=["company:1"])
    work.commit()
    work.close()
    assert bell.rung == [("accounts",)]
