"""Bytes that are no characters: decoded so that tables refuse them where they stand."""

import codecs

SUBSTITUTE = "\x1a"  # a control character, which no element of any message may have
_HANDLER = "kontor-substitute"


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return SUBSTITUTE, error.end
    raise error


codecs.register_error(_HANDLER, _substitute)


def decode_latin(text: str, charset: str) -> str:
    """Decode bytes that are held as Latin-1 text; what cannot be a character becomes SUB."""
    return text.encode("latin-1").decode(charset, _HANDLER)
