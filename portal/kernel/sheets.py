"""Tables as CSV that a spreadsheet opens safely: no cell of another's becomes a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

FORMULA_STARTS: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
"""What a spreadsheet takes for the start of a formula, in full width too."""
BOM: Final = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as the machine's old code page."""


def safe_cell(value: Any) -> str:
    """Return a value as a cell; a text that would be a formula gets an apostrophe before it.

    Numbers stay numbers, instants are ISO 8601, nothing is an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if not isinstance(value, str):
        return str(value)
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def entered(cell: str) -> str:
    """Return what a cell held before `safe_cell`, for a sheet that comes back to us."""
    shielded = cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA_STARTS)
    return cell[1:] if shielded else cell


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Yield a CSV (RFC 4180) in UTF-8 line by line, its header first, in constant memory."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write(BOM)
    writer.writerow(columns)
    yield _taken(line)
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()
