"""The form of a contact: what was typed, kept as typed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from flask_babel import gettext

from partners.accounts.audience import Audience
from partners.contacts.actions import ContactDetails
from partners.contacts.models import Channel, Consent, Contact
from portal.kernel.errors import Invalid
from portal.web.answers import chosen, read_day


@dataclass
class ContactForm:
    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    preferred_channel: str = ""
    consent: str = Consent.UNKNOWN.value
    consent_on: str = ""
    consent_source: str = ""
    audience: str = Audience.INTERNAL.value

    @classmethod
    def of(cls, values: Any) -> Self:
        return cls(**{name: values.get(name, "") for name in cls.__dataclass_fields__})

    @classmethod
    def showing(cls, contact: Contact) -> Self:
        held = {name: getattr(contact, name) for name in cls.__dataclass_fields__}
        return cls(**{name: _typed(value) for name, value in held.items()})

    def details(self) -> ContactDetails:
        """Return what was typed as values.

        Raises:
            Invalid: a choice that was not offered, or a day that is none.
        """
        return ContactDetails(
            name=self.name,
            role=self.role,
            email=self.email,
            phone=self.phone,
            preferred_channel=chosen(Channel, self.preferred_channel, "preferred_channel"),
            consent=chosen(Consent, self.consent, "consent") or Consent.UNKNOWN,
            consent_on=read_day(self.consent_on, "consent_on"),
            consent_source=self.consent_source,
        )

    def chosen_audience(self) -> Audience:
        audience = chosen(Audience, self.audience.upper(), "audience")
        if audience is None:
            raise Invalid(fields={"audience": gettext("Choose who reads this.")})
        return audience


def _typed(value: Any) -> str:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value or ""
