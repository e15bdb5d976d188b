"""The bytes of interchanges on their way out, streamed in flat memory."""

from itertools import chain

from flask import Response

from edi.gateway.intake import MEDIA_TYPE
from edi.gateway.models import Interchange
from portal.kernel.db import Work
from portal.kernel.errors import NotFound
from portal.kernel.storage import Storage
from portal.kernel.words import said


class NoAcknowledgement(NotFound):
    """It is the caller's own interchange, so it may be told apart from one that is not there."""

    code = "no-acknowledgement"
    title = said("There is no acknowledgement of this interchange: none yet, or none is due")


def acknowledgement_of(work: Work, interchange: Interchange) -> Interchange:
    """Return the interchange of ours that answers this one, or the one it repeats.

    Raises:
        NoAcknowledgement: there is none.
    """
    if interchange.is_duplicate:
        interchange = work.get(Interchange, interchange.first_id)  # type: ignore[arg-type]
    if interchange.acknowledgement_id is None:
        raise NoAcknowledgement
    return work.get(Interchange, interchange.acknowledgement_id)


def stream_file(storage: Storage, interchange: Interchange) -> Response:
    """Answer with the stored bytes.

    Raises:
        ObjectMissing: the store does not hold them; asked before the answer begins.
    """
    chunks = storage.chunks(interchange.storage_key)
    first = next(chunks, b"")
    response = Response(chain((first,), chunks), content_type=MEDIA_TYPE)
    response.content_length = interchange.size
    name = f"{interchange.kind.replace(' ', '-') or 'interchange'}-{interchange.control_number}.x12"
    response.headers["Content-Disposition"] = f'attachment; filename="{_safe(name)}"'
    response.headers["ETag"] = f'"{interchange.sha256}"'
    return response


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "_" for c in name)
