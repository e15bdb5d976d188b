"""The element tables of cXML 1.2 and their notation, which `envelope.table` explains."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

UNLIMITED = 1_000_000_000
_MANY = {"": (1, 1), "?": (0, 1), "*": (0, UNLIMITED), "+": (1, UNLIMITED)}
_CHILD = re.compile(r"(\w+)([?*+]?)")
_ATTRIBUTE = re.compile(r"@(\w+)(!?)(?::(\S+))?")
_TYPES = {"text", "decimal", "integer", "date", "currency"}


class TableError(ValueError):
    """A table file that does not follow the notation; the message quotes the line."""


class Child(NamedTuple):
    """`place` is the same for children that may stand in any order among themselves."""

    name: str
    least: int
    most: int
    place: int


class Attribute(NamedTuple):
    """`type` is empty when `codes` list what it may be."""

    name: str
    is_required: bool
    type: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element holds; `text` is the type of its text, empty when it has none."""

    name: str
    children: dict[str, Child]
    attributes: dict[str, Attribute]
    text: str
    is_mixed: bool
    is_open: bool
    is_secret: bool
    needed: tuple[str, ...] = ()  # children that must be there
    required: tuple[str, ...] = ()  # attributes that must be there; a language never has to


@cache
def shapes() -> dict[str, Shape]:
    """Return the shapes of all elements of all tables, by name."""
    found: dict[str, Shape] = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".table"):
            found |= read_table(file.read_text("utf-8"))
    for shape in found.values():
        for child in shape.children:
            if child not in found and child not in _LATER:
                raise TableError(f"{shape.name} has a {child}, which is nowhere defined")
    return found


_LATER = {"SupplierList", "Path"}
_LANG = "lang"  # xml:lang


def read_table(text: str) -> dict[str, Shape]:
    """Read one table file. Raises TableError."""
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        plain = line.partition("#")[0].strip()
        if plain.startswith("element "):
            current = blocks.setdefault(plain.removeprefix("element "), [])
        elif plain:
            current.append(plain)
    return {name: _shape(name, " ".join(lines)) for name, lines in blocks.items()}


def _shape(name: str, text: str) -> Shape:
    children: dict[str, Child] = {}
    attributes: dict[str, Attribute] = {}
    words: set[str] = set()
    content, place, is_grouped = "", 0, False
    for token in text.split():
        if token.startswith("@"):
            attribute = _attribute(token)
            attributes[attribute.name] = attribute
        elif token.startswith("="):
            content = token[1:]
        elif token in {"open", "secret", "mixed"}:
            words.add(token)
        else:
            place += not is_grouped
            is_grouped = (is_grouped or token.startswith("(")) and not token.endswith(")")
            child = _child(token.strip("()"), place)
            children[child.name] = child
    if content and content not in _TYPES:
        raise TableError(f"{name}: there is no type {content}")
    return Shape(
        name,
        children,
        attributes,
        content,
        "mixed" in words,
        "open" in words,
        "secret" in words,
        tuple(child.name for child in children.values() if child.least),
        tuple(each.name for each in attributes.values() if each.is_required and each.name != _LANG),
    )


def _child(token: str, place: int) -> Child:
    match = _CHILD.fullmatch(token)
    if not match:
        raise TableError(f"this is no child: {token}")
    return Child(match[1], *_MANY[match[2]], place)


def _attribute(token: str) -> Attribute:
    match = _ATTRIBUTE.fullmatch(token)
    if not match:
        raise TableError(f"this is no attribute: {token}")
    kind = match[3] or "text"
    codes = () if kind in _TYPES else tuple(kind.split(","))
    return Attribute(match[1], bool(match[2]), "" if codes else kind, codes)
