"""Tokens of links that are sent by mail: they prove that somebody read that mail.

Nothing of a token is stored, not even its hash: it is the id of a row and a code over it, made
with KONTOR_SECRET_KEY, so that the mail can be written (again) when it is sent. Whoever reads the
database cannot make one, and what the row says (used, replaced, expired) decides what it is worth.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final
from uuid import UUID

_ID_BYTES: Final = 16
_BYTES: Final = _ID_BYTES + hashlib.sha256().digest_size


def new_link_token(secret_key: str, purpose: str, row_id: UUID) -> str:
    """Return the token of a row for one purpose: 64 characters that fit into an address."""
    return urlsafe_b64encode(row_id.bytes + _code(secret_key, purpose, row_id.bytes)).decode()


def read_link_token(secret_key: str, purpose: str, token: str) -> UUID | None:
    """Return the id of the row a token was made for; None if it was made up, or for another."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    row, code = raw[:_ID_BYTES], raw[_ID_BYTES:]
    if len(raw) != _BYTES or not hmac.compare_digest(code, _code(secret_key, purpose, row)):
        return None
    return UUID(bytes=row)


def _code(secret_key: str, purpose: str, row: bytes) -> bytes:
    return hmac.digest(secret_key.encode(), b"link\0" + purpose.encode() + b"\0" + row, "sha256")
