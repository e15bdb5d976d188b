"""Object storage: the S3 API through the minio SDK, and nothing else.

Keys are `staging/<company>/<upload>` while bytes arrive from a browser, `received/…` while they
are checked and `<company>/<sha256>` ever after. A browser can write to its staging key again as
long as its address lives, so the check reads a copy that nobody outside has an address for: what
was hashed is what is kept. A final object is never overwritten.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit
from uuid import UUID

import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.error import MinioException, S3Error

from portal.kernel.errors import Unavailable
from portal.kernel.settings import S3Address
from portal.kernel.words import said

DOWNLOAD_SECONDS: Final = 60
UPLOAD_SECONDS: Final = 900
CHUNK: Final = 256 * 1024
STAGING: Final = "staging/"
RECEIVED: Final = "received/"


class ObjectMissing(Unavailable):
    """The store does not hold an object that a row promises: an alarm, never an empty file."""

    status = 502
    code = "object-missing"
    title = said("The file store does not hold this file. An operator has been told")


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What the store really holds: length in bytes and SHA-256 in lower-case hex."""

    key: str
    size: int
    sha256: str


def final_key(company_id: UUID, sha256: str) -> str:
    return f"{company_id}/{sha256}"


def staging_key(company_id: UUID, upload_id: UUID) -> str:
    return f"{STAGING}{company_id}/{upload_id}"


def received_key(company_id: UUID, upload_id: UUID) -> str:
    return f"{RECEIVED}{company_id}/{upload_id}"


class Storage:
    """One bucket. Every method raises `Unavailable` when the store does not answer."""

    def __init__(self, address: S3Address, browser_origin: str | None = None) -> None:
        self._address = address
        self._bucket = address.bucket
        self._client = _client(address, address.endpoint, secure=address.secure)
        public = urlsplit(browser_origin or address.origin)
        self._signer = _client(address, public.netloc, secure=public.scheme == "https")

    def ensure_bucket(self) -> None:
        with _answers():
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)

    def ping(self) -> bool:
        with _answers():
            return self._client.bucket_exists(self._bucket)

    def put_bytes(self, company_id: UUID, content: bytes, content_type: str) -> StoredBytes:
        """Store bytes the server holds itself under their own hash; a repeat is harmless."""
        sha256 = hashlib.sha256(content).hexdigest()
        key = final_key(company_id, sha256)
        with _answers():
            self._client.put_object(
                self._bucket, key, io.BytesIO(content), len(content), content_type
            )
        return StoredBytes(key, len(content), sha256)

    def put_stream(self, key: str, stream: BinaryIO, size: int, content_type: str) -> None:
        with _answers():
            self._client.put_object(self._bucket, key, stream, size, content_type)

    def read(self, key: str) -> bytes:
        return b"".join(self.chunks(key))

    def chunks(self, key: str) -> Iterator[bytes]:
        """Stream an object in constant memory.

        Raises:
            ObjectMissing: the store has no such key.
        """
        with _answers():
            response = self._client.get_object(self._bucket, key)
            try:
                yield from response.stream(CHUNK)
            finally:
                response.close()
                response.release_conn()

    def size_of(self, key: str) -> int:
        """Return an object's length in bytes.

        Raises:
            ObjectMissing: the store has no such key.
        """
        with _answers():
            return int(self._client.stat_object(self._bucket, key).size or 0)

    def holds(self, key: str, size: int, sha256: str) -> bool:
        """Return whether the store holds exactly these bytes under `key`, by reading them."""
        try:
            if self.size_of(key) != size:
                return False
        except ObjectMissing:
            return False
        digest = hashlib.sha256()
        for chunk in self.chunks(key):
            digest.update(chunk)
        return digest.hexdigest() == sha256

    def take_in(self, staging: str, received: str) -> None:
        """Copy an upload out of the browser's reach.

        Raises:
            ObjectMissing: nothing arrived.
        """
        with _answers():
            self._client.copy_object(self._bucket, received, CopySource(self._bucket, staging))

    def promote(self, received: str, company_id: UUID, size: int, sha256: str) -> str:
        """Copy checked bytes to their final key, unless they stand there already, whole."""
        key = final_key(company_id, sha256)
        if not self.holds(key, size, sha256):
            with _answers():
                self._client.copy_object(self._bucket, key, CopySource(self._bucket, received))
        return key

    def older_than(self, prefix: str, moment: datetime) -> Iterator[str]:
        """Yield the keys below `prefix` that were last written before `moment`."""
        with _answers():
            for found in self._client.list_objects(self._bucket, prefix, recursive=True):
                if found.object_name and found.last_modified and found.last_modified < moment:
                    yield found.object_name

    def discard(self, key: str) -> None:
        with _answers():
            self._client.remove_object(self._bucket, key)

    def upload_url(self, staging: str) -> str:
        """Return a presigned PUT to a staging key, good for 15 minutes."""
        return self._signer.presigned_put_object(
            self._bucket, staging, timedelta(seconds=UPLOAD_SECONDS)
        )

    def download_url(self, key: str, file_name: str, content_type: str) -> str:
        """Return a presigned GET that dies after 60 seconds and always downloads as a file."""
        return self._signer.presigned_get_object(
            self._bucket,
            key,
            timedelta(seconds=DOWNLOAD_SECONDS),
            response_headers={
                "response-content-disposition": attachment(file_name),
                "response-content-type": content_type,
            },
        )


def attachment(file_name: str) -> str:
    """`Content-Disposition: attachment` (RFC 6266): the name itself is in `filename*`.

    The plain `filename` is for readers that know no other. It loses whatever could end the quoted
    string, start another header or be decoded twice.
    """
    plain = re.sub(r"[^ !#$&'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]", "_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _client(address: S3Address, endpoint: str, *, secure: bool) -> Minio:
    return Minio(
        endpoint=endpoint,
        access_key=address.access_key,
        secret_key=address.secret_key,
        region=address.region,
        secure=secure,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=3, read=30),
            # A store is busy now and then (and rclone when two write the same key): what can be
            # repeated is asked again, at different moments by those who met there.
            retries=urllib3.Retry(
                total=6,
                connect=2,
                read=2,
                redirect=0,
                status=6,
                status_forcelist=(500, 502, 503, 504),
                backoff_factor=0.05,
                backoff_jitter=0.1,
                raise_on_status=False,
            ),
            maxsize=12,
        ),
    )


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in {"NoSuchKey", "NoSuchObject"}:
            raise ObjectMissing from error
        raise Unavailable from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable from error
