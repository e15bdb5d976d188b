"""Sentences the domain says to people, in English first, and in the reader's language at the edge.

The domain knows no reader and no Flask: it says a sentence with `said("…")`, which also marks the
sentence for the catalogues (`make messages`). An edge, which knows who reads, says it again with
`spoken(sentence, gettext)`. Whatever is kept, logged or compared is the English text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "pl": "Polski", "ru": "Русский"}
"""The shipped languages, each by its own name."""


class Said(str):
    """A sentence in English that remembers how it was made: its pattern and what stood in it."""

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, object]


def said(pattern: str, **values: object) -> Said:
    """Say a sentence; `%(name)s` in it stands for a value. A value may be a sentence itself."""
    sentence = Said(pattern % values if values else pattern)
    sentence.pattern, sentence.values = pattern, values
    return sentence


def spoken(sentence: object, translate: Callable[[str], str]) -> str:
    """Return the sentence in the language `translate` knows; a plain text is looked up as it is."""
    if not isinstance(sentence, Said):
        return translate(text) if (text := str(sentence)) else text
    pattern = translate(sentence.pattern)
    if not sentence.values:
        return pattern
    values = {
        name: spoken(value, translate) if isinstance(value, Said) else value
        for name, value in sentence.values.items()
    }
    return pattern % values
