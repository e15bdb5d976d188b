"""The customer of a deal that was taken over is opened to whoever took it."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from deals.handoffs.models import HandOff, HandOffOffer, HandOffTurn
from deals.handoffs.readiness import can_be_opened
from deals.handoffs.states import OfferState
from deals.models import Deal
from deals.pipeline.states import CLOSED
from deals.protection.states import ProtectionState
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
        _widen(turn, grant)
    note_shared(work, account, receiver, grant)


def close_customer(work: Work, turn: HandOffTurn) -> None:
    """End the grant that was made for a hand-off, or take from it what was added.

    Somebody may have ended it already. What another deal needs that the receiver took over, or
    sells along, stays open until that one ends.
    """
    grant = work.find(AccountShareGrant, turn.grant_id) if turn.grant_id else None
    if grant is None or not grant.is_live:
        return
    if heir := _other_turn(work, turn, grant):
        _hand_on(turn, heir)
        return
    if turn.widened_by is None:
        grant.revoke()
    else:
        grant.objects = [each for each in grant.objects if each not in turn.widened_by]
    ring_grant(work, grant)
    work.evict(company_audience(grant.grantee_company_id))


def _widen(turn: HandOffTurn, grant: AccountShareGrant) -> None:
    held = set(grant.objects)
    objects = [each.value for each in with_profile({*map(GrantObject, held), *OPENED})]
    added = [each for each in objects if each not in held]
    if added:
        turn.grant_id, turn.widened_by = grant.id, added
        grant.objects = objects


def _other_turn(work: Work, turn: HandOffTurn, grant: AccountShareGrant) -> HandOffTurn | None:
    """Return by which else the receiver has an open deal with the customer of a grant."""
    return work.session.scalars(
        sa.select(HandOffTurn)
        .join(HandOffOffer, HandOffOffer.id == HandOffTurn.offer_id)
        .join(Deal, Deal.id == HandOffOffer.deal_id)
        .where(
            HandOffTurn.id != turn.id,
            HandOffOffer.owner_company_id == grant.grantee_company_id,
            HandOffOffer.state.in_([OfferState.ACCEPTED, OfferState.COMPLETED]),
            Deal.account_id == grant.account_id,
            Deal.stage.not_in(list(CLOSED)),
            Deal.protection != ProtectionState.TRANSFERRED,
        )
        .order_by(HandOffTurn.created_at.desc())
        .limit(1)
    ).first()


def _hand_on(turn: HandOffTurn, heir: HandOffTurn) -> None:
    """Leave to another turn what this one opened."""
    heir_made_it = heir.grant_id is not None and heir.widened_by is None
    if turn.widened_by is None or heir_made_it:
        heir.widened_by = None
    else:
        heir.widened_by = [*turn.widened_by, *(heir.widened_by or [])]
    heir.grant_id, turn.grant_id, turn.widened_by = turn.grant_id, None, None


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
