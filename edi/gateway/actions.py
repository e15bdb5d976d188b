"""Writes to the gateway that people and partners' systems ask for."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from edi.gateway import policies, queries
from edi.gateway.events import (
    AgreementSigned,
    InterchangePickedUp,
    InterchangeQuarantined,
    InterchangeReceived,
    InterchangeRepeated,
    InterchangeReplayed,
    InterchangeResolved,
)
from edi.gateway.findings import finding_of, plain_finding
from edi.gateway.intake import Arrival
from edi.gateway.models import Interchange, TradingAgreement
from edi.gateway.states import Direction, InterchangeState
from partners.audiences import both_sides
from partners.companies.models import Company
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_trading_agreements_identifiers",
    lambda: Conflict(said("This partner already has an agreement with these identifiers.")),
)
constraint_means(
    "uq_interchanges_key_holder",
    lambda: Conflict(said("A later interchange with this control number was taken in already.")),
)


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """Terms with a partner. `*_qualifier` and `*_identifier` are ISA05 to ISA08.

    Group ids (GS02, GS03) default to the interchange's own.
    """

    name: str
    partner_identifier: str
    host_identifier: str
    partner_qualifier: str = "ZZ"
    host_qualifier: str = "ZZ"
    partner_group: str = ""
    host_group: str = ""
    syntax_version: str = "004010"
    currency: str = "EUR"
    is_test: bool = False
    wants_acknowledgement: bool = True
    acknowledgement_hours: int = 24


def sign_agreement(work: Work, partner: Company, new: NewAgreement) -> TradingAgreement:
    """Agree with a partner on how to exchange; from now on its interchanges are recognised.

    Raises:
        Forbidden: the role may not operate the gateway.
        Conflict: the partner already has one with these identifiers.
    """
    ensure(policies.can_operate(work.actor), said("Agreements need the role EDI operator."))
    agreement = work.add(
        TradingAgreement(
            owner_company_id=partner.id,
            name=new.name,
            syntax_version=new.syntax_version,
            partner_qualifier=new.partner_qualifier,
            partner_identifier=new.partner_identifier,
            partner_group=new.partner_group or new.partner_identifier,
            host_qualifier=new.host_qualifier,
            host_identifier=new.host_identifier,
            host_group=new.host_group or new.host_identifier,
            currency=new.currency,
            is_test=new.is_test,
            wants_acknowledgement=new.wants_acknowledgement,
            acknowledgement_hours=new.acknowledgement_hours,
        )
    )
    work.flush()
    work.record(AgreementSigned(agreement.id), subject=agreement)
    ring_gateway(work, agreement)
    return agreement


class Outcome(StrEnum):
    """What an arrival is, seen from what was there before."""

    NEW = "NEW"
    REPEATED = "REPEATED"
    """The very same bytes: the first one's row and answer stand."""
    DUPLICATE = "DUPLICATE"
    """The same interchange in a freshly stamped envelope: kept, and answered by the first."""
    CONFLICT = "CONFLICT"
    """The key of an earlier interchange with another content: quarantined."""


@dataclass(frozen=True, slots=True)
class Receipt:
    interchange: Interchange
    outcome: Outcome


def receive_interchange(work: Work, arrival: Arrival, *, channel: str = "HTTPS") -> Receipt:
    """Take in an interchange whose bytes are in the store already (see `store_arrival`).

    When this commits, the inbox row, the audit entry and the job exist together, exactly once.

    Raises:
        Forbidden: not a partner's own system.
    """
    ensure(
        policies.can_exchange(work.actor), said("Only a partner's own system sends interchanges.")
    )
    values = _row_of(work, arrival, channel)
    interchange = queries.claim_interchange(work, values)
    if interchange is not None:
        work.record(InterchangeReceived(interchange.id), subject=interchange)
        ring_gateway(work, interchange)
        return Receipt(interchange, Outcome.NEW)
    return _receive_again(work, arrival, values)


def _receive_again(work: Work, arrival: Arrival, values: dict[str, object]) -> Receipt:
    owner_id = values["owner_company_id"]
    same = queries.find_same_bytes(work, owner_id, arrival.key, arrival.sha256)  # type: ignore[arg-type]
    if same is None:
        holder = queries.find_key_holder(work, owner_id, arrival.key)  # type: ignore[arg-type]
        if holder is None:
            # The holder was refused between the two statements and gave the key back.
            raise Conflict(
                said("The gateway is busy with this interchange. Send it again in a moment.")
            )
        return _keep_beside(work, arrival, values, holder)
    work.record(InterchangeRepeated(same.id), subject=same)
    outcome = Outcome.CONFLICT if _is_conflict(same) else Outcome.REPEATED
    return Receipt(same, outcome)


