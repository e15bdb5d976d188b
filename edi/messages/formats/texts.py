from collections.abc import Iterator
from typing import Any

from edi.record import Record, names


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a document, for what depends on their characters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, Record):
        for name in names(value):
            yield from texts_of(getattr(value, name))
