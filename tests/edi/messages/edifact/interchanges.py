"""EDIFACT files for tests, correct unless a test asks otherwise."""

import io
from collections.abc import Iterable

from edi.canonical.documents import Document
from edi.messages.edifact import (
    InterchangeResult,
    MessageResult,
    Result,
    WrittenMessage,
    read_interchanges,
)
from edi.syntax.faults import Fault, Severity
from tests.edi.messages.edifact.catalogues import CATALOGUE
from tests.edi.messages.edifact.receipts import RECEIPT

ORDER = (
    "BGM+220+DT-1+9",
    "DTM+137:20261121:102",
    "DTM+2:20261204:102",
    "FTX+AAI+++Deliver before noon",
    "RFF+CT:C-2026",
    "NAD+BY+5412345000013::9++Danzig Trading+Quay 5+Gdynia++81-350+PL",
    "CTA+OC+:Anna Nowak",
    "COM+a.nowak@danzig.example:EM",
    "NAD+SU+4012345000023::92",
    "CUX+2:EUR:9",
    "LIN+1++4000862141404:EN",
    "PIA+1+HC-3542:SA",
    "IMD+F++:::Shackle",
    "QTY+21:120:PCE",
    "MOA+203:1110.00",
    "PRI+AAA:9.25",
    "LIN+2++HC-5322:SA",
    "QTY+21:40:CT",
    "PRI+AAA:13.79",
    "UNS+S",
    "CNT+2:2",
)
RESPONSE = (
    "BGM+231+R-1+4",
    "DTM+137:20261122:102",
    "RFF+ON:DT-1",
    "DTM+171:20261121:102",
    "LIN+1+5+HC-3542:SA",
    "QTY+113:100:PCE",
    "QTY+21:120:PCE",
    "UNS+S",
    "CNT+2:1",
)
ADVICE = (
    "BGM+351+D-1+9",
    "DTM+137:202611211230:203",
    "DTM+11:20261121:102",
    "RFF+ON:DT-1",
    "NAD+SH+4012345000016::9",
    "CPS+1",
    "CPS+2+1",
    "PAC+1++201",
    "PCI+33E",
    "GIN+BJ+340123450000000004",
    "LIN+1++HC-3542:SA",
    "QTY+12:100:PCE",
    "RFF+ON:DT-1:1",
    "PCI+10",
    "DTM+361:20270101:102",
    "QTY+12:100",
    "GIN+BX+LOT-7",
    "CNT+2:1",
)
INVOICE = (
    "BGM+380+I-1+9",
    "DTM+137:20261125:102",
    "RFF+ON:DT-1",
    "NAD+SU+4012345000016::9",
    "RFF+VA:DE123456789",
    "NAD+BY+5412345000013::9",
    "CUX+2:EUR:4",
    "PAT+1++5:3:D:30",
    "LIN+1++HC-3542:SA",
    "QTY+47:100:PCE",
    "MOA+203:925.00",
    "PRI+AAA:9.25",
    "TAX+7+VAT+++:::19+S",
    "UNS+S",
    "CNT+2:1",
    "MOA+79:925",
    "MOA+125:925",
    "MOA+77:1100.75",
    "MOA+9:1100.75",
    "TAX+7+VAT+++:::19+S",
    "MOA+125:925",
    "MOA+124:175.75",
)
GOOD = {
    "ORDERS": ORDER,
    "ORDRSP": RESPONSE,
    "DESADV": ADVICE,
    "RECADV": RECEIPT,
    "PRICAT": CATALOGUE,
    "INVOIC": INVOICE,
}
UNA = "UNA:+.? '"


def unb(*, level: str = "UNOC", syntax: str = "3", number: str = "101", tail: str = "") -> str:
    return f"UNB+{level}:{syntax}+5412345000013:14+4012345000016:14+261121:0930+{number}{tail}"


def message(
    body: Iterable[str], number: str = "1", kind: str = "ORDERS", version: str = "D:96A"
) -> list[str]:
    segments = list(body)
    return [
        f"UNH+{number}+{kind}:{version}:UN",
        *segments,
        f"UNT+{len(segments) + 2}+{number}",
    ]


def group(*messages: list[str], number: str = "7", kind: str = "ORDERS") -> list[str]:
    flat = [segment for each in messages for segment in each]
    header = f"UNG+{kind}+5412345000013+4012345000016+261121:0930+{number}+UN+D:96A"
    return [header, *flat, f"UNE+{len(messages)}+{number}"]


def interchange(
    *parts: list[str],
    una: str = UNA,
    end: str = "'\n",
    count: int | None = None,
    number: str = "101",
    level: str = "UNOC",
    syntax: str = "3",
    tail: str = "",
) -> bytes:
    flat = [segment for each in parts for segment in each]
    counted = len(parts) if count is None else count
    segments = [
        unb(level=level, syntax=syntax, number=number, tail=tail),
        *flat,
        f"UNZ+{counted}+{number}",
    ]
    return (una + "".join(segment + end for segment in segments)).encode()


def file_of(
    kind: str = "ORDERS",
    body: Iterable[str] | None = None,
    *,
    una: str = UNA,
    end: str = "'\n",
    level: str = "UNOC",
    syntax: str = "3",
    tail: str = "",
) -> bytes:
    only = message(GOOD[kind] if body is None else body, kind=kind)
    return interchange(only, una=una, end=end, level=level, syntax=syntax, tail=tail)


def in_envelope(written: WrittenMessage) -> bytes:
    """Put a written message in an interchange of its own."""
    marks = written.style.separators
    header = unb(level=written.style.level)
    trailer = "UNZ+1+101"
    text = "".join(each + marks.terminator for each in (header, *written.segments, trailer))
    codec = {"UNOW": "utf-8", "UNOC": "latin-1"}[written.style.level]
    return text.encode(codec)


def changed(body: tuple[str, ...], old: str, *new: str) -> list[str]:
    """Replace the first segment that is `old`."""
    at = body.index(old)
    return [*body[:at], *new, *body[at + 1 :]]


def read(data: bytes) -> list[Result]:
    return list(read_interchanges(io.BytesIO(data)))


def messages(results: Iterable[Result]) -> list[MessageResult]:
    return [result for result in results if isinstance(result, MessageResult)]


def closed(results: Iterable[Result]) -> list[InterchangeResult]:
    return [result for result in results if isinstance(result, InterchangeResult)]


def every_fault(results: Iterable[Result]) -> list[Fault]:
    return [fault for result in results for fault in getattr(result, "faults", ())] + [
        result.fault for result in results if hasattr(result, "fault")
    ]


def errors(results: Iterable[Result]) -> list[Fault]:
    return [fault for fault in every_fault(results) if fault.severity is Severity.ERROR]


def only_document(data: bytes) -> Document:
    results = read(data)
    (found,) = messages(results)
    assert not errors(results), errors(results)
    assert found.document is not None
    return found.document
