"""Good CSV files: orders made here, and what Kontor writes of documents of all kinds."""

import random
from typing import Any

from edi.messages.sheets import ColumnMap, write_csv
from tests.edi.messages.sheets import maps, sheets
from tests.edi.mutations.sheets import HEADINGS, SheetFile
from tests.edi.mutations.trying import drawn

_TEXTS = ["Shackle", 'Bolt, 5"', "Größe 4; blank", "Zażółć", "line\nbreak", "a,b", "'quoted'", ""]
_DOCUMENTS: list[tuple[Any, ColumnMap]] = [
    (sheets.orders, maps.ORDERS),
    (sheets.responses, maps.RESPONSES),
    (sheets.advices, maps.ADVICES),
    (sheets.invoices, maps.INVOICES),
]


def made(count: int, chance: random.Random) -> list[SheetFile]:
    """Return so many files of one to five orders with one to six lines."""
    return [SheetFile(_rows(chance)) for _ in range(count)]


def _rows(chance: random.Random) -> list[list[str]]:
    rows = [list(HEADINGS)]
    for number in range(chance.randint(1, 5)):
        day = f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.2026"
        for _ in range(chance.randint(1, 6)):
            amount = (
                f"{chance.randint(1, 9)}.{chance.randint(0, 999):03},{chance.randint(0, 99):02}"
            )
            wanted = chance.choice(["", "24.12.2026", "24.12.2026 13:30"])
            article = f"A-{chance.randrange(1000)}"
            rows.append(
                [f"47{number}", day, article, amount, chance.choice(["Stk", "kg", "m"]), "9,25",
                 wanted, chance.choice(_TEXTS), chance.choice(["", "19", "7,0", "19 %"])]
            )  # fmt: skip
    return rows


def unusual(files: list[SheetFile], chance: random.Random) -> list[bytes]:
    """Return files in other legal forms: delimiters, encodings, line ends, columns in any order."""
    return [_another_form(file, chance) for file in files]


def _another_form(file: SheetFile, chance: random.Random) -> bytes:
    order = chance.sample(range(len(HEADINGS)), len(HEADINGS))
    rows = [[row[at] for at in order] for row in file.rows]
    rows = [[*row, "x" if at else "Own remark"] for at, row in enumerate(rows)]
    delimiter = chance.choice(";\t|")
    other = SheetFile(rows, delimiter)
    data = other.data()
    if chance.random() < 0.3:
        data = f"sep={delimiter}\r\n".encode() + data
    match chance.randrange(5):
        case 0:
            return data.replace(b"\r\n", chance.choice([b"\n", b"\r"]))
        case 1:
            return b"\xef\xbb\xbf" + data + b"\r\n\r\n"
        case 2:
            return data.decode().encode("utf-16")
        case 3:
            return data.decode().encode("cp1252", "replace")
        case _:
            return data + b"\r\n" + delimiter.encode() * 12


def written(count: int) -> list[tuple[bytes, ColumnMap]]:
    """Return files written from documents of every class, with the maps to read them."""
    return [
        (write_csv(document, made_by).data, made_by)
        for strategy, made_by in _DOCUMENTS
        for document in drawn(strategy(), count)
    ]
