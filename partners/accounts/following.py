"""The timeline of an account goes with it when it is merged into another."""

import sqlalchemy as sa

from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.companies.queries import get_host
from portal.kernel.activity import Activity
from portal.kernel.visits import Visit
from portal.kernel.words import said


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
