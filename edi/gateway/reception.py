"""The HTTPS door: what a request must be, and how long its sender may wait for the answer."""

import io
import re
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO, Final
from uuid import UUID

from flask import Request

from edi.gateway.actions import Receipt, receive_interchange
from edi.gateway.intake import MEDIA_TYPE, inflate, read_chunks, store_arrival
from edi.gateway.models import Interchange
from portal.kernel.actor import Actor
from portal.kernel.errors import Conflict, KontorError
from portal.kernel.services import Services
from portal.kernel.words import said

LONGEST_WAIT: Final = 20
MOST_WAITING: Final = 3
"""Senders of one process that may wait at a time: each holds one of its ten threads."""
MEDIA_TYPES: Final = frozenset({MEDIA_TYPE, "application/octet-stream"})
_WAIT: Final = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,4})", re.IGNORECASE)
_WAITING: Final = threading.BoundedSemaphore(MOST_WAITING)


class NotEdi(KontorError):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported-media-type"
    title = said(
        "Send the interchange as application/edi-x12 or application/octet-stream, plain or with"
        " Content-Encoding: gzip"
    )


class Contradiction(Conflict):
    """The control number was used before for another content. Kept in quarantine, and alarmed."""

    code = "interchange-conflict"
    title = said(
        "An interchange with this control number came before, with another content. This one was"
        " put aside. Give it a new control number and send it again"
    )


def take_in(services: Services, actor: Actor, request: Request) -> Receipt:
    """Store the body, then commit the inbox row; only after both does this return.

    The unit of work is its own, so that what is refused is kept too.

    Raises:
        NotEdi: wrong content type or encoding.
        NothingSent, BrokenEncoding, TooLarge: what `store_arrival` refuses.
        Unavailable: store or database did not answer; nothing was taken in.
    """
    chunks = _body(request)
    assert actor.company_id is not None  # noqa: S101 - machines belong to a company
    arrival = store_arrival(services.storage, actor.company_id, chunks)
    with services.database.work(actor) as work:
        return receive_interchange(work, arrival)


def wait_until_settled(
    services: Services, actor: Actor, interchange_id: UUID, request: Request
) -> int | None:
    """Wait as long as the sender prefers, 20 s at the most (RFC 7240, section 4.3).

    Return the seconds granted; None when none were asked for or too many senders wait already.
    """
    found = _WAIT.search(request.headers.get("Prefer", ""))
    if found is None or not _WAITING.acquire(blocking=False):
        return None
    seconds = min(int(found[1]), LONGEST_WAIT)
    try:
        _poll(services, actor, interchange_id, time.monotonic() + seconds)
    finally:
        _WAITING.release()
    return seconds


def _poll(services: Services, actor: Actor, interchange_id: UUID, until: float) -> None:
    pause = 0.05
    while True:
        with services.database.work(actor) as work:
            if work.get(Interchange, interchange_id).is_settled:
                return
        if time.monotonic() + pause > until:
            return
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _body(request: Request) -> Iterator[bytes]:
    if request.mimetype not in MEDIA_TYPES:
        raise NotEdi
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise NotEdi
    chunks = read_chunks(_stream(request))
    return chunks if encoding == "identity" else inflate(chunks)


def _stream(request: Request) -> BinaryIO:
    """Return the body as a stream; the check of an idempotency key has read it already."""
    if request.headers.get("Idempotency-Key"):
        return io.BytesIO(request.get_data(cache=True))
    return request.stream  # type: ignore[return-value]
