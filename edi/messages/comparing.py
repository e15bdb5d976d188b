"""What of one document another does not say: how a writer knows what it has left out."""

from collections.abc import Iterator
from typing import Any

from edi.messages.losses import KEYS
from edi.record import Record, names


def left_out(document: object, written: object) -> tuple[str, ...]:
    """Return the paths of what `document` says and `written`, read back, does not.

    Paths are like `lines[2].charges[0].reason`. What only `written` says is not reported: a syntax
    may have to fill in what the document leaves open. Blanks at the end of texts do not count.
    """
    return tuple(_missing(document, written, ""))


def _missing(original: Any, copy: Any, path: str) -> Iterator[str]:
    if original == copy or _is_absent(original):
        return
    if isinstance(original, tuple) and isinstance(copy, tuple):
        yield from _of_several(original, copy, path)
    elif isinstance(original, Record) and type(copy) is type(original):
        inside = f"{path}." if path else ""
        for name in names(original):
            here = getattr(original, name)
            yield from _missing(here, getattr(copy, name), inside + name)
    elif not (isinstance(original, str) and isinstance(copy, str) and _same(original, copy)):
        yield path


def _of_several(original: tuple[Any, ...], copy: tuple[Any, ...], path: str) -> Iterator[str]:
    """Compare one by one where none is missing; else equal with equal, in order."""
    copy = _in_order_of(original, copy)
    if len(original) == len(copy):
        for at, (here, there) in enumerate(zip(original, copy, strict=True)):
            yield from _missing(here, there, f"{path}[{at}]")
        return
    start, unmatched = 0, list[tuple[int, Any]]()
    for at, here in enumerate(original):
        try:
            found = copy.index(here, start)
        except ValueError:
            unmatched.append((at, here))
            continue
        yield from _of_gap(unmatched, copy[start:found], path)
        start, unmatched = found + 1, []
    yield from _of_gap(unmatched, copy[start:], path)


def _in_order_of(original: tuple[Any, ...], copy: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put parties, dates and the like in the original's order: a syntax may have one of its own."""
    key = KEYS.get(type(original[0])) if original else None
    if key is None or any(type(each) is not type(original[0]) for each in copy):
        return copy
    places: dict[Any, int] = {}
    for at, each in enumerate(original):
        places.setdefault(getattr(each, key), at)
    return tuple(sorted(copy, key=lambda each: places.get(getattr(each, key), len(places))))


def _of_gap(originals: list[tuple[int, Any]], copies: tuple[Any, ...], path: str) -> Iterator[str]:
    """Pair each copy with what it is most like; name the originals without a copy."""
    for copy in copies:
        if not originals:
            return
        best = max(range(len(originals)), key=lambda at: _likeness(originals[at][1], copy))
        if not _likeness(originals[best][1], copy):
            continue
        yield from (f"{path}[{at}]" for at, _ in originals[:best])
        at, here = originals[best]
        yield from _missing(here, copy, f"{path}[{at}]")
        del originals[: best + 1]
    yield from (f"{path}[{at}]" for at, _ in originals)


def _likeness(one: Any, other: Any) -> int:
    """Count the fields that both say alike."""
    if not isinstance(one, Record) or type(one) is not type(other):
        return 0
    pairs = ((getattr(one, name), getattr(other, name)) for name in names(one))
    return sum(here == there and not _is_absent(here) for here, there in pairs)


def _is_absent(value: object) -> bool:
    return value is None or value in ("", ())


def _same(one: str, other: str) -> bool:
    return one.rstrip() == other.rstrip()
