"""`convert`: documents of one syntax in another, with a report of all that is lost."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from edi.canonical.documents import Document
from edi.canonical.plain import kind_of, to_plain
from edi.messages.formats.addressing import Addressing, Endpoint, addressing_of, between
from edi.messages.formats.reading import faults_of
from edi.messages.formats.syntaxes import SHEETS, Target
from edi.messages.formats.writing import write, write_sheets
from edi.messages.results import MessageResult
from edi.syntax.faults import Fault, Level, NotWritableError, Position
from edi.tools.currencies import in_currency
from edi.tools.reading import Opened

if TYPE_CHECKING:
    from datetime import datetime

    from edi.messages.guides import Guide
    from edi.messages.sheets import ColumnMap


@dataclass(frozen=True, slots=True)
class Conversion:
    """What documents become; no `target` is JSON lines.

    Who sends to whom is taken from the file's envelope, else from the document, unless `sender` or
    `receiver` say it. Interchanges are numbered from `number`. `guide` is what the partner wants of
    X12. `currency` is that of documents that do not say theirs.
    """

    target: Target | None
    written: "datetime"
    column_map: "ColumnMap | None" = None
    sender: Endpoint | None = None
    receiver: Endpoint | None = None
    number: int = 1
    guide: "Guide | None" = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """One file of the target, or `data` None where the message could not be carried over.

    `name` says which document it is. `not_carried` is what reading left in the file, `left_out`
    what the target has no place for, `faults` what is wrong with the source, `refused` why it
    cannot be written.
    """

    name: str
    data: bytes | None
    not_carried: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    refused: tuple[Fault, ...] = ()

    @property
    def is_lossy(self) -> bool:
        return bool(self.not_carried or self.left_out or self.data is None)


def convert(file: Opened, conversion: Conversion) -> Iterator[Converted]:
    """Yield what each message of a file becomes, in flat memory but for sheets.

    What is wrong outside messages comes as a `Converted` without data.
    """
    target = conversion.target
    if target is not None and target.syntax in SHEETS:
        yield from _to_sheet(file.results, conversion, target)
        return
    header: Any = None
    number = conversion.number
    for result in file.results:
        header = getattr(result, "header", None) or header
        if not isinstance(result, MessageResult) or result.document is None:
            if faults_of(result):
                yield Converted(_name(result), None, faults=faults_of(result))
            continue
        done = _one(
            result, conversion, _addressing(result.document, header or result, conversion, number)
        )
        number += done.data is not None
        yield done


def _one(result: MessageResult, conversion: Conversion, addressing: Addressing) -> Converted:
    document = result.document
    if document is None:
        raise AssertionError
    name = _name(result)
    if conversion.currency:
        document = in_currency(document, conversion.currency)
    if conversion.target is None:
        data = (json.dumps(to_plain(document), ensure_ascii=False) + "\n").encode(errors="replace")
        return Converted(name, data, result.not_carried)
    try:
        written = write(document, conversion.target, addressing, guide=conversion.guide)
    except NotWritableError as refused:
        return Converted(name, None, result.not_carried, refused=refused.faults)
    return Converted(name, written.data, result.not_carried, written.left_out, result.faults)


def _to_sheet(
    results: Iterator[Any], conversion: Conversion, target: Target
) -> Iterator[Converted]:
    """Put all documents in one table; they have to be of one kind."""
    documents: list[Document] = []
    not_carried: list[str] = []
    names: list[str] = []
    for result in results:
        if isinstance(result, MessageResult) and result.document is not None:
            not_carried += (f"[{len(documents)}] {path}" for path in result.not_carried)
            documents.append(in_currency(result.document, conversion.currency))
            names.append(_name(result))
        elif faults_of(result):
            yield Converted(_name(result), None, faults=faults_of(result))
    if documents:
        yield _sheet(documents, ", ".join(names[:3]), tuple(not_carried), conversion, target)


def _sheet(
    documents: Sequence[Document],
    name: str,
    not_carried: tuple[str, ...],
    conversion: Conversion,
    target: Target,
) -> Converted:
    kinds = {kind_of(document) for document in documents}
    if len(kinds) > 1:
        sentence = (
            f"A sheet holds documents of one kind; these are: {', '.join(sorted(kinds))}. Split "
            "the file, or choose another syntax."
        )
        return Converted(name, None, not_carried, refused=(_fault(sentence),))
    try:
        written = write_sheets(documents, target, column_map=conversion.column_map)
    except NotWritableError as refused:
        return Converted(name, None, not_carried, refused=refused.faults)
    return Converted(name, written.data, not_carried, written.left_out)


def _addressing(document: Document, header: Any, conversion: Conversion, number: int) -> Addressing:
    found = addressing_of(header, conversion.written) or between(document, conversion.written)
    return replace(
        found,
        sender=conversion.sender or found.sender,
        receiver=conversion.receiver or found.receiver,
        number=number,
    )


def _name(result: Any) -> str:
    if not isinstance(result, MessageResult):
        return "file"
    return " ".join(filter(None, (result.message, result.control_number)))


def _fault(sentence: str) -> Fault:
    return Fault(Level.INTERCHANGE, "not-writable", Position(0), sentence)
