"""Passwords: argon2id (RFC 9106, the library's recommended profile), normalised as NIST says."""

import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.kernel.errors import Invalid
from portal.kernel.words import said

SHORTEST: Final = 12
LONGEST: Final = 1000

_HASHER: Final = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash.

    Raises:
        Invalid: too short, too long, or with a NUL in it.
    """
    if not SHORTEST <= len(password) <= LONGEST or "\0" in password:
        raise Invalid(
            fields={
                "password": said(
                    "Use %(least)s to %(most)s characters; a sentence is fine.",
                    least=SHORTEST,
                    most=f"{LONGEST:,}",
                )
            }
        )
    return _HASHER.hash(_normalised(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Return whether the password fits; an unknown account costs the same time as a known one."""
    if len(password) > LONGEST:
        password, password_hash = "", None
    try:
        _HASHER.verify(password_hash or _nobody(), _normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobody() -> str:
    """Return the hash that unknown accounts are checked against, to take the same time."""
    return _HASHER.hash("nobody has this password")


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
