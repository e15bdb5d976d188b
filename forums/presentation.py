"""Messages on screen: paragraphs, links and mentions; who reads what, in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from forums.models import Audience, Message, Room
from forums.readers import Reader

_LINK: Final = re.compile(r"https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]]")
_MENTION: Final = re.compile(r"(?<!\w)@\w[\w-]*")
_PARAGRAPH: Final = re.compile(r"\n\s*\n")


def body_of(message: Message) -> Markup:
    """Return the text as HTML: nothing in it is markup except what we put there.

    Each paragraph finds its own writing direction, so that right-to-left marks end with it.
    """
    paragraphs = _PARAGRAPH.split(message.text)
    return Markup().join(
        Markup('<p dir="auto">{}</p>').format(_lines(each, bool(message.mentioned_ids)))
        for each in paragraphs
        if each.strip()
    )


def _lines(text: str, has_mentions: bool) -> Markup:
    lines = (_inline(line, has_mentions) for line in text.strip("\n").split("\n"))
    return Markup("<br>").join(lines)


def _inline(line: str, has_mentions: bool) -> Markup:
    parts: list[Markup] = []
    end = 0
    for link in _LINK.finditer(line):
        parts.append(_plain(line[end : link.start()], has_mentions))
        parts.append(
            Markup(
                '<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>'
            ).format(link[0])
        )
        end = link.end()
    parts.append(_plain(line[end:], has_mentions))
    return Markup().join(parts)


def _plain(text: str, has_mentions: bool) -> Markup:
    if not has_mentions:
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for mention in _MENTION.finditer(text):
        parts.append(escape(text[end : mention.start()]))
        parts.append(Markup('<span class="mention">{}</span>').format(mention[0]))
        end = mention.end()
    return Markup().join([*parts, escape(text[end:])])


@dataclass(frozen=True, slots=True)
class Reach:
    """Who reads what in a room, as one of its people sees it."""

    company_name: str
    everyone: Sequence[Reader]
    own: Sequence[Reader]
    company_count: int

    @classmethod
    def of(cls, room: Room, readers: Sequence[Reader], company_id: UUID, name: str) -> "Reach":
        own = [reader for reader in readers if reader.company_id == company_id]
        return cls(name, readers, own, len(room.companies))

    def audiences(self) -> list[tuple[str, str, str, str]]:
        """Return value, label, words on the button and placeholder of each choice."""
        everyone, own = len(self.everyone), len(self.own)
        return [
            (
                value_of(Audience.SHARED),
                gettext("Everyone in this room")
                + " · "
                + ngettext("%(num)s company", "%(num)s companies", self.company_count),
                ngettext("Send to %(num)s person", "Send to %(num)s people", everyone),
                ngettext("Write to %(num)s person", "Write to %(num)s people", everyone),
            ),
            (
                value_of(Audience.INTERNAL),
                gettext("Only %(company)s", company=self.company_name),
                ngettext(
                    "Send to %(num)s person at %(company)s",
                    "Send to %(num)s people at %(company)s",
                    own,
                    company=self.company_name,
                ),
                ngettext(
                    "Write to %(num)s person at %(company)s",
                    "Write to %(num)s people at %(company)s",
                    own,
                    company=self.company_name,
                ),
            ),
        ]

    def internal_text(self) -> str:
        return internal_text(self.company_name)


def internal_text(company_name: str) -> str:
    """Say who reads an internal note, in the band above it."""
    return gettext("Only %(company)s reads this", company=company_name)


def band_of(message: Message) -> str | None:
    return internal_text(message.author_company_name) if message.is_internal else None


def value_of(audience: Audience) -> str:
    return audience.value.lower()
