"""The numbers whose check digits somebody looks at; a pseudonym passes the checks its text did."""

import re
from collections.abc import Callable

from edi.messages.ubl.rules.identifiers import (
    is_australian,
    is_belgian,
    is_norwegian,
    is_swedish,
)
from edi.syntax.xml.values import has_gs1_check_digit

_GS1_LENGTHS = {8, 12, 13, 14, 17, 18}  # GTINs, GLN, GSIN, SSCC
_SSCC_WITH_IDENTIFIER = 20
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MOD_97 = 97


def is_gs1(text: str) -> bool:
    """Say whether a text is a GTIN, GLN, GSIN or SSCC, this also with its identifier 00."""
    if not (text.isascii() and text.isdigit()):
        return False
    if len(text) == _SSCC_WITH_IDENTIFIER and text.startswith("00"):
        text = text[2:]
    return len(text) in _GS1_LENGTHS and has_gs1_check_digit(text)


def is_iban(text: str) -> bool:
    """Say whether a text is an IBAN (ISO 13616): modulus 97 of its rearranged digits is 1."""
    if not _IBAN.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % _MOD_97 == 1


CHECKS: tuple[Callable[[str], bool], ...] = (
    is_gs1,
    is_iban,
    is_norwegian,
    is_belgian,
    is_swedish,
    is_australian,
)
