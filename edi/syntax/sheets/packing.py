"""What an XLSX file is packed in: a ZIP archive, looked at before anything of it is believed."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import BinaryIO

from edi.syntax.limits import Limits
from edi.syntax.sheets.codes import SheetCode
from edi.syntax.sheets.rows import refusal

_FILE_BYTES = 50_000_000
_UNPACKED_BYTES = 60_000_000
_OTHER_PART_BYTES = 3_000_000  # styles, themes, relations: none is ever this big
_PARTS = 1000
_DIRECTORY_BYTES = 1_000_000
_TAIL = 65_557  # the end record with the longest comment
_MARKS_PER_CELL = 8
_CHUNK = 1 << 20
_OVERLAP = 40
_COUNTED = re.compile(rb"<(?:[\w.-]{1,30}:)?(?:c|row|si)[\s/>]")
_FORMULA = re.compile(rb"<(?:[\w.-]{1,30}:)?f[\s/>]")
_ROWS_AND_STRINGS = ("xl/worksheets/", "xl/sharedStrings", "xl/sharedstrings")


def read_whole(stream: BinaryIO) -> bytes:
    """Return the bytes of a stream; NotReadableError when they are too many, or none."""
    data = stream.read(_FILE_BYTES + 1)
    if len(data) > _FILE_BYTES:
        raise _too_large(f"{_FILE_BYTES // 1_000_000} MB")
    if not data:
        raise refusal(SheetCode.NOT_A_SHEET, "The file is empty. Send the file again.")
    return data


def check_package(data: bytes, limits: Limits) -> bool:
    """Refuse what is no workbook, or bigger than is read; return whether it has formulas.

    Sizes and counts are checked before anything is parsed: of the ZIP directory, of what it says
    it unpacks to (ZIP readers stop there), and then of rows, cells, strings and marks in the parts.
    Raises NotReadableError.
    """
    _check_directory(data)
    try:
        with _archive(data) as archive:
            _check_parts(archive.infolist())
            return _scan(archive, limits)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
    ) as error:  # fmt: skip
        raise damaged() from error
    except RuntimeError as error:  # so `zipfile` says that a part is encrypted
        raise _locked() from error


def damaged() -> Exception:
    return refusal(
        SheetCode.NOT_A_SHEET,
        "The workbook is damaged or no workbook at all. Open it in a spreadsheet program, save it "
        "as XLSX and send the file again.",
    )


def _archive(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(data))


def _check_directory(data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal(
            SheetCode.NOT_A_SHEET,
            "This is an old Excel workbook (XLS), or one locked by a password. Save it as XLSX "
            "without a password and send the file again.",
        )
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _TAIL))
    if not data.startswith(b"PK") or end < 0:
        raise refusal(
            SheetCode.NOT_A_SHEET,
            "This is no XLSX workbook. Save the table as XLSX, or send it as CSV.",
        )
    parts = int.from_bytes(data[end + 10 : end + 12], "little")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    is_zip64 = data[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if is_zip64 or parts > _PARTS or size > _DIRECTORY_BYTES:
        raise _too_large(f"{_PARTS} parts")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > _UNPACKED_BYTES:
        raise _too_large(f"{_UNPACKED_BYTES // 1_000_000} MB when unpacked")
    for part in parts:
        name = part.filename
        is_plain_xml = name.endswith((".xml", ".rels")) and not name.startswith(_ROWS_AND_STRINGS)
        if is_plain_xml and part.file_size > _OTHER_PART_BYTES:
            raise _too_large(f"{_OTHER_PART_BYTES // 1_000_000} MB in {name[:60]}")


def _scan(archive: zipfile.ZipFile, limits: Limits) -> bool:
    cells = marks = 0
    has_formulas = False
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as unpacked:
            before = b""
            while chunk := unpacked.read(_CHUNK):
                if not before and (b"\0" in chunk[:4] or chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}):
                    raise damaged()  # UTF-16, which no program writes here, would not be counted
                if b"<!DOCTYPE" in before + chunk or b"<!ENTITY" in before + chunk:
                    raise damaged()
                marks += chunk.count(b"<")
                text = _starts_of(before, chunk)
                cells += sum(1 for _ in _COUNTED.finditer(text, len(before)))
                has_formulas = has_formulas or bool(_FORMULA.search(text))
                before = chunk[-_OVERLAP:]
                most = limits.spreadsheet_cells
                if cells > most or marks > most * _MARKS_PER_CELL:
                    raise _too_large(f"{most:,} cells")
    return has_formulas


def _starts_of(before: bytes, chunk: bytes) -> bytes:
    """Return a chunk without what is far from any mark, when that is most of it."""
    pieces = chunk.split(b"<")
    if len(pieces) * _OVERLAP * 2 < len(chunk):
        return before + b"<".join([piece[:_OVERLAP] for piece in pieces])
    return before + chunk


def _too_large(most: str) -> Exception:
    return refusal(
        SheetCode.TOO_LARGE,
        f"The workbook is larger than is read ({most}). Save the sheet as CSV, which may be "
        "larger, or split it, and send the file again.",
    )


def _locked() -> Exception:
    return refusal(
        SheetCode.NOT_A_SHEET,
        "The workbook is locked by a password. Save it without one and send the file again.",
    )
