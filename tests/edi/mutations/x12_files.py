"""Good X12 files of every message, as Kontor writes them from documents of all kinds."""

import random
from datetime import UTC, datetime
from functools import cache
from typing import Any

from edi.messages.x12 import (
    Envelope,
    NotWritableError,
    OutgoingGroup,
    write_despatch_advice,
    write_interchange,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
)
from edi.syntax.x12.delimiters import Delimiters
from tests.edi.interchanges import SAMPLES, group, interchange, message
from tests.edi.messages.x12 import despatches, invoices, orders
from tests.edi.mutations.trying import drawn

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_WRITERS: list[tuple[Any, Any]] = [
    (orders.orders, write_order),
    (orders.responses, write_order_response),
    (orders.changes, write_order_change),
    (despatches.despatch_advices, write_despatch_advice),
    (invoices.invoices, write_invoice),
]
_PLAIN = Delimiters()
SEPARATORS = [
    _PLAIN,
    Delimiters("|", ">", "~"),
    Delimiters("*", ":", "\n"),
    Delimiters("\x1d", "\x1f", "\x1c"),
    Delimiters("^", "!", "'"),
    Delimiters("+", "<", "\r"),
    Delimiters("_", ";", "|"),
]


@cache
def written(count: int) -> list[bytes]:
    """Return so many files of each message, in turn in 004010 and 005010."""
    files = [(SAMPLES / name).read_bytes() for name in ("850_good.edi", "856_good.edi")]
    files += [_plain_invoice(lines) for lines in range(1, 8)]
    for strategy, write in _WRITERS:
        for at, document in enumerate(drawn(strategy(), count)):
            version = "005010" if at % 3 == 2 else "004010"
            files.append(file_of(document, write, version, Delimiters()))
    return files


def _plain_invoice(lines: int) -> bytes:
    """Return an invoice whose total anybody can work out: quantities times prices."""
    items = [f"IT1*{n}*{n}*EA*{n}.25**VP*HC-{n}" for n in range(1, lines + 1)]
    cents = sum(n * (100 * n + 25) for n in range(1, lines + 1))
    body = ["BIG*20261125*I-1*20261121*DT-1", "CUR*SE*EUR", *items, f"TDS*{cents}", f"CTT*{lines}"]
    return interchange(group(message(body, kind="810"), code="IN"))


def file_of(
    document: Any, write: Any, version: str, marks: Delimiters, line_end: str = "\n"
) -> bytes:
    if version == "005010":
        marks = Delimiters(
            marks.element, marks.component, marks.segment, "^" if marks.element != "^" else "%"
        )
    message = write(document, "0001", version=version, delimiters=marks)
    group = OutgoingGroup(message.group, "DANZIG", "HANSA", 7, version, [message.segments])
    envelope = Envelope(
        "ZZ", "DANZIGTRADING", "ZZ", "HANSACOMP", 101, AT,
        version=version[:5], delimiters=marks, line_end=line_end,
    )  # fmt: skip
    return write_interchange(envelope, [group])


def unusual(count: int, chance: random.Random) -> list[bytes]:
    """Return good files in unusual but legal forms: separators, line ends, lines of 80, repeats."""
    files = []
    for strategy, write in _WRITERS:
        for document in drawn(strategy(), count):
            marks = chance.choice(SEPARATORS)
            version = chance.choice(["004010", "005010"])
            try:
                data = file_of(document, write, version, marks, line_end="")
            except NotWritableError:  # a text has one of these separators
                data = file_of(document, write, version, _PLAIN, line_end="")
                marks = _PLAIN
            files.append(_in_another_form(data, marks, chance))
    return files


def _in_another_form(data: bytes, marks: Delimiters, chance: random.Random) -> bytes:
    end = marks.segment.encode()
    match chance.randrange(6):
        case 0:
            return data.replace(end, end + b"\r\n") if end not in b"\r\n" else data
        case 1 if end not in b"\r\n":
            return b"\n".join(data[at : at + 80] for at in range(0, len(data), 80))
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return b"\r\n  " + data + b"\n\x1a"
        case 4:
            return data + data.replace(b"000000101", b"000000102")
        case _:
            return data
