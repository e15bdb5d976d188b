"""`parse` and `check`: what is in a file, and what is wrong with it."""

from collections.abc import Iterator
from typing import Any

from edi.canonical.plain import to_plain
from edi.messages.formats.reading import faults_of
from edi.messages.results import MessageResult, Unreadable
from edi.tools.faults import Tally, fault_line, plain_fault
from edi.tools.reading import Opened
from edi.tools.screen import Screen, shown
from edi.tools.summaries import summary

_MARKS = {"accepted": "green", "accepted with errors": "yellow"}


def parse(file: Opened, screen: Screen, *, as_json: bool) -> Tally:
    """Write each message of a file: its document as one line of JSON, or a summary."""
    tally = Tally()
    for result in file.results:
        _count(result, tally)
        if as_json:
            if isinstance(result, MessageResult | Unreadable) or faults_of(result):
                screen.json({"file": file.name, **plain_result(result, with_document=True)})
            continue
        if isinstance(result, MessageResult):
            screen.line(f"{file.name}: {headline(result, screen)}")
            for text in summary(result.document) if result.document else ():
                screen.line(f"  {text}")
        _tell(result, file, screen)
    return tally


def check(file: Opened, screen: Screen, *, as_json: bool) -> Tally:
    """Write each fault of a file, and what was counted."""
    tally = Tally()
    for result in file.results:
        _count(result, tally)
        if as_json:
            screen.json({"file": file.name, **plain_result(result)})
            continue
        header = getattr(result, "header", None)
        if header is not None and not hasattr(result, "faults"):
            sender, receiver = (shown(_address(each)) for each in _ends(header))
            screen.line(f"Interchange {shown(header.control_number)} from {sender} to {receiver}")
        if isinstance(result, MessageResult):
            screen.line(f"  {headline(result, screen)}, {result.segment_count:,} segments")
        _tell(result, file, screen)
    if as_json:
        screen.json(_counts(file, tally))
    elif tally.errors or tally.warnings or not tally.messages:
        screen.line(f"{file.name}: {tally.said()}.")
    else:
        screen.line(f"{file.name} is right: {tally.said()}.")
    return tally


def headline(result: MessageResult, screen: Screen) -> str:
    """Return the type, version and number of a message and whether it is accepted."""
    verdict = result.disposition.value
    colour = getattr(screen, _MARKS.get(verdict, "red"))
    named = " ".join(filter(None, (result.message, result.version, result.control_number)))
    return f"{shown(named)}: {colour(verdict)}"


def plain_result(result: Any, *, with_document: bool = False) -> dict[str, Any]:
    """Return a result of any kind as plain data."""
    faults = [plain_fault(fault) for fault in faults_of(result)]
    if not isinstance(result, MessageResult):
        return {"part": _part(result), "faults": faults}
    plain: dict[str, Any] = {
        "part": "message",
        "message": result.message,
        "version": result.version,
        "control_number": result.control_number,
        "disposition": result.disposition.value,
        "segments": result.segment_count,
        "faults": faults,
        "not_carried": list(result.not_carried),
    }
    if with_document:
        plain["document"] = to_plain(result.document) if result.document else None
    return plain


def _part(result: Any) -> str:
    name = type(result).__name__
    return {
        "Unreadable": "unreadable",
        "InterchangeOpened": "interchange opened",
        "GroupResult": "group",
        "InterchangeResult": "interchange",
        "SheetResult": "sheet",
    }.get(name, name)


def _count(result: Any, tally: Tally) -> None:
    tally.messages += isinstance(result, MessageResult)
    tally.add(faults_of(result))


def _tell(result: Any, file: Opened, screen: Screen) -> None:
    for fault in faults_of(result):
        screen.line(f"    {fault_line(fault, file.syntax, screen)}")
    for path in getattr(result, "not_carried", ()):
        screen.line(f"    {screen.dim(f'{shown(path)} has no field; it is in the file only')}")


def _counts(file: Opened, tally: Tally) -> dict[str, Any]:
    return {
        "file": file.name,
        "part": "file",
        "syntax": file.syntax.value,
        "messages": tally.messages,
        "errors": tally.errors,
        "warnings": tally.warnings,
    }


def _ends(header: Any) -> Iterator[Any]:
    yield header.sender
    yield header.receiver if hasattr(header, "receiver") else header.recipient


def _address(end: Any) -> str:
    return end if isinstance(end, str) else str(end.id)
