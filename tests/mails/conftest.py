from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.embedded.s3 import S3Server
from portal.kernel.egress import read_allow_list
from portal.kernel.services import Services
from portal.kernel.storage import Storage
from tests.conftest import TransactionalDatabase, settings_of
from tests.mails.post_office import Counter, PostOffice


@pytest.fixture(scope="session")
def counter() -> Iterator[tuple[PostOffice, int]]:
    office = PostOffice()
    server = Counter(office)
    server.start()
    yield office, server.port
    server.stop()


@pytest.fixture
def office(counter: tuple[PostOffice, int]) -> PostOffice:
    """The post office, with nothing in it and taking everything."""
    office, _ = counter
    office.__init__()  # type: ignore[misc]
    return office


@pytest.fixture
def services(
    counter: tuple[PostOffice, int], database: TransactionalDatabase, storage: Storage, s3: S3Server
) -> Services:
    """The portal's services, with the post office as their mail server."""
    port = counter[1]
    settings = replace(
        settings_of(s3),
        url="https://portal.example",
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="kontor@portal.example",
        egress_allow=read_allow_list(f"127.0.0.1:{port}"),
    )
    return Services(settings, database, storage)
