"""Lines read from the text of a document, without an element, a group or a leaf of their own.

The lines of a document are many and differ in little but their values. So the text of a line is
split into its values and what is left of it, which tells its mould (see `moulds`).

Whatever is unusual is left to `structure`: a comment, an empty value, a reference to a character, a
party in a line. NotPlainError says so, and the document is read again, element by element.
"""

import re
from collections.abc import Collection, Iterator
from threading import local
from typing import NamedTuple

from edi.messages.ubl.moulds import DOCUMENTS, SLOT, LineSaid, Mould, NotPlainError, Texts, copied
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.outlines import Part
from edi.messages.ubl.seen import Seen
from edi.messages.ubl.tables import CAC, CBC, namespace
from edi.syntax.xml.parsing import Element, Source

_MARK = "kontor-cut"  # an attribute no document has, which tells the place of the lines
_CONTROL = r"\x00-\x1f\ufffe\uffff"
_ATTRIBUTE = re.compile(rf'="([^\s"<>{_CONTROL}][^"<>{_CONTROL}]*)"')
_TEXT = re.compile(rf">([^\s<>{_CONTROL}][^<>{_CONTROL}]*)(?<! )<")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos);)?")
_MOST_MOULDS = 300  # that are kept
_MOST_NEW = 20  # in one document: each is parsed by itself
_Line = tuple[Mould, Texts, list[str]]  # with the values of its attributes


class Cut(NamedTuple):
    """A document without its lines but one that is empty, and the texts of those, as written."""

    source: Source
    key: str
    lines: list[str]


def cut(source: Source) -> Cut:
    """Take the lines out of a document; NotPlainError where they cannot be told from its text."""
    try:
        text = source.utf8.decode()
    except UnicodeDecodeError:
        raise NotPlainError from None
    key = next((each for each in DOCUMENTS if f"<cac:{each}>" in text), "")
    before, tag, rest = text.partition(f"<cac:{key}>")
    lines, end, after = (tag + rest).rpartition(f"</cac:{key}>")
    # Nothing but tags may hold a `<` before the lines, so that theirs are tags of the document.
    is_sure = end and "<!" not in before and "<?" not in before[2:] and _MARK not in before + after
    if not is_sure or SLOT in text or namespace(DOCUMENTS[key]) not in before:
        raise NotPlainError
    heading = f'{before}<cac:{key} {_MARK}=""/>{after}'
    return Cut(Source(heading.encode(), source.prolog), key, lines.split(end))


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

    @property
    def document(self) -> str:
        return DOCUMENTS[self.key]

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
        return sum(len(mould.part.outline.places) + 1 for mould, _, _ in self._lines) - 1

    def groups(self, left: dict[str, None]) -> Iterator[Group]:
        """Yield the group of each line, then note in `left` the paths of what nobody took."""
        for mould, texts, attributes in self._lines:
            mould.pour(texts, attributes)
            yield mould.part.groups[0]
            mould.left(left)

    def said(self) -> list[LineSaid]:
        return [
            LineSaid._make((*mould.pick(texts), mould.has_category))
            for mould, texts, _ in self._lines
        ]

    def see(self, seen: Seen) -> None:
        """Note of the lines what rules ask of whole documents."""
        categories: set[tuple[object, ...]] = set()
        for mould, texts, attributes in self._lines:
            for at in mould.currencies:
                seen.currencies.add(attributes[at])
            for at in mould.sums:
                seen.sums.append(texts[at])
            for group, pick, _ in mould.categories:
                said = group, pick(texts)
                if said not in categories:
                    categories.add(said)
                    mould.pour(texts, attributes)
                    seen.categories.append(copied(group, group.parent))

    def _read(self, line: str) -> _Line:
        pieces = _ATTRIBUTE.split(line)
        attributes = pieces[1::2]
        pieces = _TEXT.split(f'="{SLOT}"'.join(pieces[::2]))
        texts = pieces[1::2]
        if "&" in line:
            attributes = [_REFERENCE.sub(_referred, each) for each in attributes]
            texts = [_REFERENCE.sub(_referred, each) for each in texts]
        skeleton = f">{SLOT}<".join(pieces[::2])
        mould = self._moulds.get((self.key, skeleton))
        if mould is None:
            mould = self._cast(skeleton, line)
        return mould, mould.read(texts), attributes

    def _cast(self, skeleton: str, line: str) -> Mould:
        self._new += 1
        if self._new > _MOST_NEW:
            raise NotPlainError
        if len(self._moulds) >= _MOST_MOULDS:
            self._moulds.clear()
        mould = self._moulds[self.key, skeleton] = Mould(self.key, skeleton, line + self._end)
        return mould


def _referred(match: re.Match[str]) -> str:
    if match[1] is None:
        raise NotPlainError
    return _ENTITIES[match[1]]


class _Kept(local):
    """Moulds are poured into, so each thread has its own."""

    def __init__(self) -> None:
        self.moulds: dict[tuple[str, str], Mould] = {}


_KEPT = _Kept()
