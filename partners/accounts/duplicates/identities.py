"""Numbers that registers give to companies: how they are written, and whether one can be right."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from partners.accounts.duplicates.models import REGISTERED, IdentityKind
from portal.kernel.errors import Invalid
from portal.kernel.words import Said, said

FIELDS: Final = {kind: kind.value.lower() for kind in REGISTERED}
"""What each is called in forms and sheets."""
Registered = Mapping[IdentityKind, str]

_VAT_NUMBERS: Final = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CHE": r"\d{9}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "NO": r"\d{9}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"[1-9]\d{1,9}",
    "SE": r"\d{12}",
    "SI": r"[1-9]\d{7}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
}
"""What follows the country in a VAT number, after the list of the European Commission (VIES)."""
_VAT: Final = re.compile(
    "|".join(f"{country}{rest}" for country, rest in _VAT_NUMBERS.items()), re.ASCII
)
_AFTER_VAT: Final = re.compile(r"^(CHE\d{9})(MWST|TVA|IVA)$|^(NO\d{9})MVA$", re.ASCII)
_LEI_REMAINDER: Final = 1


def registered_identities(values: Mapping[IdentityKind, str]) -> dict[IdentityKind, str]:
    """Return identities as they are compared; those left empty are left out.

    Raises:
        Invalid: one of them cannot be right; its field says what to do.
    """
    found, fields = {}, {}
    for kind, text in values.items():
        value = normalised(text)
        if not value:
            continue
        if kind is IdentityKind.VAT:
            value = _without_ending(value)
        if _IS_RIGHT[kind](value):
            found[kind] = value
        else:
            fields[FIELDS[kind]] = WRONG[kind]
    if fields:
        raise Invalid(fields=fields)
    return found


def normalised(text: str) -> str:
    """Return an identity without spaces, points, strokes and small letters."""
    return re.sub(r"[\s.,/_\u00ad\u2010-\u2015-]+", "", text).upper()


def is_vat_number(value: str) -> bool:
    """Return whether it has the shape of a VAT number; only its country's register knows more."""
    return _VAT.fullmatch(value) is not None


def is_duns(value: str) -> bool:
    """Return whether it is nine digits: since 2006 the last of them checks nothing."""
    return re.fullmatch(r"[0-9]{9}", value) is not None


def is_lei(value: str) -> bool:
    """Return whether it is a legal entity identifier (ISO 17442), by ISO 7064 mod 97-10."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value):
        return False
    return int("".join(str(int(letter, 36)) for letter in value)) % 97 == _LEI_REMAINDER


def is_gln(value: str) -> bool:
    """Return whether it is a global location number (GS1), by its check digit mod 10."""
    if not re.fullmatch(r"[0-9]{13}", value):
        return False
    weighed = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(value))
    return sum(weighed) % 10 == 0


def _without_ending(value: str) -> str:
    found = _AFTER_VAT.match(value)
    return (found[1] or found[3]) if found else value


_IS_RIGHT: Final[dict[IdentityKind, Callable[[str], bool]]] = {
    IdentityKind.VAT: is_vat_number,
    IdentityKind.DUNS: is_duns,
    IdentityKind.LEI: is_lei,
    IdentityKind.GLN: is_gln,
}
WRONG: Final[dict[IdentityKind, Said]] = {
    IdentityKind.VAT: said("Enter the VAT number with its country, for example DE136695976."),
    IdentityKind.DUNS: said("A D-U-N-S number has nine digits. Check it."),
    IdentityKind.LEI: said("An LEI has 20 characters, and its last two do not fit. Check it."),
    IdentityKind.GLN: said("A GLN has 13 digits, and its last one does not fit. Check it."),
}
