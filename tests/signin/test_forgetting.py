from uuid import UUID, uuid4

import sqlalchemy as sa

from partners.people.models import LoginSession, Membership, SignInAttempt
from partners.signin.jobs import forget
from partners.signin.sessions import DatabaseSessions
from portal.kernel.actor import system_actor
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase


def test_dead_sessions_and_old_failures_are_forgotten_and_live_ones_kept(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    person = cast.people["alice"].id
    sessions = DatabaseSessions(database)
    with database.work(system_actor("test")) as work:
        work.session.add(SignInAttempt(account_hash=b"x", address=str(uuid4()), at=work.now))
    membership = _membership_of(cast, database)
    sessions.open(person, membership, {})
    clock.advance(hours=25)
    live = sessions.open(person, membership, {})

    with database.work(system_actor("test")) as work:
        forget(work)

    with database.work(system_actor("test")) as work:
        assert work.session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 1
        assert work.session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 0
    assert sessions.load(live) is not None


def _membership_of(cast: Cast, database: TransactionalDatabase) -> UUID:
    mine = sa.select(Membership).where(Membership.person_id == cast.people["alice"].id)
    with database.work(system_actor("test")) as work:
        return work.one(mine).id
