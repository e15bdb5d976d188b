"""A browserless browser: the real app on the test's transaction, with sign-in and forms."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from partners.clients.tokens import DatabaseTokens
from partners.people.actions import set_password
from partners.people.models import Credential, Person
from partners.signin.sessions import DatabaseSessions
from portal.embedded.s3 import S3Server
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from portal.kernel.storage import Storage
from portal.web.api.bearer import EXTENSION, ApiState
from portal.web.api.limits import Buckets, Rate
from portal.web.sessions import ServerSessions
from tests.cast import PASSWORD, Cast
from tests.conftest import ORIGIN, TransactionalDatabase, settings_of


class Browser(FlaskClient):
    """A client that sends what a browser would: the Origin, and the token of the page's forms."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", ORIGIN)
        return super().open(*args, **kwargs)

    def submit(self, path: str, **fields: Any) -> TestResponse:
        """POST a form as the signed-in person."""
        data = {"csrf_token": self.csrf_token(), **fields}
        return self.post(path, data=data, headers={"Origin": ORIGIN})

    def csrf_token(self) -> str:
        page = self.get("/profile").get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        return found.group(1) if found else ""

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        return self.post(
            "/sign-in", data={"email": email, "password": password}, headers={"Origin": ORIGIN}
        )


@pytest.fixture
def services(database: TransactionalDatabase, storage: Storage, s3: S3Server) -> Services:
    return Services(settings_of(s3), database, storage)


@pytest.fixture
def app(bare_app: Flask, services: Services) -> Flask:
    """Hand the application to a test: on the test's transaction, and with no client known yet."""
    bare_app.test_client_class = Browser
    bare_app.extensions["kontor"] = services
    bare_app.session_interface = ServerSessions(DatabaseSessions(services.database), secure=False)
    tokens = DatabaseTokens(services.database)
    bare_app.extensions[EXTENSION] = ApiState(tokens, Buckets(Rate()))
    return bare_app


@pytest.fixture
def browser_of(app: Flask, cast: Cast, database: TransactionalDatabase) -> Callable[[str], Browser]:
    """Return a browser in which one of the cast is signed in."""

    def sign_in(name: str) -> Browser:
        person = cast.people[name]
        with database.work(system_actor("test")) as work:
            if work.session.get(Credential, person.id) is None:  # a change would end their sessions
                set_password(work, work.get(Person, person.id), PASSWORD)
        browser = app.test_client()
        assert isinstance(browser, Browser)
        assert browser.sign_in(person.email).status_code == 303
        return browser

    return sign_in
