"""The character sets UNB0001 names: ISO 9735, clause 6 and annex A; ISO 9735-1:2002, annex C."""

import re

from edi.syntax.substitutes import decode_latin

CODECS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
"""The Python codec of each level. UNOX, whose bytes change their meaning, is not read."""

_OUTSIDE = {
    "UNOA": re.compile(r"[^A-Z0-9 .,\-()/='+:?!\"%&*;<>\r\n\x1c-\x1f]"),
    "UNOB": re.compile(r"[^A-Za-z0-9 .,\-()/='+:?!\"%&*;<>\r\n\x1c-\x1f]"),
}


def decode(text: str, level: str) -> str:
    """Turn bytes, held as Latin-1 text, into characters; what cannot be one becomes SUB."""
    if text.isascii():
        return text
    return decode_latin(text, CODECS.get(level, "iso8859-1"))


def first_outside(text: str, level: str, service: str = "") -> str:
    """Return the first character that a level of few characters lacks, empty if there is none.

    `service` are the separators that UNA names, which may be others than the level has.
    """
    few = _OUTSIDE.get(level)
    if few is None:
        return ""
    return next((each[0] for each in few.finditer(text) if each[0] not in service), "")


def lacks(text: str, level: str) -> str:
    """Return the first character of `text` that cannot be written in a level, else empty."""
    few = first_outside(text, level)
    if few:
        return few
    try:
        text.encode(CODECS.get(level, "ascii"))
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""
