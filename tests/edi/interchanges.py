"""X12 files for tests, correct unless a test asks otherwise."""

import io
from collections.abc import Iterable
from pathlib import Path

from edi.canonical.acknowledgements import Acknowledgement
from edi.canonical.orders import Order
from edi.messages.x12 import (
    GroupResult,
    InterchangeResult,
    MessageResult,
    Result,
    read_interchanges,
)
from edi.syntax.faults import Fault

SAMPLES = Path(__file__).parent / "samples"
GOOD_850 = (
    "BEG*00*SA*DT-1**20261121",
    "CUR*BY*EUR",
    "REF*DP*4711",
    "N1*ST*Danzig Trading*92*DT-210",
    "N4*Gdynia**81-350*PL",
    "PO1*1*120*EA*9.25**VP*HC-3542",
    "PID*F****Shackle",
    "PO1*2*40*CT*13.79**VP*HC-5322",
    "DTM*002*20261204",
    "CTT*2",
)


def isa(
    *,
    number: str = "000000101",
    version: str = "00401",
    repetition: str = "U",
    asks: str = "0",
    element: str = "*",
    component: str = ":",
) -> str:
    text = (
        f"ISA*00*          *00*          *ZZ*DANZIGTRADING  *ZZ*HANSACOMP      "
        f"*261121*0930*{repetition}*{version}*{number}*{asks}*P*"
    )
    return text.replace("*", element) + component


def message(body: Iterable[str], number: str = "0001", kind: str = "850") -> list[str]:
    segments = list(body)
    return [f"ST*{kind}*{number}", *segments, f"SE*{len(segments) + 2}*{number}"]


def group(
    *messages: list[str], number: str = "7", code: str = "PO", version: str = "004010"
) -> list[str]:
    header = f"GS*{code}*DANZIG*HANSA*20261121*0930*{number}*X*{version}"
    flat = [segment for each in messages for segment in each]
    return [header, *flat, f"GE*{len(messages)}*{number}"]


def interchange(*groups: list[str], end: str = "~\n", **header: str) -> bytes:
    flat = [segment for each in groups for segment in each]
    number = header.get("number", "000000101")
    segments = [isa(**header), *flat, f"IEA*{len(groups)}*{number}"]
    return "".join(segment + end for segment in segments).encode()


def order_file(body: Iterable[str] = GOOD_850, **header: str) -> bytes:
    return interchange(group(message(body)), **header)


def read(data: bytes, charset: str = "utf-8") -> list[Result]:
    return list(read_interchanges(io.BytesIO(data), charset=charset))


def messages(results: Iterable[Result]) -> list[MessageResult]:
    return [result for result in results if isinstance(result, MessageResult)]


def groups(results: Iterable[Result]) -> list[GroupResult]:
    return [result for result in results if isinstance(result, GroupResult)]


def closed(results: Iterable[Result]) -> list[InterchangeResult]:
    return [result for result in results if isinstance(result, InterchangeResult)]


def only_order(data: bytes, charset: str = "utf-8") -> Order:
    (found,) = messages(read(data, charset))
    assert not found.faults, found.faults
    assert isinstance(found.document, Order)
    return found.document


def only_acknowledgement(data: bytes) -> Acknowledgement:
    (found,) = messages(read(data))
    assert isinstance(found.document, Acknowledgement), found.faults
    return found.document


def every_fault(results: Iterable[Result]) -> list[Fault]:
    """Return the faults in the order of the results, each once."""
    return [fault for result in results for fault in getattr(result, "faults", ())] + [
        result.fault for result in results if hasattr(result, "fault")
    ]
