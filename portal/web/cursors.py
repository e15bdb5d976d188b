"""Page cursors: an opaque, signed position, so that a forged one is refused and none is guessed."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from portal.kernel.errors import Invalid
from portal.kernel.words import said


def write_cursor(*parts: str) -> str:
    return str(_serializer().dumps(list(parts)))


def read_cursor(cursor: str | None, length: int) -> list[str] | None:
    """Return the parts of a cursor, None when there is none.

    Raises:
        Invalid: it was not written by this portal.
    """
    if not cursor:
        return None
    try:
        parts = _serializer().loads(cursor)
    except BadSignature:
        raise Invalid(
            said("This page link is not valid. Start again from the first page.")
        ) from None
    if not isinstance(parts, list) or len(parts) != length:
        raise Invalid(said("This page link belongs to another list. Start from the first page."))
    return [str(part) for part in parts]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="cursor")
