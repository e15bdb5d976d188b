"""The timeline of an account goes with it when it is merged into another."""

import sqlalchemy as sa

from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import AccountTouch
from partners.companies.queries import get_host
from portal.kernel.activity import Activity
from portal.kernel.visits import Visit
from portal.kernel.words import said


def _keep_latest(merge: Merge) -> None:
    """Have each company's last work on either account be its last on the one that stays."""
    work, stays = merge.work, merge.stays.id
    for touch in work.all(sa.select(AccountTouch).where(AccountTouch.account_id == merge.away.id)):
        same = AccountTouch.owner_company_id == touch.owner_company_id
        there = work.session.scalars(
            sa.select(AccountTouch).where(AccountTouch.account_id == stays, same)
        ).first()
        if there is None:
            touch.account_id, touch.country = stays, merge.stays.country
        else:
            there.at = max(there.at, touch.at)
            work.session.delete(touch)
    work.flush()


def _move(merge: Merge) -> None:
    """Move what happened, and forget when people last looked.

    Who looks after a company reads what happened to its accounts if they see the account. Where the
    host saw one of the two only, what happened to the other stays told of that other.
    """
    away, stays = merge.away.id, merge.stays.id
    of_account = [Activity.subject_type == "account", Activity.subject_id == away]
    statements: list[sa.Update | sa.Delete] = [
        sa.update(Activity).where(Activity.account_id == away).values(account_id=stays),
        sa.delete(Visit).where(Visit.subject_id == away),
    ]
    if get_host(merge.work).id not in merge.saw_one:
        statements.append(sa.update(Activity).where(*of_account).values(subject_id=stays))
    for statement in statements:
        merge.work.session.execute(statement.execution_options(synchronize_session=False))


register_follower(Follower(said("the timeline"), _move))
register_follower(Follower(said("when it was last worked on"), _keep_latest))
