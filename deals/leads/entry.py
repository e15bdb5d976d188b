"""A lead as it is entered, by whatever way it comes, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Self

from deals.catalogue.queries import catalogue_errors, countries_of
from deals.leads.models import Lead, LeadContact
from deals.leads.states import Size
from partners.accounts.domains import DOMAIN
from partners.accounts.imports.headings import domain_in
from partners.applications.queries import name_key
from portal.kernel.countries import is_country
from portal.kernel.db import Work
from portal.kernel.words import said

LONGEST: Final[Mapping[str, int]] = {
    "industry": 80,
    "customer_name": 200,
    "contact_name": 200,
    "email": 254,
    "need": 2000,
    "source": 80,
    "domain": 253,
    "phone": 40,
}
_OPTIONAL: Final = frozenset({"domain", "phone"})
_PHONE: Final = re.compile(r"\+?[0-9\s()./-]++((ext\.?|x|#)\s*[0-9]{1,6})?", re.IGNORECASE)
_FEWEST_DIGITS: Final = 6
_MOST_DIGITS: Final = 15
"""As E.164 has it; an extension goes on top."""


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead as it comes in; the first half of it is what partners are shown in an offer."""

    industry: str
    country: str
    territory_code: str
    family_code: str
    size: Size
    customer_name: str
    contact_name: str
    email: str
    need: str
    source: str
    domain: str = ""
    phone: str = ""

    @classmethod
    def of(cls, lead: Lead, contact: LeadContact) -> Self:
        """Return what a lead says now."""
        return cls(
            industry=lead.industry,
            country=lead.country,
            territory_code=lead.territory_code,
            family_code=lead.family_code,
            size=lead.size,
            customer_name=contact.customer_name,
            contact_name=contact.contact_name,
            email=contact.email,
            need=contact.need,
            source=lead.source,
            domain=contact.domain or "",
            phone=contact.phone or "",
        )

    @property
    def tidied(self) -> "NewLead":
        """The same without blanks around it, and of a pasted address the host alone."""
        texts = {name: getattr(self, name).strip() for name in LONGEST}
        return NewLead(
            **{**texts, "domain": domain_in(texts["domain"])},
            country=self.country.strip().upper(),
            territory_code=self.territory_code,
            family_code=self.family_code,
            size=self.size,
        )


FIELDS: Final = tuple(each.name for each in fields(NewLead))
ON_THE_CONTACT: Final = frozenset(
    {"customer_name", "contact_name", "email", "need", "domain", "phone"}
)
"""What the host and the partner that accepted read, and nobody else."""


def errors_of(work: Work, new: NewLead) -> dict[str, str]:
    """Return a sentence for each field that is missing or wrong."""
    country = new.country.strip().upper()
    found = place_errors(work, country, new.territory_code, new.family_code)
    return found | text_errors({name: str(getattr(new, name)) for name in LONGEST})


def place_errors(work: Work, country: str, territory: str, family: str) -> dict[str, str]:
    """Return a sentence for each code that the world or the catalogue does not have."""
    wrong = catalogue_errors(work, territory, [family])
    found = {name.replace("lines.0.", ""): sentence for name, sentence in wrong.items()}
    if not country:
        found["country"] = said("Choose the country.")
    elif not is_country(country):
        found["country"] = said(
            "There is no country %(code)s. Write its two letters, like DE.", code=country[:20]
        )
    elif "territory" not in found and not _may_lie_in(work, territory, country):
        found["territory"] = said(
            "This territory is in another country. Choose one that fits, or correct the country."
        )
    return found


def text_errors(texts: Mapping[str, str]) -> dict[str, str]:
    """Return a sentence for each text of a lead that is missing, too long or not what it is."""
    found: dict[str, str] = {}
    for name, most in LONGEST.items():
        value = domain_in(texts[name]) if name == "domain" else texts[name].strip()
        if not value and name not in _OPTIONAL:
            found[name] = said("Fill this in.")
        elif len(value) > most:
            found[name] = said("Use at most %(most)s characters.", most=most)
    for name, sentence in _malformed(texts):
        found.setdefault(name, sentence)
    return found


def _malformed(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if _names_whom(texts):
        found.append(("industry", _NAMES_WHOM))
    if "@" not in texts["email"].strip()[1:-1]:
        found.append(("email", said("Enter an e-mail address.")))
    if texts["phone"].strip() and not _is_phone(texts["phone"].strip()):
        found.append(("phone", _NO_PHONE))
    if texts["domain"].strip() and not DOMAIN.fullmatch(domain_in(texts["domain"])):
        found.append(("domain", _NO_DOMAIN))
    return found


_NAMES_WHOM: Final = said(
    "Leave out who it is, as in “port cranes”: partners read this before they accept."
)
_NO_PHONE: Final = said("Enter a phone number in digits, like +47 22 00 00 00, or leave it empty.")
_NO_DOMAIN: Final = said("Enter a web address, like halden-logistics.example, or leave it empty.")


def _is_phone(text: str) -> bool:
    found = _PHONE.fullmatch(text)
    if found is None:
        return False
    number = text[: found.start(1)] if found[1] else text
    return _FEWEST_DIGITS <= len(_digits(number)) <= _MOST_DIGITS


def _may_lie_in(work: Work, territory: str, country: str) -> bool:
    """Return whether nothing in the catalogue says that a territory lies in other countries."""
    known = countries_of(work, territory)
    return not known or country in known


def _names_whom(texts: Mapping[str, str]) -> bool:
    """Return whether what an offer shows of a lead tells the customer or the person."""
    shown, phone = texts["industry"], _digits(texts["phone"])
    names = (name_key(texts[each]) for each in ("customer_name", "contact_name"))
    marks = (domain_in(texts["domain"]), *(texts[each].strip() for each in ("email", "phone")))
    return (
        any(each and f" {each} " in f" {name_key(shown)} " for each in names)
        or any(each and each.casefold() in shown.casefold() for each in marks)
        or (len(phone) >= _FEWEST_DIGITS and phone in _digits(shown))
    )


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
