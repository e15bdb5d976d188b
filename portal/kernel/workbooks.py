"""Workbooks (XLSX) for spreadsheets: written row by row in constant memory, every cell text."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from portal.kernel.sheets import safe_cell

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, its heading among them, in every program that reads it."""
LONGEST_CELL: Final = 32_767
_AT_ONCE: Final = 200
"""Rows that are sent together."""

# What XML 1.0 cannot hold.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook(rows: Iterable[Iterable[Any]], title: str) -> Iterator[bytes]:
    """Write a workbook of one sheet, all text; rows beyond `MOST_ROWS` are left out."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text.replace("{title}", escape(title[:31], {'"': "&quot;"})))
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET_BEGINS.encode())
            for number, row in enumerate(rows, 1):
                if number > MOST_ROWS:
                    break
                sheet.write(_xml_row(number, row).encode())
                if number % _AT_ONCE == 0:
                    yield pipe.taken()
            sheet.write(_SHEET_ENDS.encode())
    yield pipe.taken()


def _xml_row(number: int, row: Iterable[Any]) -> str:
    cells = (
        f'<c t="inlineStr"><is><t xml:space="preserve">{_xml_text(cell)}</t></is></c>'
        for cell in row
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _xml_text(cell: Any) -> str:
    text = _UNWRITABLE.sub("\ufffd", safe_cell(cell))[:LONGEST_CELL]
    return escape(text).replace("\r", "&#13;")


class _Pipe(io.RawIOBase):
    """What a ZIP file is written into and handed on from: it cannot go back, and need not."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        self._held += written
        return len(written)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_BEGINS: Final = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'
_SHEET_ENDS: Final = "</sheetData></worksheet>"
_PARTS: Final = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
    '<sheet name="{title}" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
