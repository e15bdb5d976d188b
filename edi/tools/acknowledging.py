"""`ack`: the answer to a file that Kontor would send back to its sender."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edi.canonical.acknowledgements import ApplicationNote, ApplicationResponse, Verdict
from edi.canonical.parties import Identifier, Party
from edi.messages.formats.addressing import MUTUAL, Addressing, Endpoint, between
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


def acknowledgements(file: Opened, answering: Answering) -> Iterator[bytes]:
    """Yield the answers that are due for a file, one for each interchange or XML document.

    997 or TA1, CONTRL, ApplicationResponse. Raises WrongChoiceError for a syntax that knows none.
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
            yield write(response, Target(Syntax.UBL), _addressing(result, answering)).data
            number += 1


def _response(result: MessageResult, number: int, answering: Answering) -> ApplicationResponse:
    ends = _addressing(result, answering)
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
        (_party("sender", ends.sender), _party("recipient", ends.receiver)),
    )


_VERDICTS = {
    Disposition.ACCEPTED: Verdict.ACCEPTED,
    Disposition.ACCEPTED_WITH_ERRORS: Verdict.ACCEPTED_WITH_ERRORS,
    Disposition.PARTIAL: Verdict.PARTIALLY_ACCEPTED,
    Disposition.REJECTED: Verdict.REJECTED,
}


def _addressing(result: MessageResult, answering: Answering) -> Addressing:
    """Return who answers whom: as told, else the parties of the document the other way round."""
    found = between(result.document).swapped() if result.document else None
    sender = answering.sender or (found.sender if found else None)
    receiver = answering.receiver or (found.receiver if found else None)
    if sender is None or receiver is None:
        raise WrongChoiceError(
            f"{result.message} {result.control_number} is refused, so who sent it to whom is not "
            "known. Say who answers whom with --sender and --receiver."
        )
    return Addressing(sender, receiver, answering.written, answering.number)


def _party(role: str, endpoint: Endpoint) -> Party:
    if endpoint.scheme == MUTUAL:
        return Party(role, endpoint.id)
    return Party(role, identifiers=(Identifier(endpoint.scheme, endpoint.id),))


_ANSWERS: dict[Syntax, Callable[[Iterator[Any], Answering], Iterator[bytes]]] = {
    Syntax.X12: _x12,
    Syntax.EDIFACT: _edifact,
    Syntax.UBL: _ubl,
}
