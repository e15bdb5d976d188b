"""The customer of a deal that was taken over is opened to whoever took it."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from deals.handoffs.models import HandOff, HandOffTurn
from deals.handoffs.readiness import can_be_opened
from deals.models import Deal
from partners.accounts.actions import GRANT_DAYS, note_shared, ring_grant, with_profile
from partners.accounts.models import (
    LIVE,
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
    reminded_already,
)
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.kernel.words import said

OPENED: Final = (GrantObject.PROFILE, GrantObject.CONTACTS)
_PURPOSE: Final = "Sell what was handed over"


def open_customer(
    work: Work, handoff: HandOff, turn: HandOffTurn, deal: Deal, receiver: Company
) -> None:
    """Let the receiver see the account, in the name of its owner, who consented by choosing it.

    Raises:
        Conflict: it belongs to somebody who did not, since it was merged meanwhile.
    """
    account = deal.account
    host_id = get_host(work).id if turn.is_hosts_choice else None
    if not can_be_opened(account.owner_company_id, deal, receiver.id, handoff.is_hosts, host_id):
        raise Conflict(
            said("The customer of this deal belongs to somebody else now. Nothing was changed.")
        )
    if account.owner_company_id == receiver.id:
        return
    grant = _live_grant(work, account, receiver)
    if grant is not None and not grant.is_effective(work.now):
        grant = _revived(work, grant)
    if grant is None:
        grant = _new_grant(work, account, receiver)
        turn.grant_id = grant.id
    else:
        held = {GrantObject(each) for each in grant.objects}
        grant.objects = [each.value for each in with_profile({*held, *OPENED})]
    note_shared(work, account, receiver, grant)


def close_customer(work: Work, turn: HandOffTurn) -> None:
    """End the grant that was made for a hand-off, unless somebody ended it already."""
    grant = work.find(AccountShareGrant, turn.grant_id) if turn.grant_id else None
    if grant is None or not grant.is_live:
        return
    grant.revoke()
    ring_grant(work, grant)
    work.evict(company_audience(grant.grantee_company_id))


def _live_grant(work: Work, account: Account, receiver: Company) -> AccountShareGrant | None:
    return work.session.scalars(
        sa.select(AccountShareGrant).where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.grantee_company_id == receiver.id,
            AccountShareGrant.state.in_(LIVE),
        )
    ).first()


def _revived(work: Work, grant: AccountShareGrant) -> AccountShareGrant | None:
    """Take what was offered, or resume what rests; what has run out is over: return nothing."""
    if grant.valid_until <= work.now:
        grant.expire()
        work.flush()
        return None
    if grant.awaits_answer:
        grant.accept()
    else:
        grant.resume()
    return grant


def _new_grant(work: Work, account: Account, receiver: Company) -> AccountShareGrant:
    grant = work.add(
        AccountShareGrant(
            owner_company_id=account.owner_company_id,
            account_id=account.id,
            customer_name=account.name,
            grantee_company_id=receiver.id,
            objects=[each.value for each in OPENED],
            access=GrantAccess.COMMENT,
            purpose=_PURPOSE,
            valid_until=work.now + timedelta(days=GRANT_DAYS),
            state=GrantState.ACTIVE,
            reminded_days=reminded_already(timedelta(days=GRANT_DAYS)),
        )
    )
    work.flush()
    return grant
