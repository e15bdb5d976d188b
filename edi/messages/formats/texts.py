from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a document, for what depends on their characters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))
