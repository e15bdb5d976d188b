"""Every write to rooms."""

import unicodedata
from datetime import timedelta
from typing import Final

from forums import policies, queries
from forums.events import ConversationStarted
from forums.hearers import who_hears
from forums.mentions import mentioned_in
from forums.models import (
    MAX_TEXT,
    Audience,
    Mention,
    Message,
    NoteStream,
    Room,
)
from forums.opening import READ_ONLY, account_of
from forums.position import Position
from forums.rooms import companies_in, subject_of
from partners.mails.actions import QUEUE
from portal.kernel.bell import (
    Hint,
    person_audience,
    room_audience,
)
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.jobs import defer_task
from portal.kernel.policy import ensure
from portal.kernel.words import said

QUIET: Final = timedelta(hours=8)
MESSAGE: Final = "message"
WRITE: Final = "forums.write_to_the_mentioned"
MAX_CLIENT_ID: Final = 64

constraint_means(
    "uq_messages_author_id_client_id",
    lambda: Conflict(
        said("This message was already sent elsewhere. Reload the page and send it again.")
    ),
)


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
    ensure(policies.can_send(work.actor, room), READ_ONLY)
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
        subject = subject_of(self._work, self.room)
        self._work.record(
            ConversationStarted(self.room.id, message.shared_seq),
            subject=subject,
            owner=self.room.owner_company_id,
            account_id=account_of(subject),
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
        companies = companies_in(work, room)
    content = {"room": str(room.id), "seq": str(message.position)}
    work.hints.append(Hint((), tuple(listeners), event=MESSAGE, data=content))
    subject = subject_of(work, room)
    work.ring("rooms", to=who_hears(work, room, subject, companies))


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
