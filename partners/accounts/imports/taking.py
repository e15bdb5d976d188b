"""What becomes of the rows of a sheet: decided some at a time, alike in the trial and for good."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.domains import DOMAIN
from partners.accounts.duplicates.actions import register
from partners.accounts.duplicates.identities import FIELDS, Registered, registered_identities
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.duplicates.queries import holders_of, registered_of, twins_of
from partners.accounts.events import AccountOpened
from partners.accounts.imports.headings import domain_in
from partners.accounts.imports.reading import Row
from partners.accounts.models import Account
from partners.accounts.parents.checking import checked_parent
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import Parent
from portal.kernel.countries import country_code
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.ids import new_id
from portal.kernel.words import said

LONGEST_TEXT: Final = 200
NO_RESULTS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
"""What a cell holds whose formula failed, or was never calculated."""
_PLACES: Final = 2**20
"""Of eight bytes, for the two a row takes: the longest sheet leaves most of them free."""


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicates"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row, or doubtful: in which field, and what stands there."""

    field: str
    sentence: str
    value: str


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    domain: str
    country: str
    place: str
    registered: dict[IdentityKind, str] = field(default_factory=dict)
    parent: Parent | None = None


@dataclass(slots=True)
class Decision:
    number: int
    outcome: Outcome
    customer: Customer | None = None
    account: Account | None = None
    held: dict[IdentityKind, str] = field(default_factory=dict)
    """Under which numbers the account stands in registers so far."""
    findings: list[Finding] = field(default_factory=list)


class Memory:
    """What the rows before held: a customer twice in one sheet is told.

    A table of hashes in one block, as large for a short sheet as for the longest: a set of numbers
    takes eight times as much, and more with each row.
    """

    def __init__(self) -> None:
        self._places = array("q", bytes(8 * _PLACES))

    def is_repeated(self, customer: Customer) -> bool:
        """Return whether a row before has the same web domain; remember this one's."""
        return bool(customer.domain) and self._is_known(f"domain {customer.domain}")

    def is_alike(self, name_key: str, country: str) -> bool:
        return self._is_known(f"name {country}{name_key}")

    def _is_known(self, text: str) -> bool:
        """Look from where the hash says on, up to a place that is free, and take that one."""
        key = hash(text) or 1
        place = key % _PLACES
        while self._places[place]:
            if self._places[place] == key:
                return True
            place = (place + 1) % _PLACES
        self._places[place] = key
        return False


def checked(row: Row) -> tuple[Customer, list[Finding]]:
    """Return the customer of a row, and what is wrong with it, field by field."""
    values = row.values
    name, place = values["name"], values.get("place", "")
    domain, country = domain_in(values.get("domain", "")), country_code(values.get("country", ""))
    findings = []
    for which, text in values.items():
        if text in NO_RESULTS:
            sentence = said("The formula here has no result. Correct it, or enter the value.")
            findings.append(Finding(which, sentence, text))
    if not name:
        findings.append(Finding("name", said("The customer's name is missing."), ""))
    for which, text in (("name", name), ("place", place)):
        if len(text) > LONGEST_TEXT:
            sentence = said("Shorten this to 200 letters.")
            findings.append(Finding(which, sentence, text[:40] + "…"))
    if country is None:
        sentence = said("Write the country as two letters, for example NO, or by its name.")
        findings.append(Finding("country", sentence, values.get("country", "")[:40]))
    if domain and not DOMAIN.fullmatch(domain):
        sentence = said("Write the web domain alone, for example halden-logistics.example.")
        findings.append(Finding("domain", sentence, values["domain"][:40]))
    try:
        registered = registered_identities({k: values.get(f, "") for k, f in FIELDS.items()})
    except Invalid as error:
        registered = {}
        findings += [Finding(f, text, values[f][:40]) for f, text in error.fields.items()]
    parent, wrong = _parent(values)
    return Customer(name, domain, country or "", place, registered, parent), [*findings, *wrong]


def _parent(values: Mapping[str, str]) -> tuple[Parent | None, list[Finding]]:
    """Return the parent company that a row names, and what is wrong with it."""
    texts = [values.get(name, "") for name in PARENT_FIELDS]
    name, nation, domain, number = texts
    given = Parent(name, country_code(nation) or nation, domain_in(domain), number)
    try:
        return checked_parent(given), []
    except Invalid as error:
        return None, [Finding(f, text, values[f][:40]) for f, text in error.fields.items()]


