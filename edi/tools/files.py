"""Files of the command line: named or standard input, with a progress bar for the large ones."""

import errno
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import click

STDIN = "-"
_LARGE = 5_000_000
_IN_MEMORY = 20_000_000


class UnusableFileError(Exception):
    """A file that cannot be opened; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """An open file and what to call it; `name` is empty of folders."""

    name: str
    stream: BinaryIO


@contextmanager
def opened(file: str) -> Iterator[Source]:
    """Open a file, or standard input for `-`. Raises UnusableFileError."""
    if file == STDIN:
        yield Source("standard input", sys.stdin.buffer)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below, away from this `except`
    except OSError as error:
        raise UnusableFileError(sentence_of(file, error)) from error
    with stream, _watched(stream) as watched:
        yield Source(Path(file).name, watched)


def rewindable(stream: BinaryIO) -> BinaryIO:
    """Return a stream that can be read twice: itself, or a copy of what a pipe gives."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - gone when nobody holds it
    while chunk := stream.read(1 << 20):
        copy.write(chunk)
    copy.seek(0)
    return cast("BinaryIO", copy)


@contextmanager
def _watched(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Show a progress bar while a large file is read, where it does not run into the result."""
    size = os.fstat(stream.fileno()).st_size
    if size <= _LARGE or not sys.stderr.isatty() or sys.stdout.isatty():
        yield stream
        return
    with click.progressbar(length=size, file=sys.stderr, label="Reading") as bar:
        raw = _Counted(stream, bar.update)
        yield cast("BinaryIO", io.BufferedReader(raw, 1 << 18))


class _Counted(io.RawIOBase):
    """A stream that tells how much of it was read, the first time through."""

    def __init__(self, stream: BinaryIO, update: Callable[[int], None]) -> None:
        super().__init__()
        self._stream = stream
        self._update = update
        self._told = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        at = self._stream.tell()
        if at > self._told:
            self._update(at - self._told)
            self._told = at
        return len(chunk)


def sentence_of(file: str, error: OSError) -> str:
    """Return what the system says of a file, for people."""
    said = {
        errno.ENOENT: "there is no such file",
        errno.EISDIR: "this is a folder; name the files in it",
        errno.EACCES: "you may not read it",
    }.get(error.errno or 0, (error.strerror or "it cannot be opened").lower())
    return f"{file}: {said}."
