"""File names from outside: kept as typed where that is safe, refused with a sentence where not.

A name is only ever shown and sent back in `Content-Disposition`; no key or path is made from it.
"""

import re
import unicodedata
from typing import Final

from portal.kernel.errors import Invalid
from portal.kernel.words import said

LONGEST_NAME: Final = 255
"""In bytes of UTF-8: what the common file systems take."""

_WINDOWS_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})
"""Persian words and emoji families need them."""
_EMOJI_TAGS: Final = range(0xE0020, 0xE0080)
_NONCHARACTERS: Final = frozenset(range(0xFDD0, 0xFDF0)) | {
    plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
}


def clean_name(raw: str) -> str:
    """Return the last component of a path, in NFC, without trailing dots and spaces.

    Raises:
        Invalid: it is empty, longer than 255 bytes, a Windows device, or holds characters that
            are invisible or turn the text around.
    """
    name = unicodedata.normalize("NFC", raw)
    name = re.split(r"[/\\]", name)[-1].strip(" ").rstrip(". ")
    if any(_is_deceptive(character) for character in raw):
        raise _refused(
            said("This file's name holds invisible characters. Rename it and try again.")
        )
    if not name or name.startswith(".") or "." not in name:
        raise _refused(
            said("This file's name has no ending such as .pdf. Rename it and try again.")
        )
    if len(name.encode()) > LONGEST_NAME:
        raise _refused(said("This file's name is too long. Shorten it and try again."))
    if _WINDOWS_DEVICES.fullmatch(name.partition(".")[0].strip()):
        raise _refused(said("Windows cannot store a file of this name. Rename it and try again."))
    return name


def _is_deceptive(character: str) -> bool:
    if character in _JOINERS or ord(character) in _EMOJI_TAGS:
        return False
    return (
        unicodedata.category(character) in _REFUSED_CATEGORIES or ord(character) in _NONCHARACTERS
    )


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": sentence})
