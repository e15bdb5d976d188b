"""What becomes of the rows of a sheet: decided some at a time, alike in the trial and for good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.actions import DOMAIN
from partners.accounts.duplicates.queries import twins_of
from partners.accounts.events import AccountOpened
from partners.accounts.imports.headings import country_code, domain_in
from partners.accounts.imports.reading import Row
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.kernel.ids import new_id
from portal.kernel.words import said

LONGEST_TEXT: Final = 200


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


@dataclass(slots=True)
class Decision:
    number: int
    outcome: Outcome
    customer: Customer | None = None
    account: Account | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Memory:
    """What the rows before held, eight bytes each: a customer twice in one sheet is told."""

    domains: set[int] = field(default_factory=set)
    names: set[int] = field(default_factory=set)

    def is_repeated(self, customer: Customer) -> bool:
        """Return whether a row before has the same web domain; remember this one's."""
        return bool(customer.domain) and _known(self.domains, customer.domain)

    def is_alike(self, name_key: str, country: str) -> bool:
        return _known(self.names, f"{country}{name_key}")


def checked(row: Row) -> tuple[Customer, list[Finding]]:
    """Return the customer of a row, and what is wrong with it, field by field."""
    values = row.values
    name, place = values["name"], values.get("place", "")
    domain, country = domain_in(values.get("domain", "")), country_code(values.get("country", ""))
    findings = []
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
    return Customer(name, domain, country or "", place), findings


def decide(work: Work, rows: Sequence[Row], memory: Memory) -> list[Decision]:
    """Say what becomes of each row, by what the actor's company has and by the rows before."""
    decisions = [_first_look(row, memory) for row in rows]
    good = [each for each in decisions if each.customer is not None]
    twins = twins_of(work, [_identity(each.customer) for each in good if each.customer])
    known = _accounts(work, {id_ for each in twins for id_ in (each.by_domain, each.by_name)})
    for decision, twin in zip(good, twins, strict=True):
        customer = decision.customer
        assert customer is not None  # noqa: S101 - those without were left out above
        decision.account = known.get(twin.by_domain)
        alike = memory.is_alike(twin.name_key, customer.country)
        if decision.account is not None:
            changed = _differs(decision.account, customer)
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
            _change(decision.account, decision.customer)


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


def _wanted(customer: Customer) -> dict[str, str]:
    """Return what the row says; what it leaves empty stays as it is."""
    said_ = {"name": customer.name, "country": customer.country, "place": customer.place}
    return {name: value for name, value in said_.items() if value}


def _differs(account: Account, customer: Customer) -> bool:
    return any(getattr(account, name) != value for name, value in _wanted(customer).items())


def _change(account: Account, customer: Customer) -> None:
    for name, value in _wanted(customer).items():
        setattr(account, name, value)


def _add(work: Work, customer: Customer) -> None:
    account = Account(
        id=new_id(),
        owner_company_id=work.actor.company_id,
        name=customer.name,
        domain=customer.domain or None,
        country=customer.country,
        place=customer.place or None,
    )
    work.add(account)
    work.record(AccountOpened(account.id), subject=account, account_id=account.id)


def _known(before: set[int], text: str) -> bool:
    key = hash(text)
    if key in before:
        return True
    before.add(key)
    return False
