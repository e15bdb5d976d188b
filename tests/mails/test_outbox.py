"""The outbox page, and the way of a mail from the queue of a real worker to the mail server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from partners.mails.jobs import deliver
from partners.mails.models import Mail, MailState
from partners.people.invitations import invite
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.jobs import run_worker
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from portal.kernel.settings import Mode
from tests.cast import Cast, build_cast
from tests.conftest import ORIGIN
from tests.mails.post_office import PostOffice
from tests.web.conftest import Browser, browser_of
from tests.web.conftest import app as web_app

__all__ = ["browser_of", "web_app"]

SYSTEM = system_actor("test")
NEW = "gustav@luebeck.example"


@pytest.fixture
def services(services: Services) -> Services:
    """The same, at the address where the browsers of tests look."""
    return replace(services, settings=replace(services.settings, url=ORIGIN))


@pytest.fixture
def app(web_app: Flask) -> Flask:
    """Give `browser_of` the application, whose services are those with the post office."""
    return web_app


def invited(cast: Cast) -> Mail:
    with cast.database.work(cast.alice) as work:
        invite(work, cast.companies["luebeck"], NEW, frozenset({Role.SELLER}), "en")
    with cast.database.work(SYSTEM) as work:
        return work.one(sa.select(Mail).where(Mail.address == NEW))


def test_a_real_worker_sends_what_was_written(
    committing_database: Database, services: Services, office: PostOffice
) -> None:
    cast = build_cast(committing_database)
    mail = invited(cast)

    asyncio.run(run_worker(replace(services, database=committing_database), wait=False))

    assert [each["To"] for each in office.mails] == [NEW]
    assert f"{ORIGIN}/invitation?t=" in office.text()
    with committing_database.work(SYSTEM) as work:
        assert work.get(Mail, mail.id).state is MailState.SENT


def test_operators_read_a_kept_letter_where_there_is_no_mail_server_and_nowhere_else(
    app: Flask, services: Services, cast: Cast, browser_of: Callable[[str], Browser]
) -> None:
    without = replace(services, settings=replace(services.settings, smtp_url=None))
    mail = invited(cast)
    deliver(without, mail.id)
    adam = browser_of("adam")

    def page(as_configured: Services) -> str:
        app.extensions["kontor"] = as_configured
        shown = adam.get(f"/mails?mail={mail.id}").get_data(as_text=True)
        assert NEW in shown
        return shown

    assert "/invitation?t=" in page(without)
    production = replace(without, settings=replace(without.settings, mode=Mode.PRODUCTION))
    assert "/invitation?t=" not in page(production)
    assert "/invitation?t=" not in page(services)
