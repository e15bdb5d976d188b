"""The order of all submissions, so that nobody can change it afterwards without being found out.

Each seal is the SHA-256 of the seal before, the place and the receipt's own hash. Places are taken
one transaction after the other (`deals.queries.next_submission_sequence`), so that none appears
before one that was sealed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from deals.receipts import policies, queries
from deals.receipts.content import digest
from deals.receipts.models import HASH, ReceiptLink
from portal.kernel.db import Work
from portal.kernel.policy import ensure

BEFORE_THE_FIRST: Final = "0" * HASH


class Fault(StrEnum):
    CONTENT = "CONTENT"
    """The receipt does not have the hash of its content."""
    RECEIPT = "RECEIPT"
    """The chain holds another hash than the receipt."""
    PREVIOUS = "PREVIOUS"
    """It does not follow the one before it: one was taken out, or put in between."""
    SEAL = "SEAL"
    """Its own seal is not that of what it says."""
    MISSING = "MISSING"
    """A registration since the first receipt has none."""
    DISPLACED = "DISPLACED"
    """A registration does not stand where its last receipt says."""


@dataclass(frozen=True, slots=True)
class Examination:
    """How many links were looked at, how many wait for their seal, and the first bad one."""

    links: int
    waiting: int
    fault: Fault | None = None
    at: str | None = None
    """The number of the receipt, or of the registration."""


def seal_of(previous: str, sequence: int, sha256: str) -> str:
    return digest(f"{previous}\n{sequence}\n{sha256}")


def seal_receipts(work: Work) -> int:
    """Seal what was submitted since the last time, in its order; return how many."""
    ensure(work.actor.is_system)
    queries.wait_to_seal(work)
    last = queries.last_sealed(work)
    previous = last.seal if last and last.seal else BEFORE_THE_FIRST
    done = 0
    while links := queries.unsealed(work):
        for link in links:
            link.previous = previous
            previous = link.seal = seal_of(previous, link.sequence, link.sha256)
            link.sealed_at = work.now
        work.flush()
        done += len(links)
    return done


def examine(work: Work) -> Examination:
    """Go along the whole chain and stop at the first bad link, in constant memory."""
    ensure(policies.can_examine(work.actor))
    sealed, waiting = queries.count_links(work)
    previous = BEFORE_THE_FIRST
    for number, link in enumerate(queries.chain(work), 1):
        fault = _fault_of(link, previous)
        if fault:
            return Examination(number, waiting, fault, link.receipt.number)
        previous = link.seal or ""
    for fault, deal in (
        (Fault.MISSING, queries.find_unreceipted(work)),
        (Fault.DISPLACED, queries.find_displaced(work)),
    ):
        if deal is not None:
            return Examination(sealed, waiting, fault, deal.number)
    return Examination(sealed, waiting)


def _fault_of(link: ReceiptLink, previous: str) -> Fault | None:
    receipt = link.receipt
    if digest(receipt.content) != receipt.sha256:
        return Fault.CONTENT
    if link.sha256 != receipt.sha256:
        return Fault.RECEIPT
    if link.previous != previous:
        return Fault.PREVIOUS
    if link.seal != seal_of(previous, link.sequence, link.sha256):
        return Fault.SEAL
    return None
