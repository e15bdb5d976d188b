"""Whether a receipt that somebody holds is genuine: compared with what the portal kept."""

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from deals.receipts.content import canonical
from deals.receipts.models import Receipt
from deals.receipts.queries import find_receipt
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said

LONGEST: Final = 64 * 1024
"""Bytes; the longest registration that the form takes is far below."""
UNREADABLE: Final = said(
    "This is no receipt. Paste the whole file as it was downloaded, from the first brace on."
)
_NUMBER: Final = re.compile(r"[A-Z0-9-]{1,60}/[0-9]{1,9}")


class Verdict(StrEnum):
    GENUINE = "GENUINE"
    ALTERED = "ALTERED"
    UNKNOWN = "UNKNOWN"
    """No receipt that the reader may see has this number: absent and foreign are the same."""


@dataclass(frozen=True, slots=True)
class Verified:
    verdict: Verdict
    receipt: Receipt | None = None
    changed: list[str] = field(default_factory=list)
    """Fields that do not read as they were certified."""


def verify(work: Work, text: str) -> Verified:
    """Compare a receipt, as the file says it, with the one of its number that the reader sees.

    Raises:
        Invalid: it is no receipt, or longer than any.
    """
    document = _document(text)
    content = document["receipt"]
    number = content.get("number")
    known = isinstance(number, str) and _NUMBER.fullmatch(number)
    receipt = find_receipt(work, number) if known else None
    if receipt is None:
        return Verified(Verdict.UNKNOWN)
    is_whole = set(document) == {"receipt", "sha256"} and document["sha256"] == receipt.sha256
    if is_whole and canonical(content) == receipt.content:
        return Verified(Verdict.GENUINE, receipt)
    return Verified(Verdict.ALTERED, receipt, _changed(document, receipt))


def _changed(document: dict[str, Any], receipt: Receipt) -> list[str]:
    issued = {**json.loads(receipt.content), "sha256": receipt.sha256}
    shown = {**document["receipt"], "sha256": document.get("sha256")}
    return [
        name
        for name in issued
        if name not in shown or canonical(shown[name]) != canonical(issued[name])
    ]


def _document(text: str) -> dict[str, Any]:
    if len(text.encode(errors="replace")) > LONGEST:
        raise Invalid(fields={"receipt": UNREADABLE})
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise Invalid(fields={"receipt": UNREADABLE}) from None
    if not isinstance(document, dict) or not isinstance(document.get("receipt"), dict):
        raise Invalid(fields={"receipt": UNREADABLE})
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that is there twice: people would read the one, programs the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found
