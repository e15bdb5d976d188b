"""How many SQL statements each page sends, which should not depend on how many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

from bench.house import BENCH, House
from deals.models import Deal
from partners.accounts.models import Account
from partners.companies.models import Company
from portal.app import create_app
from portal.kernel.db import Database
from portal.kernel.services import Services

READER: Final = "dana"
# Not pages: machines' answers, files, and what is public.
_ELSEWHERE: Final = (
    "/api/",
    "/static/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sign-in",
    "/oauth",
    "/.well",
)


class Counter:
    """Counts statements a database sends: those of the page, and what opens each transaction."""

    def __init__(self, database: Database) -> None:
        self.statements = 0
        self.scopes = 0
        sa.event.listen(database.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "SELECT kontor_act(" in statement:
            self.scopes += 1
        else:
            self.statements += 1

    def reset(self) -> None:
        self.statements = self.scopes = 0


@contextmanager
def counted_app(house: House) -> Iterator[tuple[FlaskClient, Counter, Flask]]:
    services = house.services()
    counter = Counter(services.database)
    app = create_app(services)
    try:
        yield app.test_client(use_cookies=False), counter, app
    finally:
        services.database.close()


def count_pages(house: House) -> dict[str, int | str]:
    """Return statements by page as the channel manager sees it; a status where it is not 200."""
    cookie = house.cookie(READER)
    counts: dict[str, int | str] = {}
    with counted_app(house) as (client, counter, app):
        known = known_ids(house, app.extensions["kontor"])
        for label, path in sorted(paths(app, known)):
            client.get(path, headers={"Cookie": cookie})
            counter.reset()
            answer = client.get(path, headers={"Cookie": cookie})
            counts[label] = counter.statements if answer.status_code == 200 else answer.status
    return counts


def paths(app: Flask, known: dict[str, UUID]) -> Iterator[tuple[str, str]]:
    """Yield every GET page that needs no id or only known ones, by its rule."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.rule.startswith(_ELSEWHERE):
                path = _path(app, rule, known)
                if path is not None:
                    yield rule.rule, path


def _path(app: Flask, rule: Rule, known: dict[str, UUID]) -> str | None:
    if rule.arguments - known.keys():
        return None
    given: dict[str, Any] = {name: known[name] for name in rule.arguments}
    try:
        path: str = app.url_for(rule.endpoint, **given)
    except BuildError:
        return None
    return path


def known_ids(house: House, services: Services) -> dict[str, UUID]:
    with services.database.work(house.actor(READER)) as work:
        deal = work.session.scalars(
            sa.select(Deal).order_by(Deal.submitted_at.desc()).limit(1)
        ).one()
        account = work.session.scalars(sa.select(Account.id).limit(1)).one()
    with services.database.work(BENCH) as work:
        partner = work.session.scalars(sa.select(Company.id).where(Company.code == "P01")).one()
    return {
        "deal_id": deal.id,
        "account_id": account,
        "company_id": partner,
        "partner_id": partner,
    }
