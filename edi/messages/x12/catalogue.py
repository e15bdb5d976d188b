"""Which messages in which versions there are tables for."""

from functools import cache
from importlib.resources import files

from edi.messages.grammar import Grammar
from edi.messages.notation import read_elements, read_message, read_segments
from edi.messages.tables import Composite, DataElement, Segment

# A version takes over what its own folder does not say otherwise.
_INHERITS = {"004010": ("004010",), "005010": ("004010", "005010")}
_MESSAGES = {
    "810": "IN",
    "832": "SC",
    "846": "IB",
    "850": "PO",
    "855": "PR",
    "856": "SH",
    "860": "PC",
    "865": "CA",
    "997": "FA",
    "999": "FA",
}
VERSIONS = frozenset(_INHERITS)
GROUPS = frozenset(_MESSAGES.values())


@cache
def grammar(message: str, version: str) -> Grammar | None:
    """Return the compiled table of `message` ("850") in `version` ("004010"), None if unknown."""
    if message not in _MESSAGES or version not in _INHERITS:
        return None
    for folder in reversed(_INHERITS[version]):
        text = _text(folder, message)
        if text:
            return Grammar(read_message(text, version, segments(version)))
    return None


@cache
def segments(version: str) -> dict[str, Segment]:
    """Return every segment known to `version`, by id."""
    elements: dict[str, DataElement] = {}
    for folder in _INHERITS[version]:
        elements |= read_elements(_text(folder, "elements"))
    text = "\n".join(_text(folder, "segments") for folder in _INHERITS[version])
    read: dict[str, Segment | Composite] = read_segments(text, elements)
    return {name: entry for name, entry in read.items() if isinstance(entry, Segment)}


def _text(folder: str, name: str) -> str:
    file = files(__package__) / f"v{folder}" / f"{name}.table"
    return file.read_text("utf-8") if file.is_file() else ""
