"""Timelines: activity as its reader may see it, newest first, one sentence each.

Packages give their events sentences with `tell`; a house rule test finds events without one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel.activity import Activity, ActivityKind, Event, verb_of
from portal.kernel.db import Work
from portal.web.templating import day_title


@dataclass(frozen=True, slots=True)
class Sentence:
    """How an event reads: who + `text`; icon and tone of its dot; what is quoted below it.

    `text` is a lazy gettext string, or a function that chooses one; `%(subject)s` in it becomes the
    subject's label, `%(with)s` the other company named in the facts.
    """

    text: Any
    icon: str
    tone: str = "neutral"
    quote: Callable[[Activity], str | None] | None = None


_SENTENCES: dict[str, Sentence] = {}
_PLAIN = Sentence("%(verb)s", "circle")


def tell(event_type: type[Event], sentence: Sentence) -> None:
    """Give an event its sentence."""
    _SENTENCES[verb_of(event_type)] = sentence


def sentence_of(activity: Activity) -> Sentence:
    return _SENTENCES.get(activity.verb, _PLAIN)


def has_sentence(event_type: type[Event]) -> bool:
    return verb_of(event_type) in _SENTENCES


def told(activity: Activity) -> str:
    """Return the sentence after the actor's name."""
    said = sentence_of(activity).text
    text = str(said(activity) if callable(said) else said)
    return text % {
        "subject": activity.subject_label,
        "verb": activity.verb.replace("-", " "),
        "with": activity.facts.get("after", {}).get("with", ""),
    }


def quoted(activity: Activity) -> str | None:
    """Return what was said or why, to stand below the sentence."""
    sentence = sentence_of(activity)
    return sentence.quote(activity) if sentence.quote else activity.reason


def activities_of(work: Work, subject_id: UUID, limit: int = 50) -> Sequence[Activity]:
    """Return what happened to one record, as far as the reader may see it."""
    return work.all(
        sa.select(Activity)
        .where(Activity.subject_id == subject_id)
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    )


def latest_activities(work: Work, limit: int = 12) -> Sequence[Activity]:
    """Return what others did lately, as far as the reader may see it."""
    return work.all(
        sa.select(Activity)
        .where(
            sa.or_(Activity.actor_id.is_(None), Activity.actor_id != work.actor.id),
            Activity.kind != ActivityKind.REMINDERS,
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(limit)
    )


def by_day(activities: Sequence[Activity]) -> list[tuple[str, list[Activity]]]:
    """Group activities by the reader's own calendar day: Today, Yesterday, Fri 20 Nov."""
    return [
        (title, list(entries))
        for title, entries in groupby(activities, key=lambda activity: day_title(activity.at))
    ]
