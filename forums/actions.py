"""Every write to rooms."""

import unicodedata
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from forums import policies, queries
from forums.events import ConversationStarted, RoomOpened
from forums.mentions import mentioned_in
from forums.models import (
    MAX_TEXT,
    SUBJECTS_WITH_ROOMS,
    Audience,
    Mention,
    Message,
    NoteStream,
    Room,
)
from forums.opening import new_room_of
from forums.position import Position
from partners.accounts.models import Account
from partners.accounts.queries import companies_reading
from partners.audiences import at_host, at_partner
from partners.companies.models import Company
from partners.companies.queries import get_host
from partners.mails.actions import QUEUE
from portal.kernel.actor import Reach
from portal.kernel.bell import (
    Hint,
    company_audience,
    person_audience,
    reach_audience,
    room_audience,
)
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from portal.kernel.jobs import defer_task
from portal.kernel.policy import ensure
from portal.kernel.subjects import subject_name, subject_type
from portal.kernel.words import said

QUIET: Final = timedelta(hours=8)
MESSAGE: Final = "message"
WRITE: Final = "forums.write_to_the_mentioned"
MAX_CLIENT_ID: Final = 64
_NOT_A_SIDE: Final = said("You read this by a grant. Its room is for the partner and the host.")
_READ_ONLY: Final = "Your role lets you read here. Writing needs another role."

constraint_means(
    "uq_messages_author_id_client_id",
    lambda: Conflict(
        said("This message was already sent elsewhere. Reload the page and send it again.")
    ),
)


def open_room(work: Work, subject: Any, partner_id: UUID | None = None) -> Room:
    """Return the room of a visible subject and one partner; the first call opens it.

    A partner opens its own. The host names the partner, unless the subject already does. A third
    company that works on it has one already, with both.

    Raises:
        Forbidden: a role that only reads, and there is no room yet; or a third company, which reads
            the subject by a grant.
        Invalid: the host did not say with which partner.
        NotFound: the partner is not visible, or the subject is of a kind without rooms.
    """
    kind = subject_name(subject)
    if kind not in SUBJECTS_WITH_ROOMS:
        raise NotFound
    if not policies.takes_part(work.actor, subject_type(kind), subject):
        return _room_of_third(work, kind, subject)
    partner = work.get(Company, _partner_id(work, kind, subject, partner_id))
    found = queries.find_room(work, kind, subject.id, partner.id)
    if found is not None:
        return found
    ensure(policies.can_open(work.actor), _READ_ONLY)
    new = new_room_of(work, subject, partner)
    is_first = queries.insert_room(work, new)
    room = queries.find_room(work, kind, subject.id, partner.id)
    if room is None:
        raise NotFound
    if is_first:
        where = {"subject": subject, "owner": partner.id, "account_id": _account_id(subject)}
        work.record(RoomOpened(room.id), **where)
        work.ring("rooms", to=_who_hears(work, room, subject, list(new.companies)))
    return room


def _room_of_third(work: Work, kind: str, subject: Any) -> Room:
    company_id = work.actor.company_id
    found = queries.find_room_with(work, kind, subject.id, company_id) if company_id else None
    if found is None:
        raise Forbidden(_NOT_A_SIDE)
    return found


def send_message(
    work: Work,
    room: Room,
    *,
    text: str,
    audience: Audience,
    client_id: str,
    parent: Message | None = None,
) -> Message:
    """Say something in a room. The same `client_id` again returns the first message.

    The number is taken in this transaction under the lock of its stream, so numbers have no gaps
    and the order of numbers is the order of commits.

    Raises:
        Forbidden: a role that only reads.
        Invalid: no text, too much of it, a mention of somebody who would not read it, or a reply
            to a message with another audience or room.
        Conflict: the room is closed.
    """
    room.refuse_unless_open()
    ensure(policies.can_send(work.actor, room), _READ_ONLY)
    text, client_id = _clean(text), _checked_client_id(client_id)
    _check_parent(room, audience, parent)
    place = _Numbering(work, room, audience)
    repeated = queries.find_sent(work, room.id, client_id)
    if repeated is not None:
        return repeated
    mentioned = mentioned_in(work, room, text, audience)
    message = _new_message(work, room, audience, place.take(), client_id)
    message.text, message.mentioned_ids = text, mentioned
    message.parent_id = parent.id if parent else None
    work.add(message)
    work.flush()
    _call(work, message)
    if audience is Audience.SHARED:
        place.record_start(message)
    _ring(work, room, message)
    return message


def mark_read(work: Work, room: Room, upto: Position) -> None:
    """Note how far the actor has read, for their other pages too. It never goes back."""
    head = queries.head_of(work, room)
    reached = Position(min(upto.shared, head.shared), min(upto.internal, head.internal))
    if queries.raise_read_mark(work, room, reached) and work.actor.id is not None:
        work.ring("rooms", "inbox", to=[person_audience(work.actor.id)])


