"""`diff`: two files' documents compared field by field, whatever their syntaxes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edi.canonical.documents import Document
from edi.canonical.plain import kind_of
from edi.canonical.totals import compute_totals
from edi.messages.losses import KEYS
from edi.messages.results import MessageResult
from edi.record import Record, names
from edi.tools.reading import Opened
from edi.tools.screen import Screen, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not the same in two documents, by its path; None where one has none.

    `document` says which: its kind and number.
    """

    document: str
    path: str
    one: Any
    other: Any


def compare(ones: list[Document], others: list[Document]) -> Iterator[Difference]:
    """Yield what differs between documents, paired by kind and number.

    Lines are matched by number, parties, dates, references and the like by role or kind; what has
    none by what it says, then by place. A single document on both sides is compared whatever its
    number. Computed totals are compared too, under `(computed)`.
    """
    if len(ones) == len(others) == 1 and type(ones[0]) is type(others[0]):
        yield from _of_pair(ones[0], others[0])
        return
    left = {_name(each): each for each in others}
    for one in ones:
        other = left.pop(_name(one), None)
        if other is None:
            yield Difference(_name(one), "", "is there", None)
        else:
            yield from _of_pair(one, other)
    for name in left:
        yield Difference(name, "", None, "is there")


def _of_pair(one: Document, other: Document) -> Iterator[Difference]:
    name = _name(one)
    for path, here, there in _fields(one, other, ""):
        yield Difference(name, path, here, there)
    yield from (Difference(name, *found) for found in _totals(one, other))


def _totals(one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    if not (hasattr(one, "taxes") and hasattr(one, "totals")):
        return
    if not all(hasattr(line, "amount") for each in (one, other) for line in each.lines):
        return
    here, there = compute_totals(one), compute_totals(other)
    for name in names(here):
        pair = getattr(here, name), getattr(there, name)
        if pair[0] != pair[1]:
            yield f"(computed) totals.{name}", *pair


def _name(document: Any) -> str:
    number = getattr(document, "number", "") or getattr(document, "order_number", "")
    return f"{kind_of(document)} {number or getattr(document, 'control_number', '')}".strip()


def _fields(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    for name in names(one):
        here, there = getattr(one, name), getattr(other, name)
        if here != there:
            yield from _values(here, there, f"{path}.{name}" if path else name)


def _values(here: Any, there: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(here, tuple) and isinstance(there, tuple):
        yield from _several(here, there, path)
    elif isinstance(here, Record) and type(here) is type(there):
        yield from _fields(here, there, path)
    elif here != there:
        yield path, here or None, there or None


def _several(
    ones: tuple[Any, ...], others: tuple[Any, ...], path: str
) -> Iterator[tuple[str, Any, Any]]:
    rest = list(others)
    keyed = _by_key(rest)
    unmatched: list[tuple[str, Any]] = []
    for label, one in _labels(ones):
        same = keyed.get(label)
        if same is not None and any(each is same for each in rest):
            rest = [each for each in rest if each is not same]
            if one != same:
                yield from _values(one, same, f"{path}[{label}]")
        elif one in rest:
            rest.remove(one)
        else:
            unmatched.append((label, one))
    for at, (label, one) in enumerate(unmatched):
        if _key(one) or at >= len(rest) or _key(rest[at]):
            yield f"{path}[{label}]", one, None
        else:
            yield from _values(one, rest[at], f"{path}[{label}]")
    taken = sum(not _key(one) for _, one in unmatched)
    for other in rest[taken:] if rest and not _key(rest[0]) else rest:
        yield f"{path}[{_key(other) or '+'}]", None, other


def _by_key(values: list[Any]) -> dict[str, Any]:
    return {label: each for label, each in _labels(tuple(values)) if _key(each)}


def _labels(values: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield what tells each of several apart: its number, role or kind, counted when repeated."""
    seen: dict[str, int] = {}
    for at, each in enumerate(values, 1):
        key = _key(each) or str(at)
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key}#{seen[key]}"), each


def _key(value: Any) -> str:
    name = KEYS.get(type(value))
    if name:
        return str(getattr(value, name))
    inner = getattr(value, "line", value)  # of an order change
    return str(getattr(inner, "number", "") or getattr(inner, "id", ""))


def said(value: Any) -> str:
    """Return a value of a document in few words."""
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < _WIDEST else str(value)
    if isinstance(value, Record):
        parts = [getattr(value, name) for name in names(value)]
        return " ".join(filter(None, (said(part) for part in parts if part not in (None, "", ()))))
    if isinstance(value, tuple):
        return ", ".join(said(each) for each in value)
    return str(value)


_WIDEST = 30


def documents_of(file: Opened, warn: Callable[[str], None]) -> tuple[list[Document], bool]:
    """Return the documents of a file, and whether there were messages without, after telling."""
    documents, is_refused = [], False
    for result in file.results:
        if isinstance(result, MessageResult) and result.document is not None:
            documents.append(result.document)
        elif isinstance(result, MessageResult):
            is_refused = True
            warn(f"{file.name}: {result.message} {result.control_number} is not right; check it.")
    return documents, is_refused


def tell(ones: list[Document], others: list[Document], screen: Screen, *, as_json: bool) -> int:
    """Write the differences and return how many there are."""
    count, last = 0, ""
    for each in compare(ones, others):
        count += 1
        if as_json:
            screen.json(_plain(each))
            continue
        if each.document != last:
            screen.line(screen.bold(shown(each.document)))
            last = each.document
        before, after = shown(said(each.one)), shown(said(each.other))
        screen.line(f"  {shown(each.path) or 'document'}: {before} → {after}")
    if not count and not as_json:
        screen.line("No differences.")
    return count


def _plain(difference: Difference) -> dict[str, Any]:
    sides = {"one": difference.one, "other": difference.other}
    told = {side: None if value is None else said(value) for side, value in sides.items()}
    return {"document": difference.document, "path": difference.path, **told}
