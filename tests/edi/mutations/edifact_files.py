"""Good EDIFACT files of every message, as Kontor writes them from documents of all kinds."""

import random
from functools import cache
from typing import Any

from edi.messages.edifact import (
    Style,
    write_despatch_advice,
    write_invoice,
    write_order,
    write_order_change,
    write_order_response,
    write_price_catalogue,
    write_receiving_advice,
)
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import NotWritableError
from tests.edi.messages.edifact import catalogues, documents, receipts
from tests.edi.messages.edifact.interchanges import (
    GOOD,
    INVOICE,
    UNA,
    file_of,
    in_envelope,
    interchange,
    message,
)
from tests.edi.mutations.trying import drawn, sound

_WRITERS: list[tuple[Any, Any]] = [
    (documents.orders, write_order),
    (documents.responses, write_order_response),
    (documents.changes, write_order_change),
    (documents.advices, write_despatch_advice),
    (receipts.advices(with_notes=False), write_receiving_advice),
    (catalogues.catalogues(is_first=True), write_price_catalogue),
    (documents.invoices, write_invoice),
]
SEPARATORS = [
    Separators(),
    Separators("|", "*", "!", "~"),
    Separators("\x1f", "\x1d", "", "\x1c"),
    Separators(":", "+", "\\", "\n"),
    Separators(";", "/", "?", "'"),
]


@cache
def written(count: int) -> list[bytes]:
    """Return so many files of each message, in turn in D.96A and D.01B, and plain ones."""
    styles = [Style("D96A", level="UNOW"), Style("D01B", "EAN010", level="UNOW")]
    files = [_plain(kind, version) for kind in GOOD for version in ("D:96A", "D:01B")]
    plain = ["BGM+380+I-PLAIN+9", *INVOICE[1:]]
    files += [file_of("INVOIC", plain)] * 3
    for strategy, write in _WRITERS:
        for at, document in enumerate(drawn(strategy, count)):
            try:
                message_of = write(sound(document), "1", style=styles[at % 2])
            except NotWritableError:  # longer texts than the segments of a version have room for
                continue
            data = in_envelope(message_of)
            data = data.replace(b"UNOW:3", b"UNOW:4") if at % 3 == 1 else data
            files.append(UNA.encode() + data if at % 3 else data)
    return [_with_sound_marks(data) for data in files]


def _with_sound_marks(data: bytes) -> bytes:
    """Give packages SSCCs whose check digit is right: only their form is drawn."""
    return data.replace(b"340123450000000004", b"340123450000000000")


def _plain(kind: str, version: str) -> bytes:
    return interchange(message(GOOD[kind], kind=kind, version=version))


def unusual(count: int, chance: random.Random) -> list[bytes]:
    """Return good files in unusual but legal forms: UNA, separators, line ends, repeats."""
    files = []
    for strategy, write in _WRITERS:
        for document in drawn(strategy, count):
            marks = chance.choice(SEPARATORS)
            version = chance.choice(["D96A", "D01B"])
            try:
                style = Style(version, level="UNOW", separators=marks)
                data = _with_sound_marks(in_envelope(write(sound(document), "1", style=style)))
            except NotWritableError:  # a separator in a text, or too long a text
                continue
            files.append(_in_another_form(data, marks, chance))
    return files


def _in_another_form(data: bytes, marks: Separators, chance: random.Random) -> bytes:
    """Put the UNB in the separators too, name them, and wrap it in another way."""
    header, rest = data.split(marks.terminator.encode(), 1)
    if marks != Separators():
        for old, new in zip(b":+", (marks.component, marks.element), strict=True):
            header = header.replace(bytes([old]), new.encode())
        trailer = f"UNZ{marks.element}1{marks.element}101{marks.terminator}".encode()
        rest = rest[: rest.rindex(b"UNZ")] + trailer
    data = header + marks.terminator.encode() + rest
    una = f"UNA{marks.component}{marks.element}.{marks.release or ' '} {marks.terminator}".encode()
    named = una + data
    if marks == Separators():
        return chance.choice(
            [data, b"\xef\xbb\xbf" + data, named, UNA.encode() + b"\r\n" + data, data + b"\r\n\x1a",
             data + data.replace(b"+101", b"+102"), b"\n \r\n" + named]
        )  # fmt: skip
    return chance.choice([named, named + b"\r\n", named + named])
