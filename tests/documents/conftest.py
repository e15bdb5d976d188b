import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import urllib3

from deals.models import Deal
from documents.actions import (
    NewUpload,
    UploadRefused,
    add_document,
    complete_upload,
    open_upload,
    refuse_upload,
)
from documents.models import Document, Upload
from partners.accounts.models import Account
from portal.kernel.actor import Actor
from portal.kernel.storage import Storage
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.documents.files import pdf


@dataclass
class Desk:
    """Puts files where a test needs them, as the browser or as a whole."""

    cast: Cast
    database: TransactionalDatabase
    storage: Storage

    def add(
        self, actor: Actor, subject: Any, name: str = "Contract.pdf", content: bytes | None = None
    ) -> Document:
        content = pdf() if content is None else content
        with self.database.work(actor) as work:
            return add_document(
                work,
                self.storage,
                work.get(type(subject), subject.id),
                NewUpload(name, len(content)),
                io.BytesIO(content),
            )

    def ticket(self, actor: Actor, subject: Any, name: str, size: int, **more: Any) -> Upload:
        with self.database.work(actor) as work:
            record = work.get(type(subject), subject.id)
            return open_upload(work, record, NewUpload(name, size, **more))

    def put(self, upload: Upload, content: bytes) -> None:
        """PUT as a browser does, to the presigned address."""
        url = self.storage.upload_url(upload.staging_key)
        assert urllib3.request("PUT", url, body=content).status == 200

    def complete(self, actor: Actor, upload: Upload) -> Upload:
        """Complete as the views do: a refusal is remembered in a unit of work of its own."""
        try:
            with self.database.work(actor) as work:
                return complete_upload(work, self.storage, work.get(Upload, upload.id))
        except UploadRefused as refusal:
            with self.database.work(actor) as work:
                refuse_upload(work, self.storage, work.get(Upload, upload.id), refusal.message)
            raise

    def send(
        self, actor: Actor, subject: Any, name: str, content: bytes, announced: int | None = None
    ) -> Upload:
        size = len(content) if announced is None else announced
        upload = self.ticket(actor, subject, name, size)
        self.put(upload, content)
        return self.complete(actor, upload)


@pytest.fixture
def desk(cast: Cast, database: TransactionalDatabase, storage: Storage) -> Desk:
    return Desk(cast, database, storage)


@pytest.fixture
def account(cast: Cast) -> Account:
    """Halden Logistics of the host, shared with Lübeck and Danzig, documents included."""
    account = cast.account()
    cast.share(account, "luebeck")
    cast.share(account, "danzig")
    return account


@pytest.fixture
def deal(cast: Cast, account: Account) -> Deal:
    """Alice's deal on it."""
    return cast.deal(account)


Readers = Callable[[Document], set[str]]


@pytest.fixture
def readers(cast: Cast, database: TransactionalDatabase) -> Readers:
    """Return which of the cast may read a document."""

    def of(document: Document) -> set[str]:
        seen = set()
        for name in cast.people:
            with database.work(cast.actor(name)) as work:
                if work.find(Document, document.id):
                    seen.add(name)
        return seen

    return of
