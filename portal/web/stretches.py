"""A stretch of a timeline: where an address opens it, which kinds it shows, and what comes below.

?kind=deals      only what is of one kind
?before=…        what is older than a signed place: the link below each stretch
?entry=<id>      from one entry down, or from the latest about a record
?day=2026-11-17  from the end of a day down, by the reader's calendar
?down_to=…       from the newest down to a signed place: what a page asks when its bell rings,
                 so that no entry falls between it and the older ones below
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import request, url_for
from flask_babel import gettext, lazy_gettext

from portal.kernel.activity import Activity, ActivityKind
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.visits import last_visit, note_visit
from portal.kernel.words import said
from portal.web.cursors import moment_and_id, read_cursor, write_cursor
from portal.web.templating import current_timezone, day_title

SIZE: Final = 40
MOST_REFRESHED: Final = 200
KINDS: Final = {
    ActivityKind.INTERACTIONS: lazy_gettext("Interactions"),
    ActivityKind.DEALS: lazy_gettext("Deals"),
    ActivityKind.DOCUMENTS: lazy_gettext("Documents"),
    ActivityKind.MESSAGES: lazy_gettext("Messages"),
    ActivityKind.ORDERS: lazy_gettext("Orders"),
    ActivityKind.SHARING: lazy_gettext("Sharing"),
}
Condition = sa.ColumnElement[bool]
Ids = sa.Select[Any]
Place = tuple[datetime, UUID]
Chip = tuple[str, str, bool, int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What one index brings in the order of time: `where`, or that of each of several companies."""

    where: Condition
    companies: sa.ColumnElement[Any] | None = None
    """An array of ids: of each company, in turn, the newest are read."""

    @property
    def condition(self) -> Condition:
        if self.companies is None:
            return self.where
        return sa.and_(self.where, Activity.owner_company_id == sa.any_(self.companies))

    def newest(self, conditions: Sequence[Condition], limit: int) -> Ids:
        """Select the ids of its newest entries, and of no more others than the index has to."""
        top = sa.select(Activity.id).where(self.where, *conditions).order_by(*_ORDER).limit(limit)
        if self.companies is None:
            return top
        ids = sa.func.unnest(self.companies).table_valued(sa.column("id", sa.Uuid()))
        company = ids.render_derived("company")
        of_each = top.where(Activity.owner_company_id == company.c.id).lateral("of_each")
        return sa.select(of_each.c.id).select_from(company).join(of_each, sa.true())


_ORDER: Final = (Activity.at.desc(), Activity.id.desc())


@dataclass(frozen=True, slots=True)
class Opening:
    """What an address asks for."""

    kind: ActivityKind | None = None
    before: Place | None = None
    entry_id: UUID | None = None
    day: date | None = None
    down_to: Place | None = None

    @classmethod
    def of_request(cls, endpoint: str) -> Self:
        """Read the address of this request.

        Raises:
            Invalid: it was made up, or belongs to another timeline.
            NotFound: no entry can have such an id.
        """
        asked = request.args.get
        return cls(
            kind=_kind(asked("kind")),
            before=read_cursor(endpoint, asked("before"), moment_and_id),
            entry_id=_entry_id(asked("entry")),
            day=_day(asked("day")),
            down_to=read_cursor(endpoint, asked("down_to"), moment_and_id),
        )

    @property
    def is_newest(self) -> bool:
        return self.before is None and self.entry_id is None and self.day is None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries, newest first, and what a page needs to draw them and to go on."""

    endpoint: str
    opening: Opening
    activities: Sequence[Activity]
    chips: list[Chip]
    older_url: str | None
    since: datetime | None
    """When the reader's visit before this one ended."""
    entry: Activity | None
    """The one it was opened at."""
    reader_id: UUID | None

    def url(self, **more: Any) -> str:
        kind = self.opening.kind
        return _url(self.endpoint, kind=kind.value.lower() if kind else None, **more)

    def url_of(self, activity: Activity) -> str:
        """Return the address that opens the whole timeline at an entry."""
        return _url(self.endpoint, entry=activity.id, _anchor=f"e-{activity.id}")

    @property
    def is_loaded_in_place(self) -> bool:
        """Whether this goes below what the page shows already."""
        return self.opening.before is not None and _is_in_place()

    @property
    def continued_day(self) -> str | None:
        """The day whose heading stands already above what is loaded in place."""
        before = self.opening.before
        return day_title(before[0]) if before and _is_in_place() else None

    @property
    def newest_url(self) -> str:
        return _url(self.endpoint)

    @property
    def refresh_url(self) -> str:
        last = self.activities[-1:]
        return self.url(down_to=_cursor(self.endpoint, last[0])) if last else self.url()

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.opening.kind]) if self.opening.kind else ""

    @property
    def new_count(self) -> int:
        """Return how many entries of others are newer than the last visit."""
        if self.since is None:
            return 0
        return sum(
            1
            for each in self.activities
            if each.at > self.since and each.actor_id != self.reader_id
        )

    @property
    def first_seen_id(self) -> UUID | None:
        """The entry above which the line of the last visit stands, if that place is in here."""
        since, before = self.since, self.opening.before
        if since is None or self.entry or self.opening.day:
            return None
        if not self.new_count and not (before and before[0] > since):
            return None
        return next((each.id for each in self.activities if each.at <= since), None)


