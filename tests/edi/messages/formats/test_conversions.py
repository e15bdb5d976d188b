"""Every kind of document from every syntax to every other: equal, or the loss is reported.

A new syntax joins by being in `Syntax`, a new message by having a writer.
"""

import io
import re
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from edi.canonical.documents import Document
from edi.canonical.plain import KINDS, kind_of
from edi.messages.formats import (
    MessageResult,
    NotWritableError,
    Syntax,
    Target,
    Written,
    faults_of,
    read,
    writable_kinds,
    write,
)
from edi.messages.formats.syntaxes import SHEETS, VERSIONS
from edi.messages.formats.to_sheets import map_for
from edi.syntax.faults import Severity
from edi.tools.comparing import compare
from tests.edi.messages.formats.trade import DOCUMENTS

TARGETS = [Target(syntax, version) for syntax in Syntax for version in VERSIONS[syntax]]
ESSENTIAL = {
    "number", "order_number", "issued", "currency", "lines.number", "lines.quantity", "lines.unit",
    "lines.price", "lines.answer", "totals.payable", "parties.role", "parties.name", "dates",
    "parties", "lines", "answer", "verdict",
}  # fmt: skip
LOST_FOR_GOOD = {  # what a syntax has no place for, though it matters
    ("order response", Syntax.CXML): {"dates"},
    ("application response", Syntax.EDIFACT): {"parties"},
    ("order change", Syntax.CXML): {"dates"},
}
NOT_WRITABLE = {("order change", Syntax.CXML)}  # a change says all anew there


def skeleton(path: str) -> str:
    """Return a path without keys and ordinals; the number of a line may have brackets in it."""
    return re.sub(r"\[.*?\](?=$|\.[a-z_]+(?:$|[.\[]))", "", path, flags=re.DOTALL)


@cache
def written(document: Document, target: Target) -> Written:
    return write(document, target)


@cache
def read_back(data: bytes, target: Target, original: Document) -> MessageResult:
    """Read one document; a sheet by the columns it was written with."""
    column_map: Any = map_for([original]) if target.syntax in SHEETS else None  # type: ignore[list-item]
    results = list(read(io.BytesIO(data), column_map=column_map))
    errors = [
        fault for each in results for fault in faults_of(each) if fault.severity is Severity.ERROR
    ]
    assert errors == []
    (message,) = [each for each in results if isinstance(each, MessageResult)]
    return message


def changed(before: Document, after: Document) -> set[str]:
    """Return what `before` says and `after` says otherwise or not at all."""
    return {
        skeleton(each.path)
        for each in compare([before], [after])
        if each.one is not None and not each.path.startswith("(computed)")
    }


def is_reported(path: str, reported: set[str]) -> bool:
    return any(
        path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.")
        for each in reported
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=kind_of)
@pytest.mark.parametrize("source", TARGETS, ids=str)
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_what_is_converted_is_equal_or_its_loss_is_reported(
    document: Document, source: Target, target: Target
) -> None:
    kind = kind_of(document)
    if not {type(document)} <= writable_kinds(source.syntax) & writable_kinds(target.syntax):
        pytest.skip("no such message")
    if (kind, source.syntax) in NOT_WRITABLE:
        pytest.skip("cannot be said in the source")
    before = read_back(written(document, source).data, source, document).document
    assert before is not None
    if (kind, target.syntax) in NOT_WRITABLE:
        with pytest.raises(NotWritableError):
            write(before, target)
        return
    made = write(before, target)
    after = read_back(made.data, target, before).document
    assert after is not None

    reported = {skeleton(path) for path in made.left_out}
    assert {path for path in changed(before, after) if not is_reported(path, reported)} == set()
    assert reported & ESSENTIAL <= LOST_FOR_GOOD.get((kind, target.syntax), set())


@pytest.mark.parametrize("document", DOCUMENTS, ids=kind_of)
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_what_is_written_says_what_matters(document: Document, target: Target) -> None:
    if type(document) not in writable_kinds(target.syntax):
        with pytest.raises(NotWritableError, match=r"message for an? "):
            write(document, target)
        return
    if (kind_of(document), target.syntax) in NOT_WRITABLE:
        pytest.skip("cannot be said in the target")
    after = read_back(written(document, target).data, target, document).document
    assert after is not None
    lost = LOST_FOR_GOOD.get((kind_of(document), target.syntax), set())

    assert changed(document, after) & ESSENTIAL <= lost
    if hasattr(document, "lines") and hasattr(document.lines[0], "amount"):
        assert [line.amount for line in after.lines] == [line.amount for line in document.lines]  # type: ignore[union-attr]


def test_there_is_a_document_of_each_kind_that_can_be_written() -> None:
    writable = {kind for target in TARGETS for kind in writable_kinds(target.syntax)}
    assert {type(document) for document in DOCUMENTS} == writable
    assert writable <= set(KINDS.values())


def test_every_syntax_has_a_version_to_write() -> None:
    assert set(VERSIONS) == set(Syntax)
    assert [each.name for each in fields(Target)] == ["syntax", "version"]
