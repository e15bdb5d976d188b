"""Taking in bytes of unknown size and honesty: spooled, hashed and measured in flat memory."""

import hashlib
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final
from uuid import UUID

from edi.syntax.faults import Fault, NotReadableError
from edi.syntax.x12.header import ISA_LENGTH, InterchangeHeader, read_header
from portal.kernel.errors import KontorError, TooLarge
from portal.kernel.storage import Storage, final_key
from portal.kernel.words import said

MAX_BYTES: Final = 10_000_000
MAX_RATIO: Final = 100
"""A real interchange shrinks to a tenth; what shrinks to less than a hundredth is a bomb."""
MEDIA_TYPE: Final = "application/edi-x12"
_IN_MEMORY: Final = 256 * 1024
_CHUNK: Final = 64 * 1024
_TRAILER_WITHIN: Final = 200


class NothingSent(KontorError):
    status = 422
    code = "nothing-sent"
    title = said("The request has no body. Send the interchange as the body of the request")


class BrokenEncoding(KontorError):
    status = 400
    code = "broken-encoding"
    title = said(
        "The body is not the gzip that Content-Encoding says. Send it again, or uncompressed"
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that are safely in the store, and what their first segment says.

    `header` is None when they do not start with an interchange header; then `fault` says why.
    """

    storage_key: str
    size: int
    sha256: str
    content_sha256: str
    header: InterchangeHeader | None
    fault: Fault | None

    @property
    def key(self) -> str:
        """What makes two arrivals the same interchange; see `Interchange.key`."""
        if self.header is None:
            return f"bytes|{self.sha256}"
        h = self.header
        parts = (h.sender_qualifier, h.sender, h.receiver_qualifier, h.receiver)
        return "|".join(("X12", *parts, h.control_number, h.usage)).replace("\0", "")


def store_arrival(storage: Storage, company_id: UUID, chunks: Iterable[bytes]) -> Arrival:
    """Put the bytes into the store under their own hash; return what is known of them.

    Raises:
        NothingSent: there are none.
        TooLarge: more than `MAX_BYTES`.
        Unavailable: the store does not answer; nothing was taken in.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        size, sha256 = _spool(chunks, spool)
        if not size:
            raise NothingSent
        header, fault = _peek(spool)
        content = _content_hash(spool, size) if header else sha256
        key = final_key(company_id, sha256)
        spool.seek(0)
        storage.put_stream(key, spool, size, MEDIA_TYPE)  # type: ignore[arg-type]
    return Arrival(key, size, sha256, content, header, fault)


@contextmanager
def spooled(storage: Storage, storage_key: str) -> Iterator[BinaryIO]:
    """Give a stored object as a file that can be read twice, in flat memory."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        for chunk in storage.chunks(storage_key):
            spool.write(chunk)
        spool.seek(0)
        yield spool  # type: ignore[misc]


def read_chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Undo gzip, never further than a bomb would need.

    Raises:
        BrokenEncoding: it is not gzip, ends early, or goes on after its end.
        TooLarge: it grows past `MAX_BYTES` or by more than `MAX_RATIO`.
    """
    machine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    taken = given = 0
    for chunk in chunks:
        taken += len(chunk)
        for piece in _pieces(machine, chunk):
            given += len(piece)
            if given > MAX_BYTES or given > MAX_RATIO * max(taken, _CHUNK // MAX_RATIO):
                raise TooLarge
            yield piece
    if not machine.eof or machine.unused_data:
        raise BrokenEncoding


def _pieces(machine: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    try:
        yield machine.decompress(chunk, _CHUNK)
        while machine.unconsumed_tail:
            yield machine.decompress(machine.unconsumed_tail, _CHUNK)
    except zlib.error:
        raise BrokenEncoding from None


def _spool(
    chunks: Iterable[bytes], spool: "tempfile.SpooledTemporaryFile[bytes]"
) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise TooLarge(said("An interchange may have 10 MB. Split it and send the parts."))
        digest.update(chunk)
        spool.write(chunk)
    return size, digest.hexdigest()


def _peek(
    spool: "tempfile.SpooledTemporaryFile[bytes]",
) -> tuple[InterchangeHeader | None, Fault | None]:
    """Read the header only. Its faults, like all others, are found when it is processed."""
    spool.seek(0)
    start = spool.read(_CHUNK).lstrip(b"\xef\xbb\xbf \r\n\t")[:ISA_LENGTH]
    try:
        header, _faults = read_header(start.decode("latin-1"), 0)
    except NotReadableError as error:
        return None, error.fault
    return header, None


def _content_hash(spool: "tempfile.SpooledTemporaryFile[bytes]", size: int) -> str:
    """Hash what stands between header and trailer, so that a new envelope is seen through."""
    spool.seek(max(size - _TRAILER_WITHIN, 0))
    tail = spool.read()
    found = tail.rfind(b"IEA")
    end = size - len(tail) + found if found >= 0 else size
    spool.seek(ISA_LENGTH)
    digest, left = hashlib.sha256(), max(end - ISA_LENGTH, 0)
    while left > 0 and (chunk := spool.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()