def _keep_beside(
    work: Work, arrival: Arrival, values: dict[str, object], holder: Interchange
) -> Receipt:
    is_duplicate = holder.content_sha256 == arrival.content_sha256
    state = InterchangeState.DUPLICATE if is_duplicate else InterchangeState.QUARANTINED
    finding = plain_finding(
        "same-interchange" if is_duplicate else "contradiction",
        f"The interchange {holder.control_number} came before, with"
        + (" the same content. Nothing was done twice." if is_duplicate else " another content.")
        + ("" if is_duplicate else " Give the corrected one a new control number."),
        is_error=not is_duplicate,
    )
    beside = queries.claim_interchange(
        work,
        {
            **values,
            "holds_key": False,
            "state": state,
            "first_id": holder.id,
            "settled_at": work.now,
            "needs_attention": not is_duplicate,
            "findings": [finding],
        },
    )
    if beside is None:
        same = queries.find_same_bytes(work, holder.owner_company_id, arrival.key, arrival.sha256)
        assert same is not None  # noqa: S101 - it lost against exactly this row
        return Receipt(same, Outcome.DUPLICATE if is_duplicate else Outcome.CONFLICT)
    if is_duplicate:
        work.record(InterchangeRepeated(beside.id), subject=beside)
        return Receipt(beside, Outcome.DUPLICATE)
    work.record(InterchangeQuarantined(beside.id, finding["sentence"]), subject=beside)
    ring_gateway(work, beside)
    return Receipt(beside, Outcome.CONFLICT)


def _is_conflict(interchange: Interchange) -> bool:
    return interchange.state is InterchangeState.QUARANTINED and interchange.first_id is not None


def _row_of(work: Work, arrival: Arrival, channel: str) -> dict[str, object]:
    header = arrival.header
    return {
        "owner_company_id": work.actor.company_id,
        "direction": Direction.IN,
        "channel": channel,
        "syntax": "X12" if header else "",
        "sender_qualifier": _storable(header.sender_qualifier) if header else "",
        "sender": _storable(header.sender) if header else "",
        "receiver_qualifier": _storable(header.receiver_qualifier) if header else "",
        "receiver": _storable(header.receiver) if header else "",
        "control_number": _storable(header.control_number) if header else "",
        "is_test": header.is_test if header else False,
        "key": arrival.key,
        "holds_key": True,
        "sha256": arrival.sha256,
        "content_sha256": arrival.content_sha256,
        "size": arrival.size,
        "storage_key": arrival.storage_key,
        "state": InterchangeState.RECEIVED,
        "kind": "",
        "reference": "",
        "needs_attention": False,
        "has_message_errors": False,
        "findings": [finding_of(arrival.fault)] if arrival.fault else [],
    }


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL; the bytes themselves are in the store."""
    return text.replace("\0", "")


def confirm_pick_up(work: Work, interchange: Interchange) -> None:
    """Note that the partner's system has our interchange; a repeat changes nothing."""
    ensure(policies.can_exchange(work.actor))
    interchange = work.lock(Interchange, interchange.id)
    if interchange.state is not InterchangeState.BUILT:
        return
    agreement = work.get(TradingAgreement, interchange.agreement_id)  # type: ignore[arg-type]
    expects = agreement.wants_acknowledgement and not interchange.is_acknowledgement
    due_at = work.now + timedelta(hours=agreement.acknowledgement_hours) if expects else None
    interchange.deliver(at=work.now, due_at=due_at)
    if not interchange.is_acknowledgement:
        work.record(InterchangePickedUp(interchange.id), subject=interchange)
    ring_gateway(work, interchange)


def replay_interchange(work: Work, interchange: Interchange) -> None:
    """Process a quarantined interchange again, after its agreement was put right.

    Raises:
        Forbidden: not an operator, or it contradicts an earlier one.
        TransitionRefused: it is not in quarantine.
    """
    ensure(
        policies.can_replay(work.actor, interchange), said("Replaying needs the role EDI operator.")
    )
    interchange.release()
    work.record(InterchangeReplayed(interchange.id), subject=interchange)
    ring_gateway(work, interchange)


def resolve_interchange(work: Work, interchange: Interchange, resolution: str) -> None:
    """Take an interchange off the operators' list, saying what was done about it.

    Raises:
        Invalid: nothing was said.
    """
    ensure(policies.can_operate(work.actor), said("This needs the role EDI operator."))
    if not resolution.strip():
        raise Invalid(fields={"resolution": said("Say what was done about it.")})
    interchange.resolve(resolution.strip())
    work.record(InterchangeResolved(interchange.id), subject=interchange, reason=resolution.strip())
    ring_gateway(work, interchange)


def ring_gateway(work: Work, changed: Interchange | TradingAgreement, *topics: str) -> None:
    """Tell both sides of what changed that their traffic shows something else now."""
    work.ring("gateway", "home", *topics, to=both_sides(work, changed))
