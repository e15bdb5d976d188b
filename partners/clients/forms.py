"""The form for a new API client, and the words for what a machine may do."""

from dataclasses import dataclass, field
from typing import Any, Final

from flask_babel import lazy_gettext

from partners.clients.actions import NewClient
from portal.kernel.actor import Actor

TERMS: Final = (90, 365, 730)
SCOPES: Final = {
    "accounts:read": lazy_gettext(
        "Read accounts, who they are shared with, their contacts and interactions"
    ),
    "contacts:write": lazy_gettext("Add contacts to accounts, and remove them"),
    "interactions:write": lazy_gettext(
        "Log calls, mails, meetings, visits and notes on accounts, correct and withdraw them"
    ),
    "companies:read": lazy_gettext("Read your company and the companies you work with"),
    "deals:read": lazy_gettext("Read deals and their activity"),
    "deals:register": lazy_gettext(
        "Register deals and take them back, and answer questions about them"
    ),
    "deals:hand-off": lazy_gettext("Hand deals over, and answer for deals that are offered to you"),
    "disputes:decide": lazy_gettext("Decide disputes for the host, but no appeals"),
    "documents:read": lazy_gettext("Read which documents there are"),
    "documents:download": lazy_gettext("Download documents, which leaves receipts"),
    "documents:upload": lazy_gettext("Add documents"),
    "edi:exchange": lazy_gettext("Send interchanges to the gateway and fetch the answers"),
    "leads:read": lazy_gettext("Read leads and the offers of them"),
    "leads:route": lazy_gettext("Take in leads and correct them"),
    "leads:work": lazy_gettext("Answer offers of leads, and say what became of them"),
    "orders:read": lazy_gettext("Read orders"),
    "people:read": lazy_gettext("Read who works at your company, and as what"),
    "questions:ask": lazy_gettext(
        "Ask partners about their registrations before the decision, and take questions back"
    ),
    "rooms:read": lazy_gettext("Read rooms and what is said in them"),
}
PARTNER_ONLY: Final = frozenset({"deals:register", "deals:hand-off", "leads:work"})
HOST_ONLY: Final = frozenset({"disputes:decide", "leads:route", "questions:ask"})


@dataclass
class ClientForm:
    """What was typed, kept as typed."""

    name: str = ""
    days: str = "365"
    scopes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, values: Any) -> "ClientForm":
        return cls(values.get("name", ""), values.get("days", ""), values.getlist("scopes"))

    def new_client(self) -> NewClient:
        days = int(self.days) if self.days in {str(term) for term in TERMS} else 0
        return NewClient(self.name, tuple(self.scopes), days)


def scope_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the scopes the actor's side of the counter has a use for, with their sentences."""
    return [
        (scope, str(sentence))
        for scope, sentence in SCOPES.items()
        if scope not in (HOST_ONLY if actor.is_partner else PARTNER_ONLY)
    ]