class _Numbering:
    """Holds the lock of the stream that a message goes into, and numbers it."""

    def __init__(self, work: Work, room: Room, audience: Audience) -> None:
        self._work = work
        self._was_quiet = False
        self._stream: NoteStream | None = None
        if audience is Audience.INTERNAL:
            self._stream = queries.lock_notes(work, room)
            self.room = queries.reread(work, room)
        else:
            self.room = work.lock(Room, room.id)
            self.room.refuse_unless_open()

    def take(self) -> Position:
        if self._stream is not None:
            return self._stream.take_number(self.room.last_seq, self._work.now)
        last = self.room.last_message_at
        self._was_quiet = last is None or self._work.now - last > QUIET
        return self.room.take_shared_number(self._work.now)

    def record_start(self, message: Message) -> None:
        """Put the start of a conversation on the subject's timeline."""
        is_thirds = self.room.with_company_id == self._work.actor.company_id
        if not self._was_quiet or self.room.subject_type is None or is_thirds:
            return  # what a third company does is not on the owner's timeline
        subject = queries.subject_of(self._work, self.room)
        self._work.record(
            ConversationStarted(self.room.id, message.shared_seq),
            subject=subject,
            owner=self.room.owner_company_id,
            account_id=_account_id(subject),
        )


def _new_message(
    work: Work, room: Room, audience: Audience, place: Position, client_id: str
) -> Message:
    actor = work.actor
    return Message(
        owner_company_id=actor.company_id,
        room_id=room.id,
        shared_seq=place.shared,
        internal_seq=place.internal,
        audience=audience,
        client_id=client_id,
        author_id=actor.id,
        author_name=actor.name,
        author_company_name=actor.company_name,
    )


def _call(work: Work, message: Message) -> None:
    """Put the message into the inboxes of those it calls by name, but for its author's own."""
    called = [each for each in message.mentioned_ids if each != message.author_id]
    if called:
        defer_task(work, WRITE, queue=QUEUE, delay=timedelta(0), message_id=str(message.id))
    for person_id in called:
        work.add(
            Mention(
                owner_company_id=message.owner_company_id,
                room_id=message.room_id,
                audience=message.audience,
                message_id=message.id,
                person_id=person_id,
            )
        )
        work.ring("inbox", "home", to=[person_audience(person_id)])


def _check_parent(room: Room, audience: Audience, parent: Message | None) -> None:
    if parent is not None and (parent.room_id != room.id or parent.audience is not audience):
        raise Invalid(said("A reply is read by the same people as the message it answers."))


def _ring(work: Work, room: Room, message: Message) -> None:
    """Ring where the message can be read: an internal note's bell never leaves its company."""
    if message.is_internal:
        listeners = [room_audience(room.id, message.owner_company_id)]
        companies = [message.owner_company_id]
    else:
        listeners = [room_audience(room.id)]
        companies = queries.companies_in(work, room)
    content = {"room": str(room.id), "seq": str(message.position)}
    work.hints.append(Hint((), tuple(listeners), event=MESSAGE, data=content))
    subject = queries.subject_of(work, room)
    work.ring("rooms", to=_who_hears(work, room, subject, companies))


def _who_hears(work: Work, room: Room, subject: Any, companies: list[UUID]) -> list[str]:
    """Return who of the companies in a room may see it: its partner's side, and the host's."""
    if isinstance(subject, Account):
        reading = companies_reading(work, subject)
        companies = [each for each in companies if each in reading]
    hears: list[str] = []
    for company_id in companies:
        if company_id == room.owner_company_id:
            hears += at_partner(company_id, subject)
        elif company_id == room.with_company_id:
            hears.append(company_audience(company_id))
        else:
            hears += _at_host(work, room, company_id)
    return hears


def _at_host(work: Work, room: Room, host_id: UUID) -> list[str]:
    """Return who at the host hears of a room: those who look after its owner.

    A third company does not see who that is. What it rings for names no room.
    """
    if work.actor.is_company(room.with_company_id):
        return [reach_audience(host_id, reach) for reach in (Reach.ALL, Reach.ASSIGNED)]
    return at_host(work, room.owner_company_id)


def _partner_id(work: Work, kind: str, subject: Any, partner_id: UUID | None) -> UUID:
    if work.actor.is_partner:
        return work.actor.company_id  # type: ignore[return-value]  # a partner's actor has one
    if partner_id is not None:
        return partner_id
    partners = subject_type(kind).companies(subject) - {get_host(work).id}
    if len(partners) != 1:
        raise Invalid(fields={"partner": said("Choose the partner to talk to.")})
    return next(iter(partners))


def _account_id(subject: Any) -> UUID | None:
    """Return the account a subject is about, so that its timeline tells the conversation too."""
    if subject_name(subject) == "account":
        return subject.id  # type: ignore[no-any-return]
    return getattr(subject, "account_id", None)


def _clean(text: str) -> str:
    """Drop what cannot be shown (control characters) and what surrounds the text.

    Raises:
        Invalid: nothing is left, or more than fits.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(c for c in unix if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)
    cleaned = visible.strip()
    if not cleaned:
        raise Invalid(
            said("Write something first."), fields={"text": said("Write something first.")}
        )
    if len(cleaned) > MAX_TEXT:
        message = said(
            "This is too long: at most %(most)s characters. Send it in parts.", most=f"{MAX_TEXT:,}"
        )
        raise Invalid(message, fields={"text": message})
    return cleaned


_UNSEEN: Final = frozenset({"Cc", "Cs", "Cn"})


def _checked_client_id(client_id: str) -> str:
    if not client_id or len(client_id) > MAX_CLIENT_ID or not client_id.isprintable():
        raise Invalid(
            said("This message came without its own id. Reload the page and send it again.")
        )
    return client_id
