"""Which messages in which versions there are tables for."""

from functools import cache
from importlib.resources import files

from edi.messages.edifact.notation import Dictionary, read_message
from edi.messages.grammar import Grammar
from edi.messages.tables import Segment

# A version takes over what its own folder does not say otherwise.
_INHERITS = {"D96A": ("d96a",), "D01B": ("d96a", "d01b")}
VERSIONS = tuple(_INHERITS)
MESSAGES = frozenset(
    {"ORDERS", "ORDRSP", "ORDCHG", "DESADV", "INVOIC", "APERAK", "PRICAT", "RECADV"}
)
CONTRL = "CONTRL"


@cache
def grammar(message: str, version: str) -> Grammar | None:
    """Return the compiled table of `message` ("ORDERS") in `version` ("D96A"), None if unknown."""
    if message == CONTRL:
        text = files(__package__).joinpath("CONTRL.table").read_text("utf-8")
    elif message in MESSAGES and version in _INHERITS:
        text = _text(version.lower(), message)
    else:
        return None
    return Grammar(read_message(text, version, segments(version)))


@cache
def segments(version: str) -> dict[str, Segment]:
    """Return every segment known to `version`, by tag."""
    dictionary = Dictionary()
    for folder in _INHERITS.get(version, ()):
        dictionary.add(_text(folder, "elements"))
        dictionary.add(_text(folder, "segments"))
    dictionary.add(files(__package__).joinpath("service.table").read_text("utf-8"))
    dictionary.close()
    return dictionary.segments


def nearest(version: str, release: str) -> str:
    """Return the version whose tables are nearest to a directory, such as `D` and `97A`.

    Empty where there is none: no directory of UN/EDIFACT is that far off.
    """
    if f"{version}{release}" in _INHERITS:
        return f"{version}{release}"
    year = release[:2]
    if version == "D" and len(release) == len("96A") and year.isdigit() and year.isascii():
        is_late = int(year) < _CENTURY or release >= "99"
        return "D01B" if is_late else "D96A"
    if version in {"1", "2"} and release in {"911", "912", "921"}:
        return "D96A"
    return ""


_CENTURY = 93  # the first directory was D.93A


def _text(folder: str, name: str) -> str:
    file = files(__package__) / folder / f"{name}.table"
    return file.read_text("utf-8") if file.is_file() else ""
