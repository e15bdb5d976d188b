"""Bytes that are no characters: decoded so that tables refuse them where they stand."""

import codecs

SUBSTITUTE = "\x1a"  # a control character, which no element of any message may have
_HANDLER = "kontor-substitute"
_REPLACEMENT = "\ufffd"
_SENT_AS_IT_IS = _REPLACEMENT.encode()  # which is a character like any other


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return SUBSTITUTE, error.end
    raise error


codecs.register_error(_HANDLER, _substitute)


def decode_latin(text: str, charset: str) -> str:
    """Decode bytes that are held as Latin-1 text; what cannot be a character becomes SUB."""
    data = text.encode("latin-1")
    if _SENT_AS_IT_IS in data:
        return data.decode(charset, _HANDLER)
    return data.decode(charset, "replace").replace(_REPLACEMENT, SUBSTITUTE)  # ten times as fast
