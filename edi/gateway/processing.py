"""What happens to an interchange after it was stored: identify, check, apply, acknowledge.

All of it is one transaction of the worker. Killed at any point it leaves the inbox row as it was,
and the job runs again; the receipt of the handler, the unique business key of orders and the
unique keys of interchanges let it have its effect once.
"""

from dataclasses import dataclass, field
from typing import BinaryIO
from uuid import UUID

from msgspec import structs

from edi.canonical.acknowledgements import Acknowledgement
from edi.canonical.orders import Order
from edi.gateway import outbound, queries
from edi.gateway.actions import ring_gateway
from edi.gateway.envelope import envelope_findings, is_test_in_production
from edi.gateway.events import (
    InterchangePartlyRefused,
    InterchangeQuarantined,
    InterchangeRefused,
)
from edi.gateway.findings import errors_in, finding_of, plain_finding
from edi.gateway.intake import spooled
from edi.gateway.models import Finding, Interchange, InterchangeMessage, TradingAgreement
from edi.gateway.raw_file import number_in_refused
from edi.gateway.states import InterchangeState, MessageDisposition
from edi.gateway.verdict import Verdict, read_verdict
from edi.messages.results import Disposition
from edi.messages.x12.reading import read_interchanges
from edi.messages.x12.results import InterchangeOpened, MessageResult
from edi.orders.actions import Source, place_order
from edi.syntax.faults import NotReadableError
from portal.kernel.db import Work
from portal.kernel.services import Services

NOT_AGREED = (
    "The identifiers in the envelope are not those agreed with you. Check sender, receiver and"
    " group identifiers against the agreement; nothing was done with it."
)
MOST_NAMED = 200
"""Of so many refused messages the business number is looked up, so that people can find them."""


@dataclass(slots=True)
class Tally:
    """What became of the messages, while they are gone through."""

    kinds: list[str] = field(default_factory=list)
    reference: str = ""
    sentence: str = ""
    """The first error, in words."""
    is_troubled: bool = False

    def note(self, message: InterchangeMessage) -> None:
        if message.type not in self.kinds:
            self.kinds.append(message.type)
        self.reference = self.reference or message.reference
        errors = errors_in(message.findings)
        if errors:
            self.is_troubled = True
            self.sentence = self.sentence or errors[0]["sentence"]


def process_interchange(work: Work, services: Services, interchange_id: UUID) -> None:
    """Bring a received interchange to its end. One that is settled is left alone."""
    interchange = work.get(Interchange, interchange_id)
    with spooled(services.storage, interchange.storage_key) as stream:
        # Fetched first, and the same for ever: no row is locked while the store thinks.
        interchange = work.lock(Interchange, interchange_id)
        if interchange.state is not InterchangeState.RECEIVED:
            return
        try:
            verdict = read_verdict(stream)
        except NotReadableError as error:
            _refuse_unreadable(work, interchange, finding_of(error.fault))
            return
        agreement = _identify(work, interchange, verdict)
        if agreement is None:
            _quarantine(work, interchange)
            return
        stream.seek(0)
        _settle(work, services, interchange, agreement, verdict, stream)
    ring_gateway(work, interchange, f"interchange:{interchange.id}")


def _refuse_unreadable(work: Work, interchange: Interchange, finding: Finding) -> None:
    interchange.findings = [finding]
    interchange.reject(at=work.now)
    work.record(InterchangeRefused(interchange.id, finding["sentence"]), subject=interchange)
    ring_gateway(work, interchange, f"interchange:{interchange.id}")


def _identify(work: Work, interchange: Interchange, verdict: Verdict) -> TradingAgreement | None:
    """Find the agreement by all identifiers, those of every group included."""
    agreement = queries.find_agreement(
        work, interchange.owner_company_id, verdict.interchange.header
    )
    if agreement is None:
        return None
    ends = {(group.header.sender, group.header.receiver) for group in verdict.groups}
    return agreement if ends <= {(agreement.partner_group, agreement.host_group)} else None


def _quarantine(work: Work, interchange: Interchange) -> None:
    """Keep it aside. The sentence is the same whoever else may be meant by the identifiers."""
    interchange.findings = [plain_finding("not-agreed", NOT_AGREED, is_error=True)]
    interchange.quarantine(at=work.now)
    work.record(InterchangeQuarantined(interchange.id, NOT_AGREED), subject=interchange)
    ring_gateway(work, interchange, f"interchange:{interchange.id}")


def _settle(
    work: Work,
    services: Services,
    interchange: Interchange,
    agreement: TradingAgreement,
    verdict: Verdict,
    stream: BinaryIO,
) -> None:
    interchange.identify(agreement)
    interchange.validate()
    interchange.findings = envelope_findings(work, interchange, agreement, verdict)
    tally = _apply_messages(work, interchange, agreement, verdict, stream)
    interchange.kind = " ".join(tally.kinds[:4])
    interchange.reference = tally.reference
    answer = outbound.answer_interchange(work, services, interchange, agreement, verdict)
    _conclude(work, interchange, verdict, tally)
    if answer is not None and interchange.state is InterchangeState.APPLIED:
        interchange.acknowledge(at=work.now)


