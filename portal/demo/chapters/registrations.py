"""What partners do around a registration: amend it, and begin another that is not finished."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from deals.amendments.actions import Amended, amend_deal
from deals.drafts.actions import save_draft
from deals.models import Deal
from deals.queries import get_deal
from deals.registration.actions import NewLine
from partners.accounts.models import Account
from portal.demo.world import World


def amend_and_begin(world: World) -> None:
    """Alice corrects what Brightwater will buy; Bob has begun to register Orchid's next order."""
    world.at(0, 6, 20)
    with world.work("alice") as work:
        found = work.one(
            sa.select(Deal)
            .where(Deal.customer_name == "Brightwater Foods")
            .order_by(Deal.created_at.desc())
        )
        deal = get_deal(work, found.id)
        [line] = deal.lines
        as_it_was = NewLine(line.family_code, line.quantity, line.amount)
        more = replace(as_it_was, quantity=36, amount=Decimal(70_200))
        close = deal.expected_close + timedelta(days=14)
        reason = "Hall 2 needs four more; their board meets two weeks later."
        amend_deal(work, deal, Amended(close, deal.progress, (more,), reason))
    world.at(0, 6, 40)
    with world.work("bob") as work:
        account = work.one(sa.select(Account).where(Account.name == "Orchid Biotech"))
        texts = {
            "account": str(account.id),
            "territory": "SE",
            "progress": "They asked for sensors in the new cleanroom; the quantity is open.",
            "lines": [{"family": "SENSORS", "quantity": "", "amount": "ca. 40000"}],
        }
        save_draft(work, "begun-by-bob", texts, account.id, 0)
