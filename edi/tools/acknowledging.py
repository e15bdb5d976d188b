"""`ack`: the answer to a file that Kontor would send back to its sender."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from msgspec import structs

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.canonical.parties import Identifier, Party
from edi.messages.formats.addressing import MUTUAL, Addressing, Endpoint, addressing_of, ends_of
from edi.messages.formats.reading import faults_of
from edi.messages.formats.syntaxes import Syntax, Target
from edi.messages.formats.writing import write
from edi.messages.results import Disposition, MessageResult
from edi.syntax.faults import Severity
from edi.tools.reading import Opened, WrongChoiceError


@dataclass(frozen=True, slots=True)
class Answering:
    """What an answer says of itself: its control number, and the next ones for further answers.

    `always` writes one even where the sender did not ask for it. `sender` and `receiver` are
    needed where the file does not say them.
    """

    written: datetime
    number: int = 1
    always: bool = False
    sender: Endpoint | None = None
    receiver: Endpoint | None = None
    kind: Literal["997", "999"] = "997"


def acknowledgements(file: Opened, answering: Answering) -> Iterator[bytes]:
    """Yield the answers that are due for a file, one for each interchange or XML document.

    997 or 999 and TA1, CONTRL, ApplicationResponse, cXML Response. Raises WrongChoiceError for a
    syntax that knows none.
    """
    answer = _ANSWERS.get(file.syntax)
    if answer is None:
        raise WrongChoiceError(
            f"{file.syntax.label} knows no acknowledgements. Tell the sender what "
            "“kontor edi check” says."
        )
    yield from answer(file.results, answering)


def _x12(results: Iterator[Any], answering: Answering) -> Iterator[bytes]:
    from edi.messages.x12 import GroupResult, InterchangeResult, acknowledge, answerable

    groups: list[GroupResult] = []
    number = answering.number
    for result in results:
        if isinstance(result, GroupResult):
            groups.append(result)
        elif isinstance(result, InterchangeResult):
            numbers = range(number, number + len(answerable(groups)))
            answer = acknowledge(
                result,
                groups,
                interchange_number=number,
                group_numbers=numbers,
                written=answering.written,
                with_ta1=answering.always or None,
                kind=answering.kind,
            )
            groups = []
            if answer:
                number = max(number + 1, numbers.stop)
                yield answer


def _edifact(results: Iterator[Any], answering: Answering) -> Iterator[bytes]:
    from edi.messages.edifact import InterchangeResult, acknowledge

    number = answering.number
    for result in results:
        if isinstance(result, InterchangeResult):
            answer = acknowledge(
                result,
                control_number=str(number),
                written=answering.written,
                wanted=answering.always or None,
            )
            if answer:
                number += 1
                yield answer


def _ubl(results: Iterator[Any], answering: Answering) -> Iterator[bytes]:
    number = answering.number
    for result in results:
        if isinstance(result, MessageResult) and not isinstance(
            result.document, ApplicationResponse
        ):
            response = _response(result, number, answering)
            yield write(response, Target(Syntax.UBL)).data
            number += 1


def _cxml(results: Iterator[Any], answering: Answering) -> Iterator[bytes]:
    from edi.messages.cxml import write_response
    from edi.messages.formats.to_cxml import envelope

    for at, result in enumerate(results):
        if isinstance(result, MessageResult) and result.message == "Response":
            continue  # never answer an answer
        found = addressing_of(result, answering.written)
        ends = found.swapped() if found else Addressing(_KONTOR, _KONTOR, answering.written)
        sender = answering.sender or ends.sender
        addressing = replace(ends, sender=sender, number=answering.number + at)
        yield write_response(faults_of(result), envelope(addressing)).data


_KONTOR = Endpoint("kontor")  # a Response has no header; only its payload id names us


def _response(result: MessageResult, number: int, answering: Answering) -> ApplicationResponse:
    notes = tuple(
        ApplicationNote(
            f"kontor:{fault.code}",
            f"{fault.path}: {fault.sentence}" if fault.path else fault.sentence,
            is_error=fault.severity is Severity.ERROR,
        )
        for fault in result.faults
    )
    return ApplicationResponse(
        str(number),
        answering.written.date(),
        _VERDICTS[result.disposition],
        result.control_number or "unknown",
        result.message,
        notes,
        _parties(result, answering),
    )


_VERDICTS = {
    Disposition.ACCEPTED: Verdict.ACCEPTED,
    Disposition.ACCEPTED_WITH_ERRORS: Verdict.ACCEPTED_WITH_ERRORS,
    Disposition.PARTIAL: Verdict.PARTIALLY_ACCEPTED,
    Disposition.REJECTED: Verdict.REJECTED,
}


def _parties(result: MessageResult, answering: Answering) -> tuple[Party, ...]:
    """Return who answers whom: as told, else the parties of the document the other way round."""
    asked, asking = ends_of(result.document)[::-1] if result.document else (None, None)
    sender = _named("sender", answering.sender, asked)
    recipient = _named("recipient", answering.receiver, asking)
    if sender is None or recipient is None:
        raise WrongChoiceError(
            f"{result.message} {result.control_number} does not say who sent it to whom, or is "
            "refused. Say who answers whom with --sender and --receiver."
        )
    return sender, recipient


def _named(role: str, told: Endpoint | None, party: Party | None) -> Party | None:
    if told is None:
        return structs.replace(party, role=role) if party else None
    if told.scheme == MUTUAL:
        return Party(role, told.id)
    return Party(role, identifiers=(Identifier(told.scheme, told.id),))


_ANSWERS: dict[Syntax, Callable[[Iterator[Any], Answering], Iterator[bytes]]] = {
    Syntax.X12: _x12,
    Syntax.EDIFACT: _edifact,
    Syntax.UBL: _ubl,
    Syntax.CXML: _cxml,
}
