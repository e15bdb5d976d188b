"""The release character: it makes the next character text (ISO 9735, 5.1).

While a message is taken apart, released separators are held as characters that no decoding gives,
so that plain `str.split` and patterns see text.
"""

from edi.syntax.edifact.separators import Separators

_HELD = 0xDC00  # lone surrogates
_PLAIN = {_HELD + code: code for code in range(256)}


def held(text: str, marks: Separators) -> str:
    """Take out release characters; what was released is held until `plain` is asked."""
    release = marks.release
    if not release or release not in text:
        return text
    text = text.replace(release + release, chr(_HELD + ord(release)))
    for mark in (marks.terminator, marks.element, marks.component):
        text = text.replace(release + mark, chr(_HELD + ord(mark)))
    return text.replace(release, "")


def plain(text: str) -> str:
    """Return text as its sender meant it."""
    return text if text.isascii() else text.translate(_PLAIN)


def same_length(text: str, marks: Separators) -> str:
    """Blank out released terminators, for finding where segments start in raw text."""
    release = marks.release
    if not release or release not in text:
        return text
    return text.replace(release + release, "\0\0").replace(release + marks.terminator, "\0\0")


def count_segments(text: str, marks: Separators) -> int:
    """Count the terminators that end something."""
    return same_length(text, marks).count(marks.terminator)


def released(text: str, marks: Separators) -> str:
    """Put the release character before every separator in text that is written."""
    release = marks.release
    if not release:
        return text
    for mark in (release, marks.component, marks.element, marks.terminator):
        if mark in text:
            text = text.replace(mark, release + mark)
    return text
