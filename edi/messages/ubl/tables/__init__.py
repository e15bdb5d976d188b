"""The structure of UBL as data: one table per document, one of aggregates, one of basic components.

`read` knows their notation, which the head of each file explains.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

UNLIMITED = 1_000_000_000
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXT = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
PREFIXES = {CAC: "cac", CBC: "cbc", EXT: "ext"}
DOCUMENTS = (
    "Order",
    "OrderResponse",
    "OrderResponseSimple",
    "OrderChange",
    "OrderCancellation",
    "DespatchAdvice",
    "Invoice",
    "CreditNote",
    "ApplicationResponse",
)
_CHILD = re.compile(r"(cac:)?(\w+)(?:=(\w+))?([?*+])?(\^)?")
_OCCURS = {"": (1, 1), "?": (0, 1), "*": (0, UNLIMITED), "+": (1, UNLIMITED)}
_DOCUMENT = re.compile(r"document (\w+) (\S+)")


class TableError(ValueError):
    """A table file that does not follow the notation; the message quotes the line."""


class Child(NamedTuple):
    """What may stand in an aggregate: `type` is a data type, an aggregate's name, or `open`."""

    key: str
    name: str
    tag: str
    type: str
    least: int
    most: int
    is_aggregate: bool


class Aggregate:
    """An aggregate or a document: its children in order, and the shapes of it seen so far."""

    def __init__(self, name: str, children: tuple[Child, ...]) -> None:
        self.name = name
        self.children = (_EXTENSIONS, *children)
        self.by_tag = {child.tag: at for at, child in enumerate(self.children)}
        self.by_key = {child.key: child for child in self.children}


_EXTENSIONS = Child(
    "UBLExtensions", "ext:UBLExtensions", f"{{{EXT}}}UBLExtensions", "open", 0, 1, is_aggregate=True
)


@cache
def document(name: str) -> Aggregate:
    """Return the table of a document by its name, one of `DOCUMENTS`."""
    rows = _rows(f"{name}.table")
    title = _DOCUMENT.fullmatch(next(rows, ""))
    if not title or title[1] != name:
        raise TableError(f"{name}.table must start with `document {name} namespace`")
    return Aggregate(name, tuple(_document_child(row) for row in rows))


def namespace(name: str) -> str:
    return f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"


@cache
def aggregates() -> dict[str, Aggregate]:
    """Return all aggregates by name; `open` has none of its own."""
    return {name: Aggregate(name, _children(text)) for name, text in _entries("aggregates.table")}


@cache
def data_types() -> dict[str, str]:
    """Return the data type of each basic component by its name."""
    return {
        name: data_type for data_type, text in _entries("basics.table") for name in text.split()
    }


@cache
def attributes() -> dict[str, tuple[frozenset[str], str]]:
    """Return by data type which attributes it may have and which one it must have, or empty."""
    return {
        data_type: (
            frozenset(word.rstrip("!") for word in text.split()),
            next((word[:-1] for word in text.split() if word[-1] == "!"), ""),
        )
        for data_type, text in _entries("attributes.table")
    }


@cache
def codes(name: str) -> frozenset[str]:
    """Return a code list by its name in codes.table."""
    return _code_lists()[name]


@cache
def _code_lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in _entries("codes.table")}


def _document_child(row: str) -> Child:
    name, occurs, *_since = (cell.strip() for cell in row.split("|"))
    least, _, most = occurs.partition("..")
    return _child(name)._replace(least=int(least), most=UNLIMITED if most == "n" else int(most))


def _children(text: str) -> tuple[Child, ...]:
    return tuple(_child(word) for word in text.split())


def _child(word: str) -> Child:
    match = _CHILD.fullmatch(word)
    if not match:
        raise TableError(f"not understood: {word}")
    prefix, key, named, occurs, _late = match.groups("")
    least, most = _OCCURS[occurs]
    if prefix:
        return Child(
            key, f"cac:{key}", f"{{{CAC}}}{key}", named or key, least, most, is_aggregate=True
        )
    data_type = data_types().get(key)
    if data_type is None:
        raise TableError(f"basics.table lacks {key}")
    return Child(key, f"cbc:{key}", f"{{{CBC}}}{key}", data_type, least, most, is_aggregate=False)


def _entries(file: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of `name | text`, where text may go on in indented lines."""
    name, text = "", ""
    for row in _rows(file, keep_indent=True):
        if row[0] == " ":
            text += row
            continue
        if name:
            yield name, text
        name, bar, text = row.partition(" |")
        if not bar:
            raise TableError(f"`name | text` expected: {row}")
    if name:
        yield name, text


def _rows(file: str, *, keep_indent: bool = False) -> Iterator[str]:
    text = (files(__package__) / file).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.rstrip() if keep_indent else line.strip()
