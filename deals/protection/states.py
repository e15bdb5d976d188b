"""Where a protection stands, and where it may go from there."""

from enum import StrEnum
from typing import Final


class ProtectionState(StrEnum):
    """Whether, and until when, the partner is alone on the customer."""

    NONE = "NONE"
    PROVISIONAL = "PROVISIONAL"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    RELEASED = "RELEASED"
    REVOKED = "REVOKED"
    TRANSFERRED = "TRANSFERRED"
    FULFILLED = "FULFILLED"


class RevocationReason(StrEnum):
    """Why a host takes a protection away before its time."""

    NO_PROGRESS = "NO_PROGRESS"
    UNTRUE = "UNTRUE"
    AT_CUSTOMERS_WISH = "AT_CUSTOMERS_WISH"
    TERMS_BROKEN = "TERMS_BROKEN"
    HOSTS_MISTAKE = "HOSTS_MISTAKE"


RUNNING: Final = frozenset({ProtectionState.PROVISIONAL, ProtectionState.ACTIVE})

PROTECTION_TRANSITIONS: Final[dict[ProtectionState, frozenset[ProtectionState]]] = {
    ProtectionState.NONE: frozenset({ProtectionState.PROVISIONAL, ProtectionState.ACTIVE}),
    ProtectionState.PROVISIONAL: frozenset(
        {ProtectionState.ACTIVE, ProtectionState.RELEASED, ProtectionState.REVOKED}
    ),
    ProtectionState.ACTIVE: frozenset(
        {
            ProtectionState.EXPIRED,
            ProtectionState.RELEASED,
            ProtectionState.REVOKED,
            ProtectionState.TRANSFERRED,
            ProtectionState.FULFILLED,
        }
    ),
    ProtectionState.EXPIRED: frozenset(),
    ProtectionState.RELEASED: frozenset(),
    ProtectionState.REVOKED: frozenset({ProtectionState.NONE, ProtectionState.ACTIVE}),
    ProtectionState.TRANSFERRED: frozenset(),
    ProtectionState.FULFILLED: frozenset(),
}
"""The host's silence gives a provisional one, and only its answer or the partner ends that.

One that was revoked comes back when a dispute overturns that, and begins anew with its review.

The database holds the same map (`kontor_protection_moves`).
"""
