"""Who muted an account goes on to hear nothing of it when it is merged into another."""

import sqlalchemy as sa

from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.notifications.models import MutedSubject
from portal.kernel.words import said


def _move(merge: Merge) -> None:
    other = sa.orm.aliased(MutedSubject)
    mutes_both = (
        sa.select(other.id)
        .where(
            other.subject_id == merge.stays.id,
            other.person_id == MutedSubject.person_id,
            other.owner_company_id == MutedSubject.owner_company_id,
        )
        .exists()
    )
    of_away = MutedSubject.subject_id == merge.away.id
    for statement in (
        sa.delete(MutedSubject).where(of_away, mutes_both),
        sa.update(MutedSubject).where(of_away).values(subject_id=merge.stays.id),
    ):
        merge.work.session.execute(statement.execution_options(synchronize_session=False))


register_follower(Follower(said("muted news"), _move))
