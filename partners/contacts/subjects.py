"""Contacts as something that happens on an account's timeline.

What happened is labelled with the account: it outlives the person's data.
"""

from partners.contacts.models import Contact
from portal.kernel.subjects import SubjectType, register_subject

CONTACT = register_subject(
    SubjectType(
        name="contact",
        model=Contact,
        label=lambda contact: contact.account.name,
        path=lambda contact: f"/contacts/{contact.id}",
        companies=lambda contact: frozenset({contact.owner_company_id}),
        shows_its_activity=True,
        account_id=lambda contact: contact.account_id,
    )
)
