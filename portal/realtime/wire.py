"""Hints between processes: JSON, signed, small, and believed only when the signature is right.

Redis and NOTIFY carry these and nothing else. A message that this portal did not sign (bad JSON, a
pickle, an emit somebody forged for a foreign room) is dropped before it is parsed.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from portal.kernel.bell import Hint

MAX_BYTES: Final = 7_500
"""NOTIFY takes 8,000."""
_EVENT: Final = re.compile(r"[a-z]{1,24}")
_SIGNATURE_LENGTH: Final = 64


class Wire:
    """Writes and reads signed hints. `sender` names the process, so that it can skip its own."""

    def __init__(self, secret_key: str, sender: str) -> None:
        self.sender = sender
        self._key = hmac.digest(secret_key.encode(), b"kontor bell", "sha256")

    def write(self, hints: Sequence[Hint]) -> Iterator[str]:
        """Yield as few messages as the size allows."""
        batch: list[dict[str, Any]] = []
        for hint in hints:
            for plain in _plain(hint):
                if batch and len(self._sealed([*batch, plain])) > MAX_BYTES:
                    yield self._sealed(batch)
                    batch = []
                batch.append(plain)
        if batch:
            yield self._sealed(batch)

    def read(self, message: str | bytes) -> tuple[str, list[Hint]] | None:
        """Return sender and hints, None for whatever this version of the portal did not write.

        While processes are being replaced, another version with the same key is heard too: a
        message that cannot be read must not end the listening.
        """
        try:
            text = message.decode() if isinstance(message, bytes) else message
        except UnicodeDecodeError:
            return None
        signature, body = text[:_SIGNATURE_LENGTH], text[_SIGNATURE_LENGTH:]
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return None
        try:
            content = json.loads(body)
            return content["from"], [_hint(plain) for plain in content["hints"]]
        except (ValueError, KeyError, TypeError):
            return None

    def _sealed(self, batch: list[dict[str, Any]]) -> str:
        body = json.dumps({"from": self.sender, "hints": batch}, separators=(",", ":"))
        return self._signature(body) + body

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


def _plain(hint: Hint) -> Iterator[dict[str, Any]]:
    if not _EVENT.fullmatch(hint.event):
        raise ValueError(f"{hint.event} is no name of a socket event")
    size = 50  # audiences are about 45 characters long
    for start in range(0, len(hint.audiences), size):
        yield {
            "topics": hint.topics,
            "to": hint.audiences[start : start + size],
            "event": hint.event,
            "data": hint.data,
        }


def _hint(plain: dict[str, Any]) -> Hint:
    return Hint(tuple(plain["topics"]), tuple(plain["to"]), plain["event"], plain["data"])