def read_stretch(work: Work, subject_id: UUID, endpoint: str, *parts: Part) -> Stretch:
    """Return the stretch of a record's timeline that this request's address asks for.

    `parts` together are the timeline; each has an index of its own, in the order of time, so that
    what others did beside them costs nothing.

    Raises:
        NotFound: it should open at an entry that is not there for the reader.
    """
    opening = Opening.of_request(endpoint)
    entry = _find_entry(work, parts, opening.entry_id) if opening.entry_id else None
    size = MOST_REFRESHED if opening.down_to else SIZE
    found = _newest(work, parts, _conditions(opening, entry), size + 1)
    shown = found[:size]
    stretch = Stretch(
        endpoint=endpoint,
        opening=opening,
        activities=shown,
        chips=_chips(endpoint, opening.kind),
        older_url=None,
        since=_since(work, subject_id, opening),
        entry=entry,
        reader_id=work.actor.id,
    )
    if len(found) <= size:
        return stretch
    older_url = stretch.url(before=_cursor(endpoint, shown[-1]))
    return replace(stretch, older_url=older_url)


def _since(work: Work, subject_id: UUID, opening: Opening) -> datetime | None:
    """Note the visit where somebody looks: not at a refresh, nor at a form that was refused."""
    is_look = request.method == "GET" and not _is_in_place()
    return (note_visit if is_look and opening.is_newest else last_visit)(work, subject_id)


def _is_in_place() -> bool:
    return request.headers.get("HX-Request") == "true"


def _conditions(opening: Opening, entry: Activity | None) -> list[Condition]:
    place = sa.tuple_(Activity.at, Activity.id)
    conditions = [Activity.kind != ActivityKind.REMINDERS]
    if opening.kind:
        conditions = [Activity.kind == opening.kind]
    if opening.before:
        conditions.append(place < sa.tuple_(*opening.before))
    if entry:
        conditions.append(place <= sa.tuple_(sa.literal(entry.at), sa.literal(entry.id)))
    if opening.day:
        midnight = datetime.combine(opening.day + timedelta(days=1), time(), _zone())
        conditions.append(Activity.at < midnight)
    if opening.down_to:
        conditions.append(place >= sa.tuple_(*opening.down_to))
    return conditions


def _newest(
    work: Work, parts: Sequence[Part], conditions: list[Condition], limit: int
) -> Sequence[Activity]:
    """Return the newest of all parts: the newest of each are read by its index, then merged."""
    statement = sa.select(Activity).order_by(*_ORDER).limit(limit)
    if len(parts) == 1:
        return work.all(statement.where(parts[0].condition, *conditions))
    tops = sa.union_all(*(part.newest(conditions, limit) for part in parts))
    return work.all(statement.where(Activity.id.in_(tops)))


def _find_entry(work: Work, parts: Sequence[Part], entry_id: UUID) -> Activity:
    """Return an entry of the timeline by its id, or the latest about a record."""
    for asked in (Activity.id == entry_id, Activity.subject_id == entry_id):
        found = work.session.scalars(
            sa.select(Activity)
            .where(
                asked,
                sa.or_(*(part.condition for part in parts)),
                Activity.kind != ActivityKind.REMINDERS,
            )
            .order_by(*_ORDER)
            .limit(1)
        ).first()
        if found is not None:
            return found
    raise NotFound


def _chips(endpoint: str, current: ActivityKind | None) -> list[Chip]:
    chips: list[Chip] = [(gettext("All"), _url(endpoint), current is None, None)]
    for kind, label in KINDS.items():
        url = _url(endpoint, kind=kind.value.lower())
        chips.append((str(label), url, kind is current, None))
    return chips


def _url(endpoint: str, **more: Any) -> str:
    return url_for(endpoint, **(request.view_args or {}), **more)


def _cursor(endpoint: str, activity: Activity) -> str:
    return write_cursor(endpoint, activity.at.isoformat(), str(activity.id))


def _kind(value: str | None) -> ActivityKind | None:
    try:
        return ActivityKind(value.upper()) if value else None
    except ValueError:
        raise Invalid(said("There is no such filter. Clear it and choose again.")) from None


def _entry_id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotFound from None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Invalid(said("There is no such day. Write it like 2026-11-17.")) from None


def _zone() -> ZoneInfo:
    return ZoneInfo(current_timezone())