def _conclude(work: Work, interchange: Interchange, verdict: Verdict, tally: Tally) -> None:
    errors = errors_in(interchange.findings)
    sentence = errors[0]["sentence"] if errors else tally.sentence
    if verdict.is_refused or (verdict.rejected and not verdict.accepted):
        interchange.reject(at=work.now)
        work.record(InterchangeRefused(interchange.id, sentence), subject=interchange)
    elif verdict.rejected:
        interchange.apply_in_part(at=work.now)
        work.record(InterchangePartlyRefused(interchange.id, sentence), subject=interchange)
    else:
        interchange.apply(at=work.now)
        interchange.needs_attention = interchange.has_message_errors = tally.is_troubled
        if tally.is_troubled:
            work.record(InterchangePartlyRefused(interchange.id, sentence), subject=interchange)


def _apply_messages(
    work: Work,
    interchange: Interchange,
    agreement: TradingAgreement,
    verdict: Verdict,
    stream: BinaryIO,
) -> Tally:
    """Read the stream once more and do what its accepted messages say, one at a time."""
    tally, position, opened = Tally(), 0, 0
    nameless: list[tuple[InterchangeMessage, int]] = []
    for result in read_interchanges(stream):
        opened += isinstance(result, InterchangeOpened)
        if not isinstance(result, MessageResult) or opened > 1:
            continue
        position += 1
        message = _keep_message(work, interchange, result, position)
        if result.disposition is not Disposition.REJECTED:
            if verdict.counts(result.group.control_number):
                _apply(work, interchange, agreement, message, result)
            else:
                message.disposition = MessageDisposition.REJECTED
        if not message.reference and message.disposition is MessageDisposition.REJECTED:
            nameless.append((message, result.position.offset))
        tally.note(message)
        work.flush()
    delimiter = verdict.interchange.header.delimiters
    for message, offset in nameless[:MOST_NAMED]:
        message.reference = _short(number_in_refused(stream, offset, delimiter), 64)
        tally.reference = tally.reference or message.reference
    return tally


def _keep_message(
    work: Work, interchange: Interchange, result: MessageResult, position: int
) -> InterchangeMessage:
    refused = result.disposition is Disposition.REJECTED
    message = work.add(
        InterchangeMessage(
            owner_company_id=interchange.owner_company_id,
            interchange_id=interchange.id,
            position=position,
            type=_short(result.message, 8),
            group_code=_short(result.group.functional_code, 8),
            group_number=_short(result.group.control_number, 14),
            number=_short(result.control_number, 14),
            reference="",
            segment_position=result.position.segment,
            segment_count=result.segment_count,
            disposition=MessageDisposition.REJECTED if refused else MessageDisposition.ACCEPTED,
            findings=[finding_of(fault) for fault in result.faults],
        )
    )
    if not refused and result.faults:
        message.disposition = MessageDisposition.ACCEPTED_WITH_ERRORS
    work.flush()
    return message


def _apply(
    work: Work,
    interchange: Interchange,
    agreement: TradingAgreement,
    message: InterchangeMessage,
    result: MessageResult,
) -> None:
    findings = [
        plain_finding("not-carried", f"{path} is kept in the raw file only.")
        for path in result.not_carried[:20]
    ]
    match result.document:
        case Order() as order:
            message.reference = _short(order.number, 64)
            if not is_test_in_production(interchange, agreement):
                findings += _place(work, agreement, message, order)
        case Acknowledgement() as document:
            message.reference = f"{document.group} {document.control_number}"
            findings += outbound.take_acknowledgement(work, agreement, document)
        case _:
            message.disposition = MessageDisposition.BUSINESS_REJECTED
            findings.append(
                plain_finding(
                    "no-use",
                    f"A partner's {message.type} is well written, and the portal does not act on"
                    " it yet.",
                    is_error=True,
                )
            )
    message.findings = [*message.findings, *findings]


def _place(
    work: Work, agreement: TradingAgreement, message: InterchangeMessage, order: Order
) -> list[Finding]:
    source = Source(
        owner_company_id=agreement.owner_company_id,
        agreement_id=agreement.id,
        message_id=message.id,
        currency=agreement.currency,
        is_test=agreement.is_test,
    )
    placement = place_order(work, source, _storable(order))
    if placement.is_repeat:
        message.disposition = MessageDisposition.DUPLICATE
        return [
            plain_finding(
                "order-known",
                f"Order {order.number} came before. No second order was made. If it is meant as a"
                " change, send an order change.",
            )
        ]
    if placement.problems:
        message.disposition = MessageDisposition.BUSINESS_REJECTED
    return [plain_finding("business", each, is_error=True) for each in placement.problems]


def _storable(order: Order) -> Order:
    return structs.replace(order, number=_short(order.number, 64))


def _short(text: str, length: int) -> str:
    return text.replace("\0", "")[:length]
