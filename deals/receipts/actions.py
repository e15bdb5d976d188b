"""Giving a receipt for a complete submission."""

from deals import policies
from deals.models import Deal
from deals.receipts import queries
from deals.receipts.content import canonical, content_of, digest
from deals.receipts.models import Receipt, ReceiptLink
from partners.companies.queries import get_host, get_own_company
from portal.kernel.db import Work
from portal.kernel.ids import new_id
from portal.kernel.policy import ensure


def give_receipt(work: Work, deal: Deal, answer: str | None = None) -> Receipt:
    """Write down what is submitted now, in the transaction that submits it.

    The deal and its lines have to be flushed: what the database holds is what is certified.
    """
    ensure(policies.can_answer(work.actor, deal))
    place = queries.next_place(work, deal)
    number = f"{deal.number}/{place}"
    text = canonical(
        content_of(
            deal,
            queries.lines_of(work, deal),
            number=number,
            partner=get_own_company(work),
            host=get_host(work),
            answer=answer,
        )
    )
    receipt = work.add(
        Receipt(
            id=new_id(),
            owner_company_id=deal.owner_company_id,
            created_at=deal.submitted_at,
            deal_id=deal.id,
            number=number,
            place=place,
            content=text,
            sha256=digest(text),
        )
    )
    work.flush()
    work.add(
        ReceiptLink(
            owner_company_id=deal.owner_company_id,
            receipt_id=receipt.id,
            sequence=deal.submission_sequence,
            sha256=receipt.sha256,
        )
    )
    work.flush()
    return receipt
