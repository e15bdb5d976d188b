"""One regular expression per segment: it matches exactly the segments without a fault.

Presence, types, lengths and codes are in it. What is matched is text without release characters,
where released separators are held as other characters (`edi.syntax.edifact.release`). Its groups
are the picked components, in order; a component that this version does not have gives None. What
may follow or not is `(?:...|)`, which runs faster than `(?:...)?+`: as a separator ends each value,
it accepts the same and never tries a value twice.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from edi.messages.tables import Composite, DataElement, Element, Segment
from edi.syntax.edifact.separators import Separators

CODE_LISTS = frozenset({"1131", "3055"})
"""Components that say whose code list a code is from: nothing is lost without them."""
_NOTHING = "((?!))?+"


@lru_cache(maxsize=4096)
def segment_pattern(
    segment: Segment, marks: Separators, picks: tuple[str, ...], *, is_tight: bool
) -> re.Pattern[str]:
    """Compile the pattern for whole segments, without their terminator.

    A tight one matches only where nothing but what is picked has a value.
    """
    return re.compile(_Writer(segment, marks, picks, is_tight).text() + r"\Z", re.ASCII)


def segment_text(segment: Segment, marks: Separators, picks: tuple[str, ...]) -> str:
    """Return the tight pattern of a segment up to its terminator, to be part of a longer one."""
    return _Writer(segment, marks, picks, is_tight=True).text()


@lru_cache(maxsize=4096)
def data_pattern(data: DataElement, marks: Separators) -> re.Pattern[str]:
    """Compile the pattern for one value of a data element."""
    return re.compile(_data(data, marks), re.ASCII)


def flat(segment: Segment) -> list[tuple[int, int, DataElement, bool]]:
    """Return the components of a segment in order: element, component (0 if none), data, M."""
    found: list[tuple[int, int, DataElement, bool]] = []
    for at, element in enumerate(segment.elements, 1):
        if isinstance(element.data, Composite):
            for inner, component in enumerate(element.data.components, 1):
                if isinstance(component.data, DataElement):
                    found.append((at, inner, component.data, component.is_mandatory))
        else:
            found.append((at, 0, element.data, element.is_mandatory))
    return found


class _Writer:
    def __init__(
        self, segment: Segment, marks: Separators, picks: Sequence[str], is_tight: bool
    ) -> None:
        self._segment = segment
        self._marks = marks
        self._picks = list(picks)
        self._is_tight = is_tight
        self._left = [data.number for _, _, data, _ in flat(segment)]

    def text(self) -> str:
        body = self._places(self._segment.elements, self._marks.element, "")
        return self._segment.id + body + _NOTHING * len(self._picks)

    def _places(self, elements: Sequence[Element], separator: str, first: str) -> str:
        """Join places so that those after the last mandatory one may be cut off."""
        mark = re.escape(separator)
        last = max((at for at, each in enumerate(elements) if each.is_mandatory), default=-1)
        text, depth = "", 0
        for at, each in enumerate(elements):
            if at > last and not (first and at == 0):
                text += "(?:"
                depth += 1
            if not first or at:
                text += mark
            text += self._place(each)
        return text + "|)" * depth

    def _place(self, element: Element) -> str:
        if isinstance(element.data, Composite):
            skipped = self._skipped()
            if not element.is_mandatory and self._is_tight and not self._is_wanted(element.data):
                del self._left[: len(element.data.components)]
                return skipped
            some = f"(?=[^{re.escape(self._marks.element)}])" if element.is_mandatory else ""
            inner = self._places(element.data.components, self._marks.component, "first")
            return skipped + (some + inner if element.is_mandatory else f"(?:{inner}|)")
        return self._component(element.data, element.is_mandatory)

    def _is_wanted(self, data: Composite) -> bool:
        """Whether something of a composite is picked; else all that is mandatory in it is lost."""
        numbers = {each.data.number for each in data.components}
        return bool(self._picks) and self._picks[0] in numbers

    def _skipped(self) -> str:
        """Return the groups of picks that this segment does not have, at least not from here on."""
        skipped = ""
        while self._picks and self._picks[0] not in self._left:
            del self._picks[0]
            skipped += _NOTHING
        return skipped

    def _component(self, data: DataElement, is_mandatory: bool) -> str:
        skipped = self._skipped()
        self._left.pop(0)
        is_picked = bool(self._picks) and self._picks[0] == data.number
        if is_picked:
            del self._picks[0]
        elif self._is_tight and not is_mandatory and data.number not in CODE_LISTS:
            return skipped
        value = _data(data, self._marks, is_mandatory=is_mandatory)
        group = f"({value})" if is_picked else f"(?:{value})"
        return skipped + (group if is_mandatory else f"(?:{group}|)")


def _data(data: DataElement, marks: Separators, *, is_mandatory: bool = False) -> str:
    low, high = data.shortest, data.longest
    closed = re.escape(marks.element + marks.component + marks.terminator)
    if data.codes:
        codes = "|".join(sorted(map(re.escape, data.codes), reverse=True))
        return f"(?:{codes})(?![^{closed}])"
    if data.type == "R":
        mark = f"[{re.escape(marks.decimals)}]"
        sized = f"(?=-?+(?:{mark}?\\d){{{low},{high}}}+(?![^{closed}]))"
        return rf"{sized}-?+(?:\d++(?:{mark}\d++)?+|{mark}\d++)"
    not_blank = f"(?! ++(?:[{closed}]|\\Z))" if is_mandatory else ""
    return rf"{not_blank}[^{closed}\x00-\x1f\x7f-\x9f]{{{low},{high}}}+"
