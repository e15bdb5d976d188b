"""Partner guides applied to X12: narrower tables, codes mapped in and out, defaults.

Codes are mapped before a message is checked and after one to be written was, so tables, code lists
and documents know the standard's codes only.
"""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from edi.messages.guides import Guide, GuideError, Place
from edi.messages.tables import Composite, Element, Loop, MessageTable, Segment, Use
from edi.syntax.faults import Fault
from edi.syntax.x12.delimiters import Delimiters
from edi.syntax.x12.writer import WrittenSegment

_NEVER = frozenset({"\x00"})  # the only code of an element that must stay empty


def guided(table: MessageTable, guide: Guide) -> MessageTable:
    """Return the table as the partner wants it; GuideError for a place that it does not have."""
    return replace(table, parts=_Narrowing(guide, table).parts(table.parts, ()))


class _Narrowing:
    def __init__(self, guide: Guide, table: MessageTable) -> None:
        self._guide = guide
        self._named = {*guide.mandatory, *guide.forbidden, *guide.codes, *guide.defaults}
        self._check_places(table)

    def _check_places(self, table: MessageTable) -> None:
        known: dict[tuple[str, str], Segment] = {}
        _collect(table.parts, (), known)
        for place in self._named:
            found = [
                segment for (path, name), segment in known.items() if _is_at(place, path, name)
            ]
            short = [segment for segment in found if place.element > len(segment.elements)]
            if not found or short:
                raise GuideError(f"There is no {place} in the {table.id} of {table.version}.")

    def parts(
        self, parts: tuple[Use | Loop, ...], loops: tuple[str, ...]
    ) -> tuple[Use | Loop, ...]:
        narrowed: list[Use | Loop] = []
        for at, part in enumerate(parts):
            if isinstance(part, Loop):
                inner = self.parts(part.parts, (*loops, part.id))
                narrowed += [replace(part, parts=inner)] if inner else []
                continue
            path, name = _path(loops, part.segment.id, is_head=at == 0), part.segment.id
            if self._names(self._guide.forbidden, path, name):
                if at == 0 and loops:
                    return ()  # the loop goes with the segment that starts it
                continue
            is_wanted = self._names(self._guide.mandatory, path, name)
            segment = self._segment(part.segment, path)
            narrowed.append(
                replace(part, segment=segment, is_mandatory=part.is_mandatory or is_wanted)
            )
        return tuple(narrowed)

    def _names(self, places: tuple[Place, ...], path: str, name: str) -> bool:
        return any(not place.element and _is_at(place, path, name) for place in places)

    def _segment(self, segment: Segment, path: str) -> Segment:
        elements = list(segment.elements)
        for place in self._named:
            if place.element and _is_at(place, path, segment.id):
                elements[place.element - 1] = self._element(elements[place.element - 1], place)
        return replace(segment, elements=tuple(elements))

    def _element(self, element: Element, place: Place) -> Element:
        codes = _NEVER if place in self._guide.forbidden else self._guide.codes.get(place)
        is_mandatory = element.is_mandatory or place in self._guide.mandatory
        if codes is None:
            return replace(element, is_mandatory=is_mandatory)
        if isinstance(element.data, Composite):
            raise GuideError(f"{place} has parts; codes are listed for whole elements only.")
        return Element(replace(element.data, codes=codes), is_mandatory, element.repeats)


def _collect(
    parts: tuple[Use | Loop, ...],
    loops: tuple[str, ...],
    known: dict[tuple[str, str], Segment],
) -> None:
    for at, part in enumerate(parts):
        if isinstance(part, Loop):
            _collect(part.parts, (*loops, part.id), known)
        else:
            path = _path(loops, part.segment.id, is_head=at == 0)
            known[path, part.segment.id] = part.segment


def _path(loops: tuple[str, ...], name: str, *, is_head: bool) -> str:
    """Return the path as readers report it: `PO1/N1/N3`, for the first of a loop `PO1/N1`."""
    return "/".join(loops if is_head and loops else (*loops, name))


def _is_at(place: Place, path: str, name: str) -> bool:
    """Tell whether a guide's place is the segment at a path, or an element of it."""
    if place.segment != name:
        return False
    if place.element:
        return not place.path or place.path in {path, path.removesuffix(f"/{name}")}
    return path == (f"{place.path}/{name}" if place.path else name)


def explained(faults: Sequence[Fault], guide: Guide) -> list[Fault]:
    """Say of what the partner's guide wants that it is the partner who wants it."""
    places = {
        (place.segment, place.element)
        for place in (*guide.mandatory, *guide.forbidden, *guide.codes)
    }
    wish = f" (This is wanted by the guide of {guide.name}.)"
    return [
        structs.replace(fault, sentence=fault.sentence + wish)
        if (fault.segment_id, fault.element) in places
        else fault
        for fault in faults
    ]


def mapped_in(text: str, guide: Guide, delimiters: Delimiters) -> str:
    """Return the segments of a message with the partner's codes made the standard's."""
    if not guide.maps_in:
        return text
    end, separator = delimiters.segment, delimiters.element
    segments = text.split(end)
    for at, segment in enumerate(segments):
        lead = segment[: len(segment) - len(segment.lstrip("\r\n"))]
        name, *values = segment[len(lead) :].split(separator)
        for place, codes in guide.maps_in.items():
            if place.segment == name and place.element <= len(values):
                old = values[place.element - 1]
                values[place.element - 1] = codes.get(old, old)
        segments[at] = lead + separator.join([name, *values])
    return end.join(segments)


def completed(body: Sequence[WrittenSegment], guide: Guide | None) -> list[WrittenSegment]:
    """Return the segments with the guide's defaults where they say nothing."""
    if guide is None:
        return list(body)
    return [_filled(segment, guide) for segment in body]


def _filled(segment: WrittenSegment, guide: Guide) -> WrittenSegment:
    values = list(segment)
    for place, default in guide.defaults.items():
        if place.segment != values[0]:
            continue
        values += [""] * (place.element + 1 - len(values))
        values[place.element] = values[place.element] or default
    return tuple(values)


def mapped_out(body: Sequence[WrittenSegment], guide: Guide | None) -> list[WrittenSegment]:
    """Return the segments with the standard's codes made the partner's."""
    if guide is None or not guide.maps_out:
        return list(body)
    mapped: list[WrittenSegment] = []
    for segment in body:
        values = list(segment)
        for place, codes in guide.maps_out.items():
            if place.segment == values[0] and place.element < len(values):
                old = values[place.element]
                values[place.element] = codes.get(old, old) if isinstance(old, str) else old
        mapped.append(tuple(values))
    return mapped
