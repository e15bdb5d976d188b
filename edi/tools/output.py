"""Where the files go that a command makes: standard output, a file, or a folder."""

import shutil
import sys
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from edi.messages.formats.syntaxes import TREES, Syntax
from edi.tools.files import UnusableFileError, sentence_of

_EXTENSIONS = {
    None: "jsonl",
    Syntax.X12: "x12",
    Syntax.EDIFACT: "edifact",
    Syntax.UBL: "xml",
    Syntax.CXML: "xml",
    Syntax.CSV: "csv",
    Syntax.XLSX: "xlsx",
}


class Output:
    """Takes files of one syntax, None for JSON lines, each with the name it was made from.

    Interchanges and lines follow one another in one file; XML documents need a folder when there
    are several. Nothing is opened before there is something to write.
    """

    def __init__(self, path: str, syntax: Syntax | None) -> None:
        self._path = path
        self._syntax = syntax
        self._stream: BinaryIO | None = None
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream and self._path:
            self._stream.close()

    def write(self, data: bytes, name: str) -> None:
        """Write one file; `name` is that of the file it comes from. Raises UnusableFileError."""
        self.copy(BytesIO(data), name)

    def copy(self, stream: BinaryIO, name: str) -> None:
        """Write what a stream gives as one file, as `write` does."""
        self.count += 1
        try:
            if self._is_folder():
                with self._in_folder(name).open("wb") as file:
                    shutil.copyfileobj(stream, file)
                return
            shutil.copyfileobj(stream, self._one_stream())
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise UnusableFileError(sentence_of(self._path or "standard output", error)) from error

    def _is_folder(self) -> bool:
        return self._path.endswith("/") or (bool(self._path) and Path(self._path).is_dir())

    def _in_folder(self, name: str) -> Path:
        folder = Path(self._path)
        folder.mkdir(parents=True, exist_ok=True)
        stem = Path(name).stem.replace(" ", "-") or "file"
        return folder / f"{stem}-{self.count}.{_EXTENSIONS[self._syntax]}"

    def _one_stream(self) -> BinaryIO:
        if self.count > 1 and self._syntax in TREES:
            raise UnusableFileError(
                "There are several documents, and an XML file holds one. Name a folder with -o."
            )
        if self._stream is None:
            self._stream = (
                Path(self._path).open("wb")  # noqa: SIM115 - closed when the output is left
                if self._path
                else sys.stdout.buffer
            )
        return self._stream
