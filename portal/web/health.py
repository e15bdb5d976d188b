"""Liveness, readiness and metrics: for probes, without a session, saying nothing about anybody.

Metrics count requests by endpoint, and so what everybody's rivals do together: they are for this
machine, or for who holds the token.
"""

import hmac
from ipaddress import ip_address
from typing import Final

import sqlalchemy as sa
from flask import Blueprint, Request, Response, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.kernel.actor import system_actor
from portal.kernel.db.migrate import current_revision, head_revision
from portal.kernel.errors import NotFound, Unavailable
from portal.kernel.jobs import queue_health
from portal.kernel.services import Services
from portal.web.access import open_to_tools, services

blueprint = Blueprint("health", __name__)
FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""What a proxy on this machine adds: its peer is not here, even if the proxy is."""


@blueprint.get("/healthz")
@open_to_tools
def live() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/readyz")
@open_to_tools
def ready() -> ResponseReturnValue:
    checks = readiness(services())
    status = 200 if all(check == "ok" for check in checks.values()) else 503
    return jsonify(checks), status


@blueprint.get("/metrics")
@open_to_tools
def metrics() -> ResponseReturnValue:
    """Answer who may read them; to anybody else there is nothing here."""
    if not may_read_metrics(request, services().settings.metrics_token):
        raise NotFound
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def may_read_metrics(asked: Request, token: str) -> bool:
    """Say whether it holds the token; without one set, whether it comes from this machine."""
    if token:
        sent = asked.headers.get("Authorization", "")
        return hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
    if any(name in asked.headers for name in FORWARDED):
        return False
    try:
        return ip_address(asked.remote_addr or "").is_loopback
    except ValueError:
        return False


def readiness(held: Services) -> dict[str, str]:
    """Ask every part the portal needs; the answers are "ok" or one plain sentence."""
    return {
        "database": _database(held),
        "storage": _storage(held),
        "queue": _queue(held),
    }


def _database(held: Services) -> str:
    try:
        with held.database.engine.connect() as connection:
            found, wanted = current_revision(connection), head_revision()
    except sa.exc.SQLAlchemyError:
        return "the database does not answer"
    return "ok" if found == wanted else f"the schema is at {found}, run `kontor migrate`"


def _storage(held: Services) -> str:
    try:
        return "ok" if held.storage.ping() else "the bucket does not exist"
    except Unavailable:
        return "the file store does not answer"


def _queue(held: Services) -> str:
    try:
        with held.database.work(system_actor("readiness")) as work:
            queue_health(work)
    except sa.exc.SQLAlchemyError:
        return "the job queue does not answer"
    return "ok"
