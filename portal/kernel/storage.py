"""Object storage: the S3 API through the minio SDK, and nothing else.

Keys are `staging/<company>/<upload>` while bytes arrive from a browser and `<company>/<sha256>`
once they were checked. A final object is never overwritten: nobody outside gets a signature for
its key, and the server writes it only after hashing what it is about to store.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit
from uuid import UUID

import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.error import MinioException, S3Error

from portal.kernel.errors import Unavailable
from portal.kernel.settings import S3Address

DOWNLOAD_SECONDS: Final = 60
UPLOAD_SECONDS: Final = 900
CHUNK: Final = 256 * 1024


class ObjectMissing(Unavailable):
    """The store does not hold an object that a row promises: an alarm, never an empty file."""

    status = 502
    code = "object-missing"
    title = "The file store does not hold this file. An operator has been told"


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What the store really holds: length in bytes and SHA-256 in lower-case hex."""

    key: str
    size: int
    sha256: str


def final_key(company_id: UUID, sha256: str) -> str:
    return f"{company_id}/{sha256}"


def staging_key(company_id: UUID, upload_id: UUID) -> str:
    return f"staging/{company_id}/{upload_id}"


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
        stored = StoredBytes("", len(content), hashlib.sha256(content).hexdigest())
        key = final_key(company_id, stored.sha256)
        with _answers():
            self._client.put_object(
                self._bucket, key, io.BytesIO(content), len(content), content_type
            )
        return StoredBytes(key, stored.size, stored.sha256)

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

    def promote(self, staging: str, company_id: UUID, sha256: str) -> str:
        """Copy a checked upload to its final key and drop the staging object."""
        key = final_key(company_id, sha256)
        with _answers():
            self._client.copy_object(self._bucket, key, CopySource(self._bucket, staging))
            self._client.remove_object(self._bucket, staging)
        return key

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
                "response-content-disposition": _attachment(file_name),
                "response-content-type": content_type,
            },
        )


def _attachment(file_name: str) -> str:
    """`Content-Disposition: attachment`, with the name as RFC 6266 writes non-ASCII ones."""
    ascii_name = file_name.encode("ascii", "replace").decode().replace('"', "'")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def _client(address: S3Address, endpoint: str, *, secure: bool) -> Minio:
    return Minio(
        endpoint=endpoint,
        access_key=address.access_key,
        secret_key=address.secret_key,
        region=address.region,
        secure=secure,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=3, read=30),
            retries=urllib3.Retry(total=2, backoff_factor=0.1, redirect=0),
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
