"""How evidence and the customer's consent read, and what the page of a deal shows of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext

from deals.conflicts.review import Comparison
from deals.evidence.consent import Consent
from deals.evidence.models import Evidence, EvidenceKind
from deals.evidence.policies import can_name
from deals.evidence.queries import evidence_on
from deals.models import Deal
from deals.policies import is_read_by_grant
from documents.models import Document
from documents.queries import documents_of
from portal.kernel.db import Work

KINDS: Final[dict[EvidenceKind, Any]] = {
    EvidenceKind.LETTER: lazy_gettext("Letter in which the customer names the partner"),
    EvidenceKind.OFFER: lazy_gettext("Offer or tender"),
    EvidenceKind.CORRESPONDENCE: lazy_gettext("Correspondence with the customer"),
    EvidenceKind.OTHER: lazy_gettext("Something else"),
}
CONSENTS: Final[dict[Consent, Any]] = {
    Consent.NONE: lazy_gettext("Not asked"),
    Consent.REGISTRATION: lazy_gettext("Agreed to be registered"),
    Consent.CONTACT: lazy_gettext("Agreed to be registered and contacted"),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page shows: the evidence by registration, and what can be named besides."""

    by_deal: Mapping[UUID, Sequence[Evidence]]
    may_name: bool
    nameable: Sequence[Document]
    is_shown: bool
    """Whether the reader is of one of the two sides, and not only of a grant."""
    lacks_letter: bool
    """The partner says that the customer named it in writing, and no letter shows it."""


def proof_of(work: Work, deal: Deal, comparison: Comparison | None) -> Proof:
    rivals = [rival.deal.id for rival in comparison.rivals] if comparison else []
    found = evidence_on(work, [deal.id, *rivals])
    own = found.get(deal.id, [])
    named = {each.document_id for each in own}
    may_name = can_name(work.actor, deal) and not deal.was_handed_over
    is_of_a_side = not is_read_by_grant(work.actor, deal)
    documents = documents_of(work, "deal", deal.id) if may_name else []
    return Proof(
        by_deal=found,
        may_name=may_name,
        nameable=[each for each in documents if each.id not in named],
        is_shown=is_of_a_side,
        lacks_letter=is_of_a_side
        and deal.is_named_in_writing
        and not any(each.kind is EvidenceKind.LETTER for each in own),
    )
