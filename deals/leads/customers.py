"""The customer of a lead among the accounts of whoever holds it: found there, or written down."""

from contextlib import suppress

import sqlalchemy as sa

from deals.leads.models import Lead, LeadContact
from deals.sheets.queries import customers
from partners.accounts.actions import LONGEST_NAME, NewAccount, open_account
from partners.accounts.audience import Audience
from partners.accounts.domains import DOMAIN
from partners.accounts.duplicates.queries import twins_of
from partners.accounts.models import Account
from partners.contacts.actions import ContactDetails, add_contact
from partners.contacts.models import Consent, Contact
from portal.kernel.db import Work
from portal.kernel.errors import Invalid

_SOURCE = "Form of a campaign"


def customer_of(work: Work, lead: Lead) -> Account:
    """Return the account of a lead's customer, with whom to call; opened if there is none.

    An account that the actor may see is found by its web domain, one of its own company by name
    and country too. The lead's contact has to be loaded.

    Raises:
        Invalid: the customer cannot be an account as it stands there.
    """
    contact = lead.contact
    account = _find(work, lead, contact)
    if account is None:
        account = open_account(work, _new_account(lead, contact))
    _add_contact(work, account, contact)
    return account


def _find(work: Work, lead: Lead, contact: LeadContact) -> Account | None:
    by_domain = customers(work, {contact.domain}) if contact.domain else []
    same = [each for each in by_domain if each.domain == contact.domain]
    same.sort(key=lambda each: (each.owner_company_id != work.actor.company_id, each.created_at))
    if same:
        return same[0]
    [twin] = twins_of(work, [(contact.customer_name, contact.domain or "", lead.country)])
    return work.find(Account, twin.by_name) if twin.by_name else None


def _new_account(lead: Lead, contact: LeadContact) -> NewAccount:
    domain = contact.domain if DOMAIN.fullmatch(contact.domain or "") else None
    return NewAccount(contact.customer_name[:LONGEST_NAME], lead.country, domain)


def _add_contact(work: Work, account: Account, contact: LeadContact) -> None:
    """Write down whom to call, for the own company; an address that is none stays on the lead."""
    known = sa.select(Contact.id).where(
        Contact.account_id == account.id, sa.func.lower(Contact.email) == contact.email.lower()
    )
    if work.session.scalars(known.limit(1)).first() is not None:
        return
    agreed = contact.consented_at
    details = ContactDetails(
        name=contact.contact_name,
        email=contact.email,
        phone=contact.phone,
        consent=Consent.GIVEN if agreed else Consent.UNKNOWN,
        consent_on=agreed.date() if agreed else None,
        consent_source=_SOURCE if agreed else None,
    )
    with suppress(Invalid):
        add_contact(work, account, details, Audience.INTERNAL)
