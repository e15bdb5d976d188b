"""What everybody may reach, worked out from a history alone: the rule as a person would say it.

Nothing here knows the portal's policies, its queries or its states. A history is a list of facts
(who gave what to whom until when, who works where as what, who is shut out), and `Truth` answers
from those facts whether somebody may reach something now.
"""

from dataclasses import dataclass, field
from datetime import datetime

HOST = "host"
PARTNERS = ("luebeck", "danzig", "novgorod")
SELLER = "SELLER"
CHANNEL_MANAGER = "CHANNEL_MANAGER"


@dataclass
class Figure:
    """Somebody who may come to the door: a person, or a company's machine."""

    name: str
    company: str
    role: str
    is_in: bool = True


@dataclass
class Gift:
    """One company opened parts of one account to another, or offered to."""

    number: int
    account: str
    giver: str
    taker: str
    objects: frozenset[str]
    until: datetime
    is_taken: bool
    is_ended: bool = False

    def is_live(self, now: datetime) -> bool:
        return not self.is_ended and self.until > now


@dataclass(frozen=True)
class Thing:
    """A deal, document, room, contact or call: whose it is, on which account, who put it there."""

    name: str
    kind: str
    account: str
    owner: str
    submitter: str = ""
    on_deal: str = ""
    is_internal: bool = False


OPENED_BY = {"contact": "CONTACTS", "interaction": "INTERACTIONS"}
KINDS = ("account", "deal", "document", "room", *OPENED_BY)


@dataclass
class Truth:
    """The state of the world as the history tells it."""

    now: datetime
    owners: dict[str, str]
    things: list[Thing]
    figures: dict[str, Figure]
    managers: dict[str, str]
    shut_out: set[str] = field(default_factory=set)
    gifts: list[Gift] = field(default_factory=list)

    def reach(self, who: str) -> dict[str, set[str]]:
        """Return the names of all that somebody may reach now, by kind."""
        person = self.figures[who]
        found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        if not self.may_act(who):
            return found
        found["account"] = {each for each in self.owners if self._sees_account(person, each)}
        for thing in self.things:
            if self._sees(person, thing):
                found[thing.kind].add(thing.name)
        return found

    def may_act(self, who: str) -> bool:
        person = self.figures[who]
        return person.is_in and person.company not in self.shut_out

    def looks_after(self, person: Figure, partner: str) -> bool:
        if person.company != HOST:
            return False
        return person.role != CHANNEL_MANAGER or self.managers[partner] == person.name

    def opens(self, person: Figure, account: str, what: str, owner: str) -> bool:
        """Whether a gift of `owner` opens an object of the account to this person's company now."""
        return any(
            gift.account == account
            and gift.giver == owner
            and gift.taker == person.company
            and gift.is_taken
            and gift.is_live(self.now)
            and not {gift.giver, gift.taker} & self.shut_out
            and what in gift.objects | {"PROFILE"}
            and (person.company != HOST or self.looks_after(person, owner))
            for gift in self.gifts
        )

    def _sees_account(self, person: Figure, account: str) -> bool:
        owner = self.owners[account]
        return person.company == owner or self.opens(person, account, "PROFILE", owner)

    def _sees(self, person: Figure, thing: Thing) -> bool:
        match thing.kind:
            case "deal":
                return self._sees_deal(person, thing)
            case "document" if thing.on_deal:
                deal = next(each for each in self.things if each.name == thing.on_deal)
                return self._is_side(person, deal.owner) and self._sees_deal(person, deal)
            case "document":
                return self._sees_paper(person, thing)
            case "contact" | "interaction":
                return self._sees_note(person, thing)
        return self._sees_account(person, thing.account) and self._is_side(person, thing.owner)

    def _is_side(self, person: Figure, partner: str) -> bool:
        return person.company == partner or self.looks_after(person, partner)

    def _sees_deal(self, person: Figure, deal: Thing) -> bool:
        if person.company == HOST:
            return self.looks_after(person, deal.owner)
        if person.role == SELLER:
            return deal.owner == person.company and deal.submitter == person.name
        return deal.owner == person.company or self.opens(person, deal.account, "DEALS", deal.owner)

    def _sees_paper(self, person: Figure, paper: Thing) -> bool:
        """On an account each company's papers are its own; the owner reads all, who lead there."""
        if not self._sees_account(person, paper.account):
            return False
        account_owner = self.owners[paper.account]
        if person.company == paper.owner:
            return True
        if person.company == account_owner:
            return person.company != HOST or self.looks_after(person, paper.owner)
        by_gift = self.opens(person, paper.account, "DOCUMENTS", account_owner)
        return paper.owner == account_owner and by_gift

    def _sees_note(self, person: Figure, note: Thing) -> bool:
        """What is for its writers stays with them; else the account's owner and its gifts count."""
        if not self._sees_account(person, note.account):
            return False
        if person.company == note.owner:
            return True
        if note.is_internal:
            return False
        account_owner = self.owners[note.account]
        if person.company == account_owner:
            return person.company != HOST or self.looks_after(person, note.owner)
        opening = OPENED_BY[note.kind]
        return note.owner == account_owner and self.opens(
            person, note.account, opening, account_owner
        )
