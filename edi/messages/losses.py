"""What a written document lost on its way: it is read back and compared with the original.

Unlike `comparing`, it pairs parties, references, dates and the like by what they are, for syntaxes
that have an order of their own, and tells what is gone from what came back as something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edi.canonical.charges import AllowanceCharge
from edi.canonical.measures import Measure, Moment
from edi.canonical.parties import Channel, Contact, Identifier, Party, Reference
from edi.record import Record, fields

KEYS: dict[type, str] = {  # what tells several of a kind apart
    Identifier: "scheme",
    Reference: "kind",
    Moment: "kind",
    Measure: "kind",
    Channel: "kind",
    Party: "role",
    Contact: "role",
    AllowanceCharge: "code",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A field that came back otherwise; `place` is its name without keys and ordinals.

    `is_gone` says that nothing came back, so nobody can take it for what it is not; `is_added`
    that there was nothing before. `value` is what was there, `returned` what came back.
    """

    path: str
    place: str
    value: Any
    returned: Any
    is_gone: bool = False
    is_added: bool = False


def losses(original: Any, returned: Any, path: str = "", place: str = "") -> Iterator[Loss]:
    """Yield what differs, outermost first: a party that is gone is one loss, not ten."""
    if original == returned:
        return
    if type(original) is not type(returned) or not isinstance(original, Record):
        yield Loss(path, place, original, returned, _is_blank(returned), _is_blank(original))
        return
    for each in fields(type(original)):
        before, after = getattr(original, each.name), getattr(returned, each.name)
        inner, inside = _join(path, each.name), _join(place, each.name)
        if isinstance(before, tuple):
            yield from _of_several(before, after, inner, inside)
        elif before != after:
            blank = after == each.default and not isinstance(after, Record)
            if blank and not isinstance(before, Record):
                yield Loss(inner, inside, before, after, is_gone=True)
            else:
                yield from losses(before, after, inner, inside)


def _is_blank(value: Any) -> bool:
    return value is None or value in ("", ())


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _of_several(
    before: tuple[Any, ...], after: tuple[Any, ...], path: str, place: str
) -> Iterator[Loss]:
    """Compare things with keys by their keys, whatever their order, and others by place."""
    rest = list(after)
    for at, each in enumerate(before):
        found = _partner(each, rest, at)
        if found is None:
            yield Loss(f"{path}[{at}]", place, each, None, is_gone=True)
        else:
            if type(each) in KEYS:
                rest.remove(found)
            yield from losses(each, found, f"{path}[{at}]", place)
    surplus = rest if before and type(before[0]) in KEYS else after[len(before) :]
    for each in surplus if before or after else ():
        yield Loss(path, place, None, each, is_added=True)


def _partner(each: Any, rest: list[Any], at: int) -> Any:
    key = KEYS.get(type(each))
    if key is None:
        return rest[at] if at < len(rest) else None
    alike = [other for other in rest if getattr(other, key) == getattr(each, key)]
    return next((other for other in alike if other == each), alike[0] if alike else None)
