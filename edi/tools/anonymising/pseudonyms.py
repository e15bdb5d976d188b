"""Texts to other texts of the same shape, by a key; two texts never become the same one.

A pseudonym is a keyed permutation (a Feistel network over HMAC-SHA-256) of the texts of one shape:
letters stay letters, digits digits, all else stays as it is. Where the text passes a check, such as
the check digit of a GTIN, the permutation is applied until its result passes too, which keeps it
one to one.
"""

import hmac
import re
import string
from decimal import Decimal, InvalidOperation

from edi.tools.anonymising.check_digits import CHECKS

_ROUNDS = 6
_LONGEST_WALK = 20_000
_MOST_REMEMBERED = 200_000
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COUNTRIES = (
    "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI "
    "SK XI"
)
_WITH_COUNTRY = re.compile(
    rf"(?:{_COUNTRIES.replace(' ', '|')})(?=[A-Z0-9]*\d{{4}})[A-Z0-9]{{2,32}}"
)
_LONG_NUMBER = re.compile(r"(0+)([1-9][0-9]{6,})")
_HEX = "0123456789abcdef"


class Pseudonyms:
    """Pseudonyms by a key; `replaced` are the texts that got one.

    `factor` is what amounts are multiplied by: a whole number, so that sums stay sums to the cent.
    """

    def __init__(self, key: bytes, factor: int = 1) -> None:
        self._key = key
        self._factor = factor
        self._known: dict[str, str] = {}
        self.replaced: set[str] = set()

    def text(self, text: str) -> str:
        """Return the pseudonym of a text; blanks around it stay."""
        plain = text.strip()
        if not any(character.isalnum() for character in plain):
            return text
        if len(self.replaced) < _MOST_REMEMBERED:
            self.replaced.add(plain)
        known = self._known.get(plain)
        if known is None:
            known = self._made(plain)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[plain] = known
        return text.replace(plain, known, 1)

    def amount(self, text: str) -> str:
        """Return an amount multiplied by the factor, with as many decimals as it had."""
        if self._factor == 1:
            return text
        try:
            number = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            return text
        if not number.is_finite() or abs(number.adjusted()) > _ROUNDS * 5:
            return text
        scaled = f"{number * self._factor:f}"
        return scaled.replace(".", ",") if "," in text else scaled

    def _made(self, text: str) -> str:
        fixed, rest = _split(text)
        passed = [check for check in CHECKS if check(text)]
        made = rest
        for _ in range(_LONGEST_WALK):
            made = self._permuted(made)
            if all(check(fixed + made) for check in passed):
                return fixed + made
        return fixed + made

    def _permuted(self, text: str) -> str:
        """Shift each half of the characters by what the other half says, in turns."""
        alphabets = [_alphabet(c) for c in text]
        if _UUID.fullmatch(text):
            alphabets = [_HEX if c in _HEX else "" for c in text]
        places = [at for at, alphabet in enumerate(alphabets) if alphabet]
        characters = list(text)
        shape = "".join(_mark(c, alphabet) for c, alphabet in zip(text, alphabets, strict=True))
        middle = len(places) // 2
        halves = places[:middle], places[middle:]
        for turn in range(_ROUNDS):
            targets, sources = halves[turn % 2], halves[1 - turn % 2]
            said = "".join([characters[at] for at in sources])
            stream = self._stream(f"{turn}\0{shape}\0{said}", len(targets))
            for at, shift in zip(targets, stream, strict=True):
                alphabet = alphabets[at]
                place = alphabet.find(characters[at])
                characters[at] = alphabet[(place + shift) % len(alphabet)]
        return "".join(characters)

    def _stream(self, said: str, length: int) -> bytes:
        message = said.encode("utf-8", "surrogatepass")
        stream = b""
        while len(stream) < length:
            stream += hmac.digest(self._key, message + b"\0%d" % len(stream), "sha256")
        return stream[:length]


def _split(text: str) -> tuple[str, str]:
    """Part what stays (a country, zeros before a long number) from what is permuted."""
    country = _WITH_COUNTRY.fullmatch(text)
    if country:
        return text[:2], text[2:]
    number = _LONG_NUMBER.fullmatch(text)
    return (number[1], number[2]) if number else ("", text)


def _alphabet(character: str) -> str:
    if character in string.digits:
        return string.digits
    if character.isupper():
        return string.ascii_uppercase
    return string.ascii_lowercase if character.isalpha() else ""


def _mark(character: str, alphabet: str) -> str:
    """Stand for a character's kind; a letter of no alphabet stands for itself, as it is lost."""
    return alphabet[0] if alphabet and character in alphabet else character
