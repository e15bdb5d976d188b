"""Letters: what a mail says, in its reader's language, at the moment it is sent.

A package that writes to people registers a composer under the letter's name::

    @writes("invitation", lazy_gettext("Invitation"))
    def _invitation(desk: Desk) -> Letter | None:
        ...

A composer returns None when there is nothing (left) to say: the row is gone, used or expired, or
its reader may not see it now. What a reader may see is asked through `desk.as_reader()`. It runs
within an app context of the reader's language, so it words with `gettext`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, g, render_template
from flask_babel import gettext

from partners.companies.queries import get_host
from partners.mails.models import Mail
from partners.people.models import Person
from partners.signin.actors import find_actor
from portal.kernel.db import Work
from portal.kernel.link_tokens import new_link_token
from portal.kernel.services import Services
from portal.web.templating import init_templating


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of several that a letter tells, and where it is."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. It holds nothing that its reader may not see now.

    The `subject` shows on locked screens, in lists and in the logs of mail servers: it names the
    kind of news, and no customer, deal, room or person.

    `paragraphs` stand first, then the `items`, then the one `action`; `reason` answers "why did I
    get this?".
    """

    subject: str
    paragraphs: tuple[str, ...]
    reason: str
    action: Item | None = None
    items: tuple[Item, ...] = ()
    settings_url: str | None = None
    """Where its reader chooses what they are written about; None if they have no choice."""
    unsubscribe_url: str | None = None
    """Where a mail program asks for no more such mails (RFC 8058)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a letter is composed: the mail, the portal's own eyes, and those of its reader."""

    work: Work
    mail: Mail
    services: Services

    def url(self, path: str, **query: str) -> str:
        """Return the address of a page. It names the configured host, whatever was asked for."""
        return f"{self.services.settings.url}{path}" + (f"?{urlencode(query)}" if query else "")

    def token(self, purpose: str, row_id: UUID) -> str:
        return new_link_token(self.services.settings.secret_key, purpose, row_id)

    @contextmanager
    def as_reader(self) -> Iterator[Work | None]:
        """Open a unit of work of the reader as they are now; None if they may not act any more."""
        assert self.mail.person_id is not None  # noqa: S101 - the letter is to somebody known
        actor = find_actor(self.work, self.mail.person_id, company_id=self.mail.owner_company_id)
        if actor is None:
            yield None
            return
        with self.services.database.work(actor) as work:
            yield work


Composer = Callable[[Desk], Letter | None]


@dataclass(frozen=True, slots=True)
class _Kind:
    compose: Composer
    name: Any
    tells_of_records: bool


_KINDS: dict[str, _Kind] = {}


def writes(
    letter: str, name: Any, *, tells_of_records: bool = False
) -> Callable[[Composer], Composer]:
    """Register the composer of a letter; `name` is what operators call it (a lazy string).

    `tells_of_records`: its text may hold what only its reader sees, so nobody else is shown it.
    """

    def register(compose: Composer) -> Composer:
        if letter in _KINDS:
            raise RuntimeError(f"the letter {letter} has two composers")
        _KINDS[letter] = _Kind(compose, name, tells_of_records)
        return compose

    return register


def name_of(letter: str) -> str:
    return str(_KINDS[letter].name)


def tells_of_records(letter: str) -> bool:
    return _KINDS[letter].tells_of_records


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it goes out: its two forms, to whom and in whose name."""

    letter: Letter
    address: str
    sender_name: str
    text: str
    html: str


def compose(work: Work, mail: Mail, services: Services) -> Written | None:
    """Word a mail as of now (the portal's own work); None if it is not to be sent any more."""
    person = work.find(Person, mail.person_id) if mail.person_id else None
    with _scribe().app_context():
        g.now = work.now
        g.locale = person.locale if person else mail.locale
        if person:
            g.timezone = person.time_zone
        letter = _KINDS[mail.letter].compose(Desk(work, mail, services))
        if letter is None:
            return None
        return Written(
            letter=letter,
            address=person.email if person else mail.address,
            sender_name=get_host(work).trade_name,
            text=_as_text(letter),
            html=render_template("mails/letter.html", letter=letter),
        )


def _as_text(letter: Letter) -> str:
    blocks = [*letter.paragraphs, *(f"- {each.text}\n  {each.url}" for each in letter.items)]
    if letter.action:
        blocks.append(f"{letter.action.text}:\n{letter.action.url}")
    blocks.append(f"--\n{letter.reason}")
    if letter.settings_url:
        blocks.append(f"{gettext('Choose what you are written about')}:\n{letter.settings_url}")
    return "\n\n".join(blocks) + "\n"


@cache
def _scribe() -> Flask:
    """Make the app that words mails: templates and catalogues, no routes. Workers have no other."""
    scribe = Flask("partners.mails", static_folder=None, template_folder="templates")
    init_templating(scribe)
    return scribe