def decide(work: Work, rows: Sequence[Row], memory: Memory) -> list[Decision]:
    """Say what becomes of each row, by what the actor's company has and by the rows before."""
    decisions = [_first_look(row, memory) for row in rows]
    good = [each for each in decisions if each.customer is not None]
    customers = [each.customer for each in good if each.customer is not None]
    twins = twins_of(work, [_identity(each) for each in customers])
    holders = holders_of(work, [pair for each in customers for pair in each.registered.items()])
    ids = {id_ for each in twins for id_ in (each.by_domain, each.by_name)} | {*holders.values()}
    known = _accounts(work, ids)
    held = registered_of(work, {each.id for each in known.values()})
    for decision, customer, twin in zip(good, customers, twins, strict=True):
        found = {holders.get(pair) for pair in customer.registered.items()} | {twin.by_domain}
        same = found - {None}
        alike = memory.is_alike(twin.name_key, customer.country)
        if len(same) > 1:
            decision.outcome = Outcome.DUPLICATE
            sentence = said(
                "Its web domain and its numbers stand for different customers. Left out."
            )
            decision.findings.append(Finding("domain", sentence, customer.domain))
        elif same:
            decision.account = known[same.pop()]
            decision.held = held[decision.account.id]
            changed = _differs(decision.account, decision.held, customer)
            decision.outcome = Outcome.CHANGED if changed else Outcome.UNCHANGED
        elif twin.by_name is not None or alike:
            decision.outcome = Outcome.DUPLICATE
            sentence = said("A customer of this name and country is there already. Left out.")
            decision.findings.append(Finding("name", sentence, customer.name))
    return decisions


def carry_out(work: Work, decisions: Sequence[Decision]) -> None:
    """Add and change what was decided, in the name of the actor."""
    for decision in decisions:
        if decision.customer is None:
            continue
        if decision.outcome is Outcome.ADDED:
            _add(work, decision.customer)
        elif decision.outcome is Outcome.CHANGED and decision.account is not None:
            _change(work, decision.account, decision.held, decision.customer)


def _first_look(row: Row, memory: Memory) -> Decision:
    customer, findings = checked(row)
    if not findings and memory.is_repeated(customer):
        sentence = said("A row before this one has the same web domain.")
        findings.append(Finding("domain", sentence, customer.domain))
    if findings:
        return Decision(row.number, Outcome.FAULTY, findings=findings)
    return Decision(row.number, Outcome.ADDED, customer)


def _identity(customer: Customer) -> tuple[str, str, str]:
    return customer.name, customer.domain, customer.country


def _accounts(work: Work, ids: set[UUID | None]) -> dict[UUID | None, Account]:
    if not ids - {None}:
        return {}
    found = work.all(sa.select(Account).where(Account.id.in_(ids - {None})))
    return {account.id: account for account in found}


def _wanted(account: Account, customer: Customer) -> dict[str, str | Parent | None]:
    """Return what the row says; what it leaves empty stays as it is."""
    says = {
        "name": customer.name,
        "country": customer.country,
        "place": customer.place,
        "parent": _parent_of(customer, account.parent),
    }
    return {name: value for name, value in says.items() if value}


def _parent_of(customer: Customer, held: Parent | None = None) -> Parent | None:
    parent = customer.parent
    return parent.beside(held).of(customer.country) if parent else None


def _differs(account: Account, held: Registered, customer: Customer) -> bool:
    return {**held, **customer.registered} != held or any(
        getattr(account, name) != value for name, value in _wanted(account, customer).items()
    )


def _change(work: Work, account: Account, held: Registered, customer: Customer) -> None:
    for name, value in _wanted(account, customer).items():
        setattr(account, name, value)
    register(work, account, {**held, **customer.registered}, held=held)


def _add(work: Work, customer: Customer) -> None:
    account = Account(
        id=new_id(),
        owner_company_id=work.actor.company_id,
        name=customer.name,
        domain=customer.domain or None,
        country=customer.country,
        place=customer.place or None,
        parent=_parent_of(customer),
    )
    work.add(account)
    register(work, account, customer.registered, held={})
    work.record(AccountOpened(account.id), subject=account, account_id=account.id)
