"""What people choose about what they are told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.notifications.models import (
    Kind,
    Mode,
    MutedSubject,
    Notification,
    NotificationSetting,
)
from partners.notifications.queries import chosen_modes, find_mute
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.subjects import SubjectType
from portal.kernel.words import said

constraint_means(
    "uq_muted_subjects_owner_company_id_person_id_subject_id",
    lambda: Conflict(said("You have muted this already.")),
)


def choose_modes(work: Work, modes: Mapping[Kind, Mode]) -> None:
    """Set how the actor wants to hear of kinds, as a member of the company they act for."""
    ensure(work.actor.id is not None)
    known = {each.kind: each for each in work.all(sa.select(NotificationSetting))}
    for kind, mode in modes.items():
        setting = known.get(kind)
        if setting is not None:
            setting.mode = mode
            continue
        work.add(
            NotificationSetting(
                owner_company_id=work.actor.company_id,
                person_id=work.actor.id,
                kind=kind,
                mode=mode,
            )
        )


def mute(work: Work, notification: Notification) -> None:
    """Hear nothing more of what a notification of the actor's is about.

    Raises:
        Conflict: it is muted already.
    """
    ensure(notification.person_id == work.actor.id)
    work.add(
        MutedSubject(
            owner_company_id=work.actor.company_id,
            person_id=work.actor.id,
            subject_type=notification.activity.subject_type,
            subject_id=notification.activity.subject_id,
            label=notification.activity.subject_label,
        )
    )
    work.flush()


def mute_subject(work: Work, kind: SubjectType, record: Any) -> None:
    """Hear nothing more of a record that the actor sees. A repeat changes nothing."""
    if find_mute(work, record.id) is not None:
        return
    work.add(
        MutedSubject(
            owner_company_id=work.actor.company_id,
            person_id=work.actor.id,
            subject_type=kind.name,
            subject_id=record.id,
            label=kind.label(record),
        )
    )
    work.flush()


def hear_of_subject(work: Work, record: Any) -> None:
    """Hear of a record again. A repeat changes nothing."""
    if muted := find_mute(work, record.id):
        work.session.delete(muted)


def unmute(work: Work, muted: MutedSubject) -> None:
    ensure(muted.person_id == work.actor.id)
    work.session.delete(muted)


def stop_digests(work: Work, company_id: UUID, person_id: UUID) -> None:
    """Write no more digests to somebody (the portal's own work): they followed the mail's link."""
    ensure(work.actor.is_system)
    for kind, mode in chosen_modes(work, company_id, person_id).items():
        if mode is Mode.DIGEST:
            _set(work, company_id, person_id, kind)


def _set(work: Work, company_id: UUID, person_id: UUID, kind: Kind) -> None:
    setting = work.session.scalars(
        sa.select(NotificationSetting).where(
            NotificationSetting.owner_company_id == company_id,
            NotificationSetting.person_id == person_id,
            NotificationSetting.kind == kind,
        )
    ).first()
    if setting is not None:
        setting.mode = Mode.MUTED
        return
    work.add(
        NotificationSetting(
            owner_company_id=company_id, person_id=person_id, kind=kind, mode=Mode.MUTED
        )
    )
