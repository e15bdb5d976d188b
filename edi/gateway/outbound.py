"""What the host sends: built once with the next control numbers, stored, then picked up."""

import hashlib
from dataclasses import dataclass

from edi.canonical.acknowledgements import Acknowledgement, Verdict
from edi.gateway import queries
from edi.gateway.actions import ring_gateway
from edi.gateway.events import MessageAcknowledged, MessageRefusedByPartner, MessageSent
from edi.gateway.findings import plain_finding
from edi.gateway.models import Finding, Interchange, InterchangeMessage, TradingAgreement
from edi.gateway.states import Direction, InterchangeState, MessageDisposition
from edi.gateway.verdict import Verdict as InterchangeVerdict
from edi.messages.x12.acknowledging import acknowledge, answerable
from edi.syntax.x12.writer import Envelope, OutgoingGroup, WrittenSegment, write_interchange
from portal.kernel.db import Work
from portal.kernel.services import Services

_MEDIA_TYPE = "application/edi-x12"
_DISPOSITIONS = {
    Verdict.ACCEPTED: MessageDisposition.ACCEPTED,
    Verdict.ACCEPTED_WITH_ERRORS: MessageDisposition.ACCEPTED_WITH_ERRORS,
    Verdict.PARTIALLY_ACCEPTED: MessageDisposition.ACCEPTED_WITH_ERRORS,
    Verdict.REJECTED: MessageDisposition.REJECTED,
}


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message ready to be put in an envelope: type, its group's code, and ST to SE."""

    type: str
    group_code: str
    reference: str
    segments: list[WrittenSegment]


def answer_interchange(
    work: Work,
    services: Services,
    interchange: Interchange,
    agreement: TradingAgreement,
    verdict: InterchangeVerdict,
) -> Interchange | None:
    """Build and store the acknowledgement of an interchange; None when none is due."""
    groups = [] if verdict.is_refused else answerable(verdict.groups)
    if not groups and not verdict.interchange.needs_ta1:
        return None
    number, group_numbers = queries.next_numbers(work, agreement.id, len(groups))
    content = acknowledge(
        verdict.interchange,
        verdict.groups,
        interchange_number=number,
        group_numbers=group_numbers,
        written=work.now,
    )
    assert content is not None  # noqa: S101 - asked above
    kinds = [*(["997"] if groups else []), *(["TA1"] if verdict.interchange.needs_ta1 else [])]
    answer = _keep(work, services, agreement, number, content, " ".join(kinds))
    answer.reference = interchange.reference or interchange.control_number
    answer.is_test = interchange.is_test
    for position, group_number in enumerate(group_numbers, start=1):
        _keep_message(work, answer, position, "997", "FA", group_number, answer.reference)
    interchange.acknowledgement_id = answer.id
    return answer


def send_message(
    work: Work, services: Services, agreement: TradingAgreement, message: OutgoingMessage
) -> InterchangeMessage:
    """Put one message of ours into an interchange that waits for the partner's system."""
    number, (group_number,) = queries.next_numbers(work, agreement.id, 1)
    content = write_interchange(
        _envelope(work, agreement, number),
        [
            OutgoingGroup(
                functional_code=message.group_code,
                sender=agreement.host_group,
                receiver=agreement.partner_group,
                control_number=group_number,
                version=agreement.syntax_version,
                messages=[message.segments],
            )
        ],
    )
    sent = _keep(work, services, agreement, number, content, message.type)
    sent.reference = message.reference
    kept = _keep_message(
        work, sent, 1, message.type, message.group_code, group_number, message.reference
    )
    kept.disposition = None
    work.flush()
    work.record(MessageSent(sent.id, message.type), subject=sent)
    ring_gateway(work, agreement)
    return kept


def take_acknowledgement(
    work: Work, agreement: TradingAgreement, document: Acknowledgement
) -> list[Finding]:
    """Match a partner's 997 with the group of ours it speaks of; return what is odd about it."""
    messages = queries.find_sent_messages(
        work, agreement, document.group, str(int(document.control_number or 0))
    )
    if not messages:
        return [
            plain_finding(
                "unknown-group",
                f"This acknowledges the group {document.group} {document.control_number}, which we"
                " never sent. Ask the partner which message they mean.",
                is_error=True,
            )
        ]
    findings: list[Finding] = []
    for message in messages:
        findings += _take_verdict(work, message, document)
    return findings


