"""Every write to contacts."""

import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm.attributes import set_committed_value

from partners.accounts.audience import Audience, Standing, ring_on_account, standing_on
from partners.accounts.models import Account, GrantObject
from partners.contacts import policies
from partners.contacts.events import (
    ContactAdded,
    ContactChanged,
    ContactConsentRecorded,
    ContactRemoved,
)
from partners.contacts.models import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    Channel,
    Consent,
    Contact,
    Removal,
)
from partners.contacts.queries import refused_on
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

EMAIL: Final = re.compile(r"[^@\s,;<>]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
PHONE: Final = re.compile(r"\+?[0-9 ()/.-]{4,39}")
NOT_OURS: Final = said("Only the company that wrote this contact down can change it.")
NOT_OPENED: Final = said(
    "Your company may read these contacts, not add to them. Keep this one to yourselves."
)


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A contact as entered. Consent that was given or refused says on which day, and how."""

    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    preferred_channel: Channel | None = None
    consent: Consent = Consent.UNKNOWN
    consent_on: date | None = None
    consent_source: str | None = None

    def cleaned(self) -> dict[str, Any]:
        """Return the columns: without surrounding space, and no consent's day without consent."""
        plain = {
            name: (value.strip() or None) if type(value) is str else value
            for name, value in asdict(self).items()
        }
        if self.consent is Consent.UNKNOWN:
            plain |= {"consent_on": None, "consent_source": None}
        return plain


def add_contact(
    work: Work, account: Account, details: ContactDetails, audience: Audience
) -> Contact:
    """Write down a person at an account, for the own company or for all who read its contacts.

    Raises:
        Forbidden: the role, or for others than the own company the grant, does not allow it.
        Invalid: a field breaks a rule.
    """
    standing = standing_on(work, account)
    ensure(policies.can_add(work.actor, standing, audience), NOT_OPENED)
    values = _checked(work, details)
    contact = work.add(
        Contact(
            owner_company_id=work.actor.company_id,
            account_id=account.id,
            audience=audience,
            **values,
        )
    )
    set_committed_value(contact, "account", account)
    work.flush()
    work.record(ContactAdded(contact.id), subject=contact, account_id=account.id)
    if contact.consent is not Consent.UNKNOWN:
        _record_consent(work, contact)
    _ring(work, contact, standing)
    return contact


def change_contact(work: Work, contact: Contact, details: ContactDetails) -> None:
    """Correct a contact of the actor's company. Who reads it stays as it was.

    Raises:
        Forbidden: it is another company's, or the role does not allow it.
        Invalid: a field breaks a rule.
        TransitionRefused: it was removed.
    """
    ensure(policies.can_change(work.actor, contact), NOT_OURS)
    contact.expect_not_removed()
    values = _checked(work, details)
    changed = tuple(sorted(name for name in values if getattr(contact, name) != values[name]))
    if not changed:
        return
    for name in changed:
        setattr(contact, name, values[name])
    where = {"subject": contact, "account_id": contact.account_id}
    if any(name.startswith("consent") for name in changed):
        _record_consent(work, contact)
    if others := tuple(name for name in changed if not name.startswith("consent")):
        work.record(ContactChanged(contact.id, others), **where)
    _ring(work, contact, standing_on(work, contact.account))


def remove_contact(work: Work, contact: Contact, why: Removal | None) -> None:
    """Forget a person for good; what happened with them stays on the timeline, without a name.

    Raises:
        Forbidden: it is another company's, or the role does not allow it.
        Invalid: it is not said why.
        TransitionRefused: it was removed already.
    """
    ensure(policies.can_change(work.actor, contact), NOT_OURS)
    if why is None:
        raise Invalid(fields={"why": said("Choose why the contact is removed.")})
    contact.remove(at=work.now)
    event = ContactRemoved(contact.id, why.value)
    work.record(event, subject=contact, account_id=contact.account_id)
    _ring(work, contact, standing_on(work, contact.account))


def _record_consent(work: Work, contact: Contact) -> None:
    event = ContactConsentRecorded(contact.id, contact.consent.value)
    work.record(event, subject=contact, account_id=contact.account_id)


def _checked(work: Work, details: ContactDetails) -> dict[str, Any]:
    values = details.cleaned()
    fields = _wrong_addresses(values) | _wrong_consent(work, values)
    fields |= {} if fields else _refused_before(work, values)
    if not values["name"]:
        fields["name"] = said("Enter the person's name.")
    for name in ("name", "role", "consent_source"):
        if len(values[name] or "") > LONGEST_NAME:
            fields[name] = said("Shorten this to %(most)s characters.", most=LONGEST_NAME)
    if fields:
        raise Invalid(fields=fields)
    return values


def _wrong_addresses(values: dict[str, Any]) -> dict[str, str]:
    fields: dict[str, str] = {}
    email, phone = values["email"], values["phone"]
    if email and (len(email) > LONGEST_ADDRESS or not EMAIL.fullmatch(email)):
        fields["email"] = said("Enter one mail address, for example ingrid.berg@halden.example.")
    if phone and not PHONE.fullmatch(phone):
        fields["phone"] = said("Enter the number with its country, for example +47 69 25 00 00.")
    return fields


def _wrong_consent(work: Work, values: dict[str, Any]) -> dict[str, str]:
    if values["consent"] is Consent.UNKNOWN:
        return {}
    fields: dict[str, str] = {}
    if values["consent_on"] is None:
        fields["consent_on"] = said("Enter the day on which they said so.")
    elif values["consent_on"] > work.now.date() + timedelta(days=1):
        fields["consent_on"] = said("Enter a day that is not in the future.")
    if not values["consent_source"]:
        fields["consent_source"] = said("Say how you know, for example “mail of 3 November”.")
    return fields


def _refused_before(work: Work, values: dict[str, Any]) -> dict[str, str]:
    """Let nobody who refused, and was removed, come back as somebody who may be called."""
    day = refused_on(work, values["email"]) if values["email"] else None
    agreed_on = values["consent_on"] if values["consent"] is Consent.GIVEN else None
    is_known = values["consent"] is Consent.REFUSED or (agreed_on and day and agreed_on > day)
    if day is None or is_known:
        return {}
    return {
        "consent": said(
            "Somebody with this address refused to be contacted on %(day)s. Note that they refuse,"
            " or on which day since then they agreed.",
            day=day.isoformat(),
        )
    }


def _ring(work: Work, contact: Contact, standing: Standing) -> None:
    ring_on_account(work, contact.account, contact.audience, standing, GrantObject.CONTACTS)
