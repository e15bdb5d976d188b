"""What a receipt says, in the one way of writing it down that its hash is taken of.

Canonical: keys in order, no blanks between, UTF-8 as it is, amounts as text with two decimals,
instants in UTC to the microsecond.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from deals.models import Deal
from deals.registration.models import DealLine
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.companies.models import Company

FORMAT: Final = "kontor-receipt/1"


def content_of(
    deal: Deal,
    lines: Sequence[DealLine],
    *,
    number: str,
    partner: Company,
    host: Company,
    answer: str | None,
) -> dict[str, Any]:
    """Return what was submitted; `answer` is the late answer that made it complete again."""
    assert deal.submitted_at is not None  # noqa: S101 - it was submitted
    return {
        "format": FORMAT,
        "number": number,
        "registration": deal.number,
        "submitted_at": instant(deal.submitted_at),
        "submitted_by": deal.submitter_name,
        "partner": partner.legal_name,
        "partner_code": partner.code,
        "host": host.legal_name,
        "customer": deal.customer_name,
        **{name: getattr(deal, name) for name in PARENT_FIELDS},
        "territory": deal.territory_code,
        "motion": deal.motion.value,
        "kind": deal.kind.value,
        "currency": deal.currency,
        "value": _amount(deal.value),
        "lines": [
            {"family": each.family_code, "quantity": each.quantity, "amount": _amount(each.amount)}
            for each in lines
        ],
        "expected_close": deal.expected_close.isoformat(),
        "progress": deal.progress,
        "crm_id": deal.crm_id,
        "named_in_writing": deal.is_named_in_writing,
        "consent": deal.consent.value,
        "consent_on": deal.consent_on.isoformat() if deal.consent_on else None,
        "corrects": str(deal.corrects_id) if deal.corrects_id else None,
        "answer": answer,
    }


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(content: str, sha256: str) -> str:
    """Return a receipt as the file that the two sides keep: JSON that people can read."""
    document = {"receipt": json.loads(content), "sha256": sha256}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
