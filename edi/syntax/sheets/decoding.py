"""Bytes of a CSV file to text, in the encoding that it is in."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.rows import StoppedError, file_fault, refusal

_CHUNK = 1 << 16
_MARKS = (  # the longer first: UTF-32 LE begins as UTF-16 LE does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"PK\x03\x04", "This is an Excel workbook (XLSX), not CSV. Send it as XLSX."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook (XLS). Save it as XLSX or CSV."),
    (b"%PDF", "This is a PDF document. Send the table that it was made from, as CSV or XLSX."),
)


def decoded(stream: BinaryIO, encoding: str = "") -> Iterator[str]:
    """Yield the text of a stream, its byte order mark removed.

    Without `encoding`, a byte order mark decides; else bytes that look like UTF-16 are; else it is
    UTF-8, unless the first character outside ASCII is none there and most that follow are none
    either: then it is Windows-1252. Raises NotReadableError before the first text when the stream
    is no text, StoppedError later.
    """
    first = stream.read(_CHUNK)
    _refuse_others(first)
    found = encoding or _encoding(first)
    if found:
        yield from _in_one(first, stream, found)
    else:
        yield from _in_utf_8_or_windows(first, stream)


def _refuse_others(first: bytes) -> None:
    if not first:
        raise refusal(SheetCode.NOT_A_SHEET, "The file is empty. Send the file again.")
    for start, sentence in _OTHERS:
        if first.startswith(start):
            raise refusal(SheetCode.NOT_A_SHEET, sentence)


def _encoding(first: bytes) -> str:
    for mark, name in _MARKS:
        if first.startswith(mark):
            return name
    sample = first[:400]
    zeros = sample.count(0)
    if not zeros:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 10 < max(even, odd) and zeros * 4 > len(sample):
        return "utf-16-be" if even > odd else "utf-16-le"
    raise refusal(
        SheetCode.NOT_A_SHEET,
        "The file is not text: it has zero bytes. Export the table as CSV (UTF-8) again.",
    )


def _in_one(first: bytes, stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = first
    while chunk:
        yield _decode(decoder, chunk, encoding).removeprefix("\ufeff")
        chunk = stream.read(_CHUNK)
    yield _decode(decoder, b"", encoding, is_last=True)


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: str, *, is_last: bool = False
) -> str:
    try:
        return decoder.decode(chunk, is_last)
    except UnicodeDecodeError as error:
        raise _undecodable(error, encoding) from error


def _undecodable(error: UnicodeDecodeError, encoding: str) -> StoppedError:
    bad = error.object[error.start : error.start + 1].hex().upper()
    return StoppedError(
        file_fault(
            SheetCode.ENCODING,
            f"A byte (hex {bad}) is no character in {encoding}. Export the file as UTF-8, or "
            "correct the encoding in the column map, and send the file again.",
        )
    )


def _in_utf_8_or_windows(first: bytes, stream: BinaryIO) -> Iterator[str]:
    """Stay undecided while all is ASCII."""
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")()
    name, is_decided, chunk, waiting = "utf-8", False, first, b""
    while chunk:
        if is_decided:
            yield _decode(decoder, chunk, name)
        else:
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                is_utf_8 = not error.object[: error.start].isascii()  # so far it was, indeed
                if is_utf_8 or _is_damaged_utf_8(chunk):
                    raise _undecodable(error, name) from error
                name = "cp1252"
                decoder, is_decided = codecs.getincrementaldecoder(name)(), True
                text = _decode(decoder, waiting + chunk, name)
            waiting = decoder.getstate()[0]
            is_decided = is_decided or not text.isascii()
            yield text
        chunk = stream.read(_CHUNK)
    if waiting and not is_decided:
        yield _decode(codecs.getincrementaldecoder("cp1252")(), waiting, "cp1252", is_last=True)
    else:
        yield _decode(decoder, b"", name, is_last=True)


def _is_damaged_utf_8(chunk: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8: in Windows-1252 that hardly comes by chance."""
    text = chunk.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * damaged
