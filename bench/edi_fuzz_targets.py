"""What is done with each input of the fuzzing: whatever the bytes are, nothing here may fail."""

import io
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from bench.edi_fuzz_inputs import ADDRESSING, DOCUMENTS, targets
from edi.canonical.documents import Document
from edi.canonical.plain import from_plain, to_plain
from edi.messages import edifact, x12
from edi.messages.formats import (
    MessageResult,
    NotReadableError,
    NotWritableError,
    Syntax,
    Unreadable,
    detect,
    faults_of,
    read,
    writable_kinds,
    write,
)
from edi.messages.formats.detection import HEAD
from edi.messages.formats.syntaxes import SHEETS
from edi.messages.formats.to_sheets import map_for, map_of_headings
from edi.messages.sheets.column_maps import DOCUMENTS as SHEET_DOCUMENTS
from edi.messages.sheets.column_maps import ColumnMapError
from edi.syntax.faults import Fault, Severity

_NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
_KINDS: dict[Any, str] = {kind: name for name, kind in SHEET_DOCUMENTS.items()}
_MAPS: list[Any] = [map_for([each]) for each in DOCUMENTS if type(each) in _KINDS]  # type: ignore[list-item]


def try_everything(data: bytes, chance: random.Random) -> str:
    """Detect, then read in every syntax, answer, and use the documents; return what it was.

    AssertionError says that a promise was broken; any other exception is a fault by itself.
    """
    found = "unknown"
    with suppress(NotReadableError):
        found = detect(data[:HEAD]).value
    for syntax in Syntax:
        column_map = chance.choice(_MAPS) if syntax in SHEETS else None
        with suppress(NotReadableError):
            results = list(_results(data, syntax, column_map))
            _look_at(results, data)
            _answer(results)
            _use_documents(results, chance)
        if syntax in SHEETS:
            with suppress(NotReadableError, ColumnMapError):
                map_of_headings(chance.choice(list(SHEET_DOCUMENTS)), io.BytesIO(data), syntax)
    return found


def _results(data: bytes, syntax: Syntax, column_map: Any) -> Iterator[Any]:
    return iter(read(io.BytesIO(data), syntax=syntax, column_map=column_map))


def _look_at(results: list[Any], data: bytes) -> None:
    """Check what every result promises: its faults say what is wrong, where, and what to do."""
    for result in results:
        faults = faults_of(result)
        for fault in faults:
            _look_at_fault(fault, data)
        if isinstance(result, MessageResult):
            is_refused = any(fault.severity is Severity.ERROR for fault in faults)
            assert not (is_refused and result.document), "a refused message has a document"
        if isinstance(result, Unreadable):
            assert result.fault.sentence, "unreadable without a reason"


def _look_at_fault(fault: Fault, data: bytes) -> None:
    assert fault.code, fault
    assert len(fault.value) <= 99, fault
    assert len(fault.sentence) > 20, fault
    assert fault.sentence.rstrip().endswith((".", "!", ")")), fault
    assert "\0" not in fault.sentence, fault
    # In an X12 file cut in lines of a width, offsets are reckoned by the first line.
    assert 0 <= fault.position.offset <= len(data) * 1.5, fault


def _answer(results: list[Any]) -> None:
    """Acknowledge what can be; the answer must itself be without a fault."""
    groups: list[x12.GroupResult] = []
    for result in results:
        if isinstance(result, x12.GroupResult):
            groups.append(result)
        elif isinstance(result, x12.InterchangeResult):
            _read_back(_x12_answer(result, groups), Syntax.X12)
            groups = []
        elif isinstance(result, edifact.InterchangeResult):
            answer = edifact.acknowledge(result, control_number="1", written=_NOW, wanted=True)
            _read_back(answer, Syntax.EDIFACT)


def _x12_answer(result: x12.InterchangeResult, groups: list[x12.GroupResult]) -> bytes | None:
    return x12.acknowledge(
        result,
        groups,
        interchange_number=1,
        group_numbers=range(1, len(groups) + 1),
        written=_NOW,
    )


def _read_back(answer: bytes | None, syntax: Syntax) -> None:
    for result in _results(answer, syntax, None) if answer else ():
        faults = faults_of(result)
        assert not faults, f"the answer has faults of its own: {faults[0]} in {answer!r}"


def _use_documents(results: list[Any], chance: random.Random) -> None:
    documents = [each.document for each in results if isinstance(each, MessageResult)]
    given = [each for each in documents if each is not None]
    for document in given[:3]:
        text = json.dumps(to_plain(document))
        assert from_plain(json.loads(text)) == document, "plain data lost something"
        _write(document, chance)


def _write(document: Document, chance: random.Random) -> None:
    """Write it in some syntax: what leaves must be good, or be refused with reasons."""
    target = chance.choice([*targets()])
    try:
        if type(document) not in writable_kinds(target.syntax):
            return
        written = write(document, target, ADDRESSING)
    except NotWritableError as refusal:
        for fault in refusal.faults:
            assert fault.code, fault
            assert len(fault.sentence) > 20, fault
        return
    except ModuleNotFoundError:
        return
    if target.syntax in SHEETS:
        return
    for result in _results(written.data, target.syntax, None):
        errors = [each for each in faults_of(result) if each.severity is Severity.ERROR]
        assert not errors, f"written {target} is refused by its own reader: {errors[0]}"
