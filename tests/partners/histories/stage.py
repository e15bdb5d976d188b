"""The world in which histories happen, and how one asks it: pages, API, search, export, sockets."""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from deals.models import Deal
from documents.actions import NewUpload, add_document
from forums.actions import send_message
from forums.models import Audience as RoomAudience
from forums.opening import open_room
from partners.accounts.actions import revoke_grant
from partners.accounts.audience import Audience
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.clients.actions import NewClient, create_client
from partners.clients.tokens import DatabaseTokens, new_token
from partners.contacts.actions import ContactDetails, add_contact
from partners.interactions.actions import NewInteraction, log_interaction
from partners.interactions.models import InteractionKind
from partners.people.models import Membership
from partners.signin.actors import find_actor
from partners.signin.sessions import DatabaseSessions
from portal.kernel.actor import system_actor
from portal.kernel.errors import KontorError
from portal.kernel.services import Services
from portal.realtime.events import Caller, answer_to
from tests.cast import PEOPLE, Cast
from tests.conftest import ORIGIN, TransactionalDatabase
from tests.documents.files import pdf
from tests.partners.histories.rule import Figure, Thing, Truth

TELLER = system_actor("histories")
SCOPES = ("accounts:read", "deals:read", "documents:read", "rooms:read")
ADMINS = {"host": "adam", "luebeck": "alice", "danzig": "charlie", "novgorod": "nina"}
Reach = dict[str, set[str]]


@dataclass
class Stage:
    """Everything there is, by name, and the app through which it is reached."""

    cast: Cast
    app: Flask
    services: Services
    ids: dict[tuple[str, str], UUID] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)

    @property
    def database(self) -> TransactionalDatabase:
        database = self.cast.database
        assert isinstance(database, TransactionalDatabase)
        return database

    def truth(self, now: datetime) -> Truth:
        """Return the facts as the world starts with them."""
        figures = {
            name: Figure(name, company, role.value) for name, (_, company, role) in PEOPLE.items()
        }
        for company in ADMINS:
            figures[f"{company}-api"] = Figure(f"{company}-api", company, "INTEGRATION")
        managers = {"luebeck": "dana", "danzig": "dana", "novgorod": "emil"}
        return Truth(now, dict(self.owners), list(self.things), figures, managers)

    # ------------------------------------------------------------------------------ asking

    def ask(self, who: str, channel: str) -> Reach:
        """Return what somebody reaches by one channel, by kind; a kind not asked is not there."""
        return CHANNELS[channel](self, who)

    def get(self, who: str, path: str) -> str | None:
        """Return the page, or None for whoever is sent away from the door."""
        headers = self._proof(who)
        client = FlaskClient(self.app, use_cookies=False)
        response = client.get(path, headers=headers, base_url=ORIGIN)
        if response.status_code in {303, 401}:
            return None
        assert response.status_code in {200, 404}, (who, path, response.status_code)
        return response.text if response.status_code == 200 else ""

    def found(self, kind: str, text: str | None) -> set[str]:
        return {
            name
            for (of, name), record_id in self.ids.items()
            if of == kind and text is not None and str(record_id) in text
        }

    def read(self, kind: str, text: str) -> set[str]:
        """Return what can be read in a page by its words: its id is not shown."""
        return {name for name in self.names(kind) if name in text}

    def names(self, kind: str) -> list[str]:
        return [name for of, name in self.ids if of == kind]

    def _proof(self, who: str) -> dict[str, str]:
        """Let them in anew: whoever may not act is turned away however fresh their key is."""
        if who in self.clients:
            token = new_token()
            DatabaseTokens(self.database).keep(token, self.clients[who], list(SCOPES))
            return {"Authorization": f"Bearer {token}"}
        person = self.cast.people[who].id
        data = {"_user_id": str(person), "csrf": "histories"}
        store = DatabaseSessions(self.database)
        return {"Cookie": f"kontor={store.open(person, self.members[who], data)}"}


def _page(path: str, kind: str) -> Callable[[Stage, str], Reach]:
    return lambda stage, who: {kind: stage.found(kind, stage.get(who, path))}


