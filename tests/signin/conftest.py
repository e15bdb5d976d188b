from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from partners.mails.letters import compose
from partners.mails.models import Mail
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]

LinkIn = Callable[[str], str | None]


@pytest.fixture
def link_to(services: Services) -> LinkIn:
    """Return path and query of the link in the last mail to an address; None if it has none."""

    def read(address: str) -> str | None:
        with services.database.work(system_actor("test")) as work:
            to = sa.select(Mail).where(Mail.address == address)
            mail = work.all(to.order_by(Mail.created_at.desc(), Mail.id.desc()))[0]
            written = compose(work, mail, services)
        if written is None or written.letter.action is None:
            return None
        parts = urlsplit(written.letter.action.url)
        assert f"{parts.scheme}://{parts.netloc}" == services.settings.url
        return f"{parts.path}?{parts.query}"

    return read
