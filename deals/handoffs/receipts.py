"""What was agreed, in words that hash to the same for both sides."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from deals.handoffs.models import HandOff, HandOffOffer, HandOffReceipt
from deals.handoffs.states import Side
from deals.models import Deal
from partners.companies.models import Company
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.words import said

FORMAT: Final = 2
"""Of the content: which keys it has."""

constraint_means("receipt_stays", lambda: Conflict(said("A receipt is not changed.")))


def write_receipts(
    work: Work, handoff: HandOff, offer: HandOffOffer, deal: Deal, sides: dict[Side, Company]
) -> None:
    """Give each side a receipt of its own. It holds nothing of others who were asked.

    The number of the giver's deal is not in it either: it counts what the giver registered.
    """
    content = canonical(
        {
            "format": FORMAT,
            "handoff": str(handoff.id),
            "kind": handoff.kind.value,
            "giver": sides[Side.GIVER].trade_name,
            "receiver": sides[Side.RECEIVER].trade_name,
            "customer": deal.customer_name,
            "territory": deal.territory_code,
            "currency": deal.currency,
            "lines": [
                {
                    "family": line.family_code,
                    "quantity": line.quantity,
                    "amount": str(line.amount),
                }
                for line in deal.claimed_lines
            ],
            "responsibilities": handoff.responsibilities,
            "receiver_percent": handoff.percent,
            **_consent(handoff),
            "accepted_at": work.now.isoformat(),
            "accepted_by": offer.answered_by_name,
        }
    )
    for side, company in sides.items():
        work.add(
            HandOffReceipt(
                owner_company_id=company.id,
                handoff_id=handoff.id,
                side=side,
                content=content,
                sha256=digest(content),
            )
        )


def _consent(handoff: HandOff) -> dict[str, str | None]:
    """Return who agreed for the giver, and when; null where it was not asked any more."""
    agreed_by, agreed_at = handoff.answered_by_name, handoff.answered_at
    if not handoff.is_hosts:  # who begins it agrees by that
        agreed_by, agreed_at = handoff.offered_by_name, handoff.created_at
    return {
        "giver_agreed_by": agreed_by,
        "giver_agreed_at": agreed_at.isoformat() if agreed_at else None,
    }


def canonical(agreed: dict[str, Any]) -> str:
    """Return JSON of which there is one way to write it: keys in order, no spaces, UTF-8."""
    return json.dumps(agreed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: str) -> str:
    """Return the SHA-256 of a receipt's content as UTF-8, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def is_intact(receipt: HandOffReceipt) -> bool:
    """Return whether content and hash of a receipt still belong together."""
    return digest(receipt.content) == receipt.sha256


def agreed_in(receipt: HandOffReceipt) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(receipt.content)
    return found


def consent_in(receipt: HandOffReceipt) -> datetime | None:
    """Return when the giver agreed, where a receipt says so."""
    at = agreed_in(receipt).get("giver_agreed_at")
    return datetime.fromisoformat(at) if at else None