def _take_verdict(
    work: Work, message: InterchangeMessage, document: Acknowledgement
) -> list[Finding]:
    sent = work.lock(Interchange, message.interchange_id)
    if sent.state not in {InterchangeState.BUILT, InterchangeState.DELIVERED}:
        return [
            plain_finding(
                "late", f"The {message.type} {sent.control_number} was acknowledged before."
            )
        ]
    message.disposition = _verdict_on(message, document)
    if message.disposition is MessageDisposition.REJECTED:
        message.findings = _their_notes(message, document)
        sent.reject(at=work.now)
        work.record(MessageRefusedByPartner(sent.id, message.type), subject=sent)
    else:
        sent.accept(at=work.now)
        work.record(MessageAcknowledged(sent.id, message.type), subject=sent)
    return []


def _verdict_on(message: InterchangeMessage, document: Acknowledgement) -> MessageDisposition:
    """Return what the 997 says of one message; a group accepted as a whole may list none."""
    spoken = {each.control_number: each.verdict for each in document.messages}
    return _DISPOSITIONS[spoken.get(message.number, document.verdict)]


def _their_notes(message: InterchangeMessage, document: Acknowledgement) -> list[Finding]:
    notes = [
        note
        for each in document.messages
        if each.control_number == message.number
        for note in each.notes
    ]
    return [
        {
            **plain_finding(
                note.code,
                f"The partner's system refuses segment {note.segment_id} at place {note.position}.",
                is_error=True,
            ),
            "segment": note.segment_id,
            "in_message": note.position,
            "element": note.elements[0].element if note.elements else 0,
            "place": note.segment_id,
        }
        for note in notes[:20]
    ] or [
        plain_finding(
            "refused", "The partner's system refuses it, without a reason.", is_error=True
        )
    ]


def _envelope(work: Work, agreement: TradingAgreement, number: int) -> Envelope:
    return Envelope(
        sender_qualifier=agreement.host_qualifier,
        sender=agreement.host_identifier,
        receiver_qualifier=agreement.partner_qualifier,
        receiver=agreement.partner_identifier,
        control_number=number,
        written=work.now,
        usage="T" if agreement.is_test else "P",
        version="00501" if agreement.syntax_version.startswith("005") else "00401",
    )


def _keep(
    work: Work,
    services: Services,
    agreement: TradingAgreement,
    number: int,
    content: bytes,
    kind: str,
) -> Interchange:
    stored = services.storage.put_bytes(agreement.owner_company_id, content, _MEDIA_TYPE)
    kept = work.add(
        Interchange(
            owner_company_id=agreement.owner_company_id,
            direction=Direction.OUT,
            agreement_id=agreement.id,
            sender_qualifier=agreement.host_qualifier,
            sender=agreement.host_identifier,
            receiver_qualifier=agreement.partner_qualifier,
            receiver=agreement.partner_identifier,
            control_number=f"{number:09}",
            is_test=agreement.is_test,
            key=f"OUT|{agreement.id}|{number:09}",
            holds_key=True,
            sha256=stored.sha256,
            content_sha256=hashlib.sha256(content).hexdigest(),
            size=stored.size,
            storage_key=stored.key,
            state=InterchangeState.BUILT,
            kind=kind,
        )
    )
    work.flush()
    return kept


def _keep_message(
    work: Work,
    interchange: Interchange,
    position: int,
    type_: str,
    group_code: str,
    group_number: int,
    reference: str,
) -> InterchangeMessage:
    return work.add(
        InterchangeMessage(
            owner_company_id=interchange.owner_company_id,
            interchange_id=interchange.id,
            position=position,
            type=type_,
            group_code=group_code,
            group_number=str(group_number),
            number="0001",
            reference=reference,
            disposition=MessageDisposition.ACCEPTED,
        )
    )