def _each_page(stage: Stage, who: str) -> Reach:
    """Open every account by its own address: itself, the people there, what was said with them."""
    reach: Reach = {"account": set(), "contact": set(), "interaction": set()}
    for name in stage.names("account"):
        page = stage.get(who, f"/accounts/{stage.ids['account', name]}?kind=interactions")
        if page:
            reach["account"].add(name)
            reach["contact"] |= stage.found("contact", page)
            reach["interaction"] |= stage.read("interaction", page)
    return reach


def _each_contact(stage: Stage, who: str) -> Reach:
    """Open every contact by its own address."""
    names = stage.names("contact")
    seen = {name for name in names if stage.get(who, f"/contacts/{stage.ids['contact', name]}")}
    return {"contact": seen}


def _each_interaction(at: str) -> Callable[[Stage, str], Reach]:
    """Open every interaction by its own address."""

    def ask(stage: Stage, who: str) -> Reach:
        paths = {
            name: f"{at}/{stage.ids['interaction', name]}" for name in stage.names("interaction")
        }
        return {"interaction": {name for name, path in paths.items() if stage.get(who, path)}}

    return ask


def _on_each_account(kind: str) -> Callable[[Stage, str], Reach]:
    """Ask the API for what is on every account."""

    def ask(stage: Stage, who: str) -> Reach:
        paths = [
            f"/api/v1/accounts/{stage.ids['account', name]}/{kind}s"
            for name in stage.names("account")
        ]
        found = [stage.found(kind, stage.get(who, path)) for path in paths]
        return {kind: set().union(*found)}

    return ask


def _search(stage: Stage, who: str) -> Reach:
    page = stage.get(who, "/search?q=Customer")
    return {kind: stage.found(kind, page) for kind in ("account", "deal")}


def _socket(stage: Stage, who: str) -> Reach:
    """Ask to listen to every room, as an open page does; a line enters what it may hear."""
    with stage.database.work(TELLER) as work:
        actor = find_actor(work, stage.cast.people[who].id)
    heard: set[str] = set()
    join = answer_to("join")
    assert join is not None
    for (kind, name), room_id in stage.ids.items():
        if kind != "room" or actor is None:
            continue
        entered: set[str] = set()
        content = {"room": str(room_id), "since": "0.0"}
        with stage.app.app_context(), stage.database.work(actor) as work:
            try:
                answer = join(work, Caller(entered.add, entered.discard), content)
            except KontorError:
                assert not entered
                continue
        assert entered
        assert f"Words in {name}" in str(answer)
        heard.add(name)
    return {"room": heard}


CHANNELS: dict[str, Callable[[Stage, str], Reach]] = {
    "the list of accounts": _page("/accounts", "account"),
    "each account's page": _each_page,
    "each contact's page": _each_contact,
    "each interaction's page": _each_interaction("/interactions"),
    "the export of accounts": _page("/accounts/export?format=csv", "account"),
    "the list of deals": _page("/deals", "deal"),
    "the list of documents": _page("/documents", "document"),
    "the list of rooms": _page("/rooms", "room"),
    "search": _search,
    "sockets": _socket,
    "the API's accounts": _page("/api/v1/accounts", "account"),
    "the API's deals": _page("/api/v1/deals", "deal"),
    "the API's documents": _page("/api/v1/documents", "document"),
    "the API's rooms": _page("/api/v1/rooms", "room"),
    "the API's contacts": _on_each_account("contact"),
    "the API's interactions": _on_each_account("interaction"),
    "each interaction in the API": _each_interaction("/api/v1/interactions"),
}
OF_PEOPLE = [name for name in CHANNELS if "API" not in name]
OF_MACHINES = [name for name in CHANNELS if "API" in name]


# ------------------------------------------------------------------------------- the world


