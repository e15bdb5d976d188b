"""Interchanges and agreements as something activity and notifications may be about."""

from edi.gateway.models import Interchange, TradingAgreement
from portal.kernel.subjects import SubjectType, register_subject


def label_of(interchange: Interchange) -> str:
    """`850 4500018832`, else the control number, else what is left: the hash's beginning."""
    known = [part for part in (interchange.kind, interchange.reference) if part]
    return " ".join(known) or interchange.control_number or interchange.sha256[:12]


INTERCHANGE = register_subject(
    SubjectType(
        name="interchange",
        model=Interchange,
        label=label_of,
        path=lambda interchange: f"/gateway/{interchange.id}",
        kind_of_news="ORDERS",
        companies=lambda interchange: frozenset({interchange.owner_company_id}),
    )
)
AGREEMENT = register_subject(
    SubjectType(
        name="agreement",
        model=TradingAgreement,
        label=lambda agreement: agreement.name,
        path=lambda _agreement: "/gateway",
        kind_of_news="ORDERS",
        companies=lambda agreement: frozenset({agreement.owner_company_id}),
    )
)
