"""Lines read from the text of a document, without an element, a group or a leaf of their own.

The lines of a document are many and differ in little but their values. So the text of a line is
taken apart into its values and what is left of it, which tells its mould (see `moulds`).

Whatever is unusual is left to `structure`: a comment, an empty value, a reference to a character, a
party in a line. NotPlainError says so, and the document is read again, element by element.
"""

import re
from collections.abc import Collection, Iterator
from threading import local
from typing import NamedTuple

from edi.messages.ubl.line_moulds import DOCUMENTS, LineMould, LineSaid, copied
from edi.messages.ubl.moulds import SLOT, NotPlainError, Texts, take_apart
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.outlines import Part
from edi.messages.ubl.seen import Seen
from edi.messages.ubl.tables import CAC, CBC, namespace
from edi.syntax.xml.parsing import Element, Source
from edi.syntax.xml.prolog import Prolog

_MARK = "kontor-cut"  # an attribute no document has, which tells the place of the lines
_FIRST_LINE = re.compile(rf"<cac:({'|'.join(DOCUMENTS)})>")
_MOST_MOULDS = 300  # that are kept
_MOST_NEW = 20  # in one document: each is parsed by itself
_Line = tuple[LineMould, Texts, list[str]]  # with the values of its attributes


class Cut(NamedTuple):
    """The texts of a document before its lines, of those, and after them, all as written.

    `key` is what the lines are called.
    """

    key: str
    before: str
    lines: list[str]
    after: str
    prolog: Prolog

    @property
    def document(self) -> str:
        return DOCUMENTS[self.key]

    @property
    def heading(self) -> Source:
        """The document without its lines but one that is empty."""
        heading = f'{self.before}<cac:{self.key} {_MARK}=""/>{self.after}'
        return Source(heading.encode(), self.prolog)


def cut(source: Source) -> Cut:
    """Take the lines out of a document; NotPlainError where they cannot be told from its text."""
    try:
        text = source.utf8.decode()
    except UnicodeDecodeError:
        raise NotPlainError from None
    first = _FIRST_LINE.search(text)
    if first is None:
        raise NotPlainError
    key, start = first[1], first.start()
    before = text[:start]
    lines, end, after = text[start:].rpartition(f"</cac:{key}>")
    # Nothing but tags may hold a `<` before the lines, so that theirs are tags of the document.
    is_sure = end and "<!" not in before and "<?" not in before[2:] and _MARK not in before + after
    if not is_sure or SLOT in text or namespace(DOCUMENTS[key]) not in before:
        raise NotPlainError
    return Cut(key, before, lines.split(end), after, source.prolog)


def check_place(root: Element, key: str) -> None:
    """Check that lines were where the mark is; NotPlainError if not, or if there are others."""
    found = [each for each in root if each.tag == f"{{{CAC}}}{key}"]
    known = root.nsmap.get("cac") == CAC and root.nsmap.get("cbc") == CBC
    if len(found) != 1 or found[0].get(_MARK) is None or not known:
        raise NotPlainError


class PlainLines(Collection[Part]):
    """The lines of one document; going through them gives each as a part that is good for one turn.

    Raises NotPlainError for lines that are not all good.
    """

    def __init__(self, given: Cut, longest: int) -> None:
        self.key = given.key
        self._end = f"</cac:{given.key}>"
        self._moulds = _KEPT.moulds
        self._new = 0
        self._lines: list[_Line] = []
        for line in given.lines:
            if len(line) > longest:
                raise NotPlainError
            self._lines.append(self._read(line))

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Part]:
        for mould, texts, attributes in self._lines:
            mould.pour(texts, attributes)
            yield mould.part

    def __contains__(self, part: object) -> bool:
        return any(part is each for each in self)

    @property
    def elements(self) -> int:
        """How many elements the lines have, but for one of them themselves."""
        return sum([mould.elements for mould, _, _ in self._lines]) - 1

    def groups(self, left: dict[str, None]) -> Iterator[Group]:
        """Yield the group of each line, then note in `left` the paths of what nobody took."""
        for mould, texts, attributes in self._lines:
            mould.pour(texts, attributes)
            yield mould.part.groups[0]
            mould.left(left)

    def said(self) -> list[LineSaid]:
        return [mould.pick(texts) for mould, texts, _ in self._lines]

    def see(self, seen: Seen) -> None:
        """Note of the lines what rules ask of whole documents, but for their `categories`."""
        for mould, texts, attributes in self._lines:
            for at in mould.currencies:
                seen.currencies.add(attributes[at])
            for at in mould.sums:
                seen.sums.append(texts[at])

    def categories(self) -> Iterator[Group]:
        """Yield a copy of each tax category, of those that say the same one."""
        found: set[tuple[object, ...]] = set()
        for mould, texts, attributes in self._lines:
            for group, shape, pick in mould.categories:
                said = shape, pick(texts)
                if said not in found:
                    found.add(said)
                    mould.pour(texts, attributes)
                    yield copied(group, group.parent)

    def _read(self, line: str) -> _Line:
        skeleton, texts, attributes = take_apart(line)
        mould = self._moulds.get((self.key, skeleton))
        if mould is None:
            mould = self._cast(skeleton, line)
        return mould, mould.read(texts), attributes

    def _cast(self, skeleton: str, line: str) -> LineMould:
        self._new += 1
        if self._new > _MOST_NEW:
            raise NotPlainError
        if len(self._moulds) >= _MOST_MOULDS:
            self._moulds.clear()
        mould = LineMould(self.key, skeleton, line + self._end)
        self._moulds[self.key, skeleton] = mould
        return mould


class _Kept(local):
    """Moulds are poured into, so each thread has its own."""

    def __init__(self) -> None:
        self.moulds: dict[tuple[str, str], LineMould] = {}


_KEPT = _Kept()
