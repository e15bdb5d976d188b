"""The parts of a workbook as XML, read piece by piece: what is not needed is never held."""

import re
from array import array
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Final, Self
from xml.parsers import expat  # it is given no entity to expand: a document type is refused

_CHUNK: Final = 64 * 1024
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
NOT_CALCULATED: Final = "#CALC!"
"""What a cell reads whose formula has no saved result."""
_LAST_ROW: Final = 2**20
_LONGEST_MARK: Final = 1024**2
_DEEPEST: Final = 100


class TooMuchError(Exception):
    """A part has more marks than a sheet of customers can have."""


class DamagedError(Exception):
    """A part is not what its place in the workbook says."""


class Part:
    """One part on its way through the parser. A subclass says what it makes of the elements."""

    def __init__(self, most_marks: int) -> None:
        self._left, self._depth = most_marks, 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self.say
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, source: IO[bytes]) -> Self:
        for _ in self.pieces(source):
            pass
        return self

    def pieces(self, source: IO[bytes]) -> Iterator[None]:
        """Read it, and give way after each piece."""
        try:
            given = 0
            while chunk := source.read(_CHUNK):
                given += len(chunk)
                self._parser.Parse(chunk)
                if given - self._parser.CurrentByteIndex > _LONGEST_MARK:
                    raise TooMuchError
                yield
            self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes no keyword
        except expat.ExpatError as error:
            raise DamagedError from error
        yield

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element, by its name without namespace."""

    def end(self, name: str) -> None:
        """Meet its end."""

    def say(self, text: str) -> None:
        """Meet text."""

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > _DEEPEST:
            raise TooMuchError
        self.begin(name.rpartition(" ")[2], attributes)

    def _ended(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(" ")[2])

    @staticmethod
    def _refuse(*_declared: object) -> None:
        raise DamagedError


class Elements(Part):
    """The attributes of some elements, in their order."""

    def __init__(self, most_marks: int, *names: str) -> None:
        super().__init__(most_marks)
        self.found: list[tuple[str, dict[str, str]]] = []
        self._path: list[str] = []
        self._names = names

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name in self._names or f"{parent}/{name}" in self._names:
            local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self.found.append((name, local))

    def end(self, name: str) -> None:  # noqa: ARG002 - what ends is what began last
        self._path.pop()


class _Texts(Part):
    """A part whose texts are gathered, each up to its longest."""

    def __init__(self, most_marks: int, longest: int) -> None:
        super().__init__(most_marks)
        self._longest = longest
        self._gathered: list[str] | None = None
        self._size = 0

    def say(self, text: str) -> None:
        if self._gathered is not None and self._size < self._longest:
            self._gathered.append(text)
            self._size += len(text)

    def _gather(self) -> None:
        self._gathered, self._size = [], 0

    def _text(self) -> str:
        gathered, self._gathered = self._gathered or [], None
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(gathered))[: self._longest]


class Strings(_Texts):
    """The texts that cells share, on disk: a sheet may have a million of them."""

    def __init__(self, most_marks: int, longest: int) -> None:
        super().__init__(most_marks, longest)
        self._file = TemporaryFile()  # noqa: SIM115 - closed with its owner
        self._begins = array("Q", [0])
        self._parts: list[str] = []
        self._is_reading_aid = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - it has none
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._is_reading_aid = True
        elif name == "t" and not self._is_reading_aid:
            self._gather()

    def end(self, name: str) -> None:
        if name == "rPh":
            self._is_reading_aid = False
        elif name == "t" and not self._is_reading_aid:
            if sum(map(len, self._parts)) < self._longest:
                self._parts.append(self._text())
        elif name == "si":
            data = "".join(self._parts)[: self._longest].encode("utf-8", "replace")
            self._file.write(data)
            self._begins.append(self._begins[-1] + len(data))

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._begins) - 1:
            raise DamagedError
        start = self._begins[number]
        self._file.seek(start)
        return self._file.read(self._begins[number + 1] - start).decode()

    def close(self) -> None:
        self._file.close()


class Rows(_Texts):
    """The rows of a sheet, each by its number, with the text of its first cells."""

    def __init__(
        self, most_marks: int, longest: int, columns: int, value_of: Callable[[str, int, str], str]
    ) -> None:
        super().__init__(most_marks, longest)
        self._columns = columns
        self._value_of = value_of
        self._number = self._column = 0
        self._cells: list[str] = []
        self._kind, self._style = "n", 0
        self._value: str | None = None
        self._has_formula = False
        self._done: list[tuple[int, list[str]]] = []

    def taken(self) -> list[tuple[int, list[str]]]:
        """Return the rows that were completed since the last time."""
        done, self._done = self._done, []
        return done

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._number = self._next_row(attributes.get("r", ""))
            self._column, self._cells = 0, []
        elif name == "c":
            letters = _LETTERS.match(attributes.get("r", ""))
            self._column = _column(letters[0]) if letters else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), _whole(attributes.get("s", "0"))
            self._value, self._has_formula = None, False
        elif name in {"v", "t"}:
            self._gather()
        elif name == "f":
            self._has_formula = True

    def end(self, name: str) -> None:
        if name in {"v", "t"} and self._column <= self._columns:
            self._value = ((self._value or "") + self._text())[: self._longest]
        elif name == "c":
            self._keep()
        elif name == "row" and any(self._cells):
            self._done.append((self._number, self._cells))

    def _keep(self) -> None:
        if self._column > self._columns:
            return
        kind, value = self._kind, self._value
        if not value and (not self._has_formula or kind == "str"):
            return
        text = self._value_of(kind, self._style, value) if value else NOT_CALCULATED
        self._cells += [""] * (self._column - len(self._cells))
        self._cells[self._column - 1] = text

    def _next_row(self, written: str) -> int:
        number = _whole(written)
        if not self._number < number <= _LAST_ROW:
            return self._number + 1
        return number


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
