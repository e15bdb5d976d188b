"""`kontor doctor`: asks every part whether it is well, and says what to do where it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from portal.kernel.actor import system_actor
from portal.kernel.db.roles import refuse_unsafe_role
from portal.kernel.egress import EgressRefused, connect
from portal.kernel.errors import KontorError
from portal.kernel.jobs import queue_health
from portal.kernel.services import Services
from portal.web.health import readiness


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    is_well: bool
    words: str


def examine(services: Services) -> Iterator[Finding]:
    """Yield one finding per part, in the order an operator would look."""
    for part, words in readiness(services).items():
        yield Finding(part, is_well=words == "ok", words=words)
    yield _role(services)
    yield _walls(services)
    yield _parked(services)
    yield _redis(services)
    yield _mail(services)


def _role(services: Services) -> Finding:
    try:
        refuse_unsafe_role(services.database.engine)
    except KontorError as error:
        return Finding("role", is_well=False, words=error.message)
    except sa.exc.SQLAlchemyError:
        return Finding("role", is_well=False, words="the database does not answer")
    return Finding("role", is_well=True, words="owns nothing, row security holds it")


def _walls(services: Services) -> Finding:
    """Check that a session that names nobody sees no deal."""
    try:
        with services.database.engine.connect() as connection:
            seen = connection.execute(sa.text("SELECT count(*) FROM deals")).scalar()
    except sa.exc.SQLAlchemyError:
        return Finding("walls", is_well=False, words="the database does not answer")
    if seen:
        return Finding(
            "walls", is_well=False, words=f"a session without an actor sees {seen} deals"
        )
    return Finding("walls", is_well=True, words="a session without an actor sees nothing")


def _parked(services: Services) -> Finding:
    try:
        with services.database.work(system_actor("doctor")) as work:
            health = queue_health(work)
    except sa.exc.SQLAlchemyError:
        return Finding("jobs", is_well=False, words="the database does not answer")
    if health["parked"]:
        return Finding("jobs", is_well=False, words=f"{health['parked']} parked: see `kontor jobs`")
    return Finding("jobs", is_well=True, words=f"{health['waiting']} waiting, none parked")


def _redis(services: Services) -> Finding:
    url = services.settings.redis_url
    if url is None:
        return Finding("redis", is_well=True, words="not configured: one web process")
    import redis

    try:
        redis.Redis.from_url(url, socket_timeout=3).ping()
    except redis.RedisError as error:
        return Finding("redis", is_well=False, words=f"does not answer ({type(error).__name__})")
    return Finding("redis", is_well=True, words="answers")


def _mail(services: Services) -> Finding:
    server = services.settings.smtp
    if server is None:
        return Finding("mail", is_well=True, words="no server configured: mails stay in the portal")
    try:
        connect(server.host, server.port, services.settings.egress_allow, timeout=3).close()
    except EgressRefused as refusal:
        return Finding("mail", is_well=False, words=refusal.message)
    except OSError as error:
        return Finding("mail", is_well=False, words=f"does not answer ({type(error).__name__})")
    return Finding("mail", is_well=True, words="answers")