def build_stage(cast: Cast, app: Flask, services: Services) -> Stage:
    """Let the companies share everything once, leave something everywhere, and take it back."""
    stage = Stage(cast, app, services)
    with cast.database.work(TELLER) as work:
        for person_id, member_id in work.session.execute(
            sa.select(Membership.person_id, Membership.id)
        ):
            name = next(name for name, each in cast.people.items() if each.id == person_id)
            stage.members[name] = member_id
    for name, owner in (("h1", "host"), ("h2", "host"), ("n1", "novgorod"), ("l1", "luebeck")):
        opened = cast.account(f"Customer {name}", owner=ADMINS[owner])
        stage.ids["account", name], stage.owners[name] = opened.id, owner
    grants = [_lend(stage, "h1", taker) for taker in ("luebeck", "danzig")]
    for who, account in (
        ("alice", "h1"),
        ("bob", "h1"),
        ("charlie", "h1"),
        ("nina", "n1"),
        ("bob", "l1"),
    ):
        _deal(stage, who, account)
    for who, account in (
        ("adam", "h1"),
        ("adam", "h2"),
        ("alice", "h1"),
        ("charlie", "h1"),
        ("nina", "n1"),
        ("alice", "l1"),
    ):
        _paper(stage, who, account)
        for audience in Audience:
            _note(stage, who, account, audience)
    for who, account in (("alice", "h1"), ("charlie", "h1"), ("nina", "n1"), ("alice", "l1")):
        _room(stage, who, account)
    for grant in grants:
        with cast.database.work(cast.actor("adam")) as work:
            record = work.get(Account, grant.account_id)
            revoke_grant(work, work.get(AccountShareGrant, grant.id), record, "lent")
    for company, admin in ADMINS.items():
        with cast.database.work(cast.actor(admin)) as work:
            issued = create_client(work, NewClient("Machine", SCOPES, 365))
        stage.clients[f"{company}-api"] = issued.client
    return stage


def _lend(stage: Stage, account: str, taker: str) -> AccountShareGrant:
    with stage.cast.database.work(TELLER) as work:
        record = work.get(Account, stage.ids["account", account])
    return stage.cast.share(record, taker, "adam", tuple(GrantObject), GrantAccess.EDIT)


def _deal(stage: Stage, who: str, account: str) -> None:
    with stage.cast.database.work(TELLER) as work:
        record = work.get(Account, stage.ids["account", account])
    name, company = f"deal of {who} on {account}", PEOPLE[who][1]
    deal = stage.cast.deal(record, by=who)
    stage.ids["deal", name] = deal.id
    stage.things.append(Thing(name, "deal", account, company, who))
    if who == "bob":
        paper = Thing(f"paper on {name}", "document", account, company, on_deal=name)
        _put(stage, who, Deal, deal.id, paper)


def _paper(stage: Stage, who: str, account: str) -> None:
    thing = Thing(f"paper of {who} on {account}", "document", account, PEOPLE[who][1])
    _put(stage, who, Account, stage.ids["account", account], thing)


def _put(stage: Stage, who: str, model: type[Any], subject_id: UUID, thing: Thing) -> None:
    content = pdf(thing.name)
    with stage.cast.database.work(stage.cast.actor(who)) as work:
        subject, new = work.get(model, subject_id), NewUpload("Offer.pdf", len(content))
        document = add_document(work, stage.services.storage, subject, new, io.BytesIO(content))
    stage.ids["document", thing.name] = document.id
    stage.things.append(thing)


def _note(stage: Stage, who: str, account: str, audience: Audience) -> None:
    """Write down a person at the account, and that they were called."""
    of = f"of {who} on {account}, {audience.value}"
    with stage.cast.database.work(stage.cast.actor(who)) as work:
        record = work.get(Account, stage.ids["account", account])
        details, call = ContactDetails(f"Person {of}"), f"Call {of}"
        contact = add_contact(work, record, details, audience)
        new = NewInteraction(InteractionKind.CALL, call, audience)
        interaction = log_interaction(work, record, new)
    for kind, name, note in (
        ("contact", details.name, contact),
        ("interaction", call, interaction),
    ):
        stage.ids[kind, name] = note.id
        is_internal = audience is Audience.INTERNAL
        thing = Thing(name, kind, account, PEOPLE[who][1], is_internal=is_internal)
        stage.things.append(thing)


def _room(stage: Stage, who: str, account: str) -> None:
    name = f"room of {who} on {account}"
    with stage.cast.database.work(stage.cast.actor(who)) as work:
        room = open_room(work, work.get(Account, stage.ids["account", account]))
        send_message(
            work,
            room,
            text=f"Words in {name}",
            audience=RoomAudience.SHARED,
            client_id=secrets.token_hex(8),
        )
    stage.ids["room", name] = room.id
    stage.things.append(Thing(name, "room", account, PEOPLE[who][1]))
