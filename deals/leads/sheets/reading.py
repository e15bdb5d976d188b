"""Reading a sheet of leads: which column is what, and what is wrong with a row in itself."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from deals.leads.entry import LONGEST, NewLead, text_errors
from deals.leads.states import Size
from partners.accounts.imports.headings import domain_in
from partners.accounts.imports.reading import Layout
from portal.kernel.countries import country_code
from portal.kernel.words import said

MOST_BYTES: Final = 1024**2
MOST_ROWS: Final = 1_000
NEEDED: Final = (
    "customer_name",
    "contact_name",
    "email",
    "need",
    "industry",
    "country",
    "territory",
    "family",
    "size",
)
COLUMNS: Final = (*NEEDED, "domain", "phone", "source")
_OTHER_WORDS: Final = {
    "customer": "customer_name",
    "company": "customer_name",
    "contact": "contact_name",
    "person": "contact_name",
    "mail": "email",
    "email_address": "email",
    "telephone": "phone",
    "web": "domain",
    "website": "domain",
    "web_domain": "domain",
    "product_family": "family",
    "employees": "size",
    "comes_from": "source",
}
_LARGEST: Final = ((9, Size.MICRO), (49, Size.SMALL), (249, Size.MEDIUM))
"""Up to how many people a customer is of a size; above the last it is large."""
_MOST_DIGITS: Final = 9

Finding = tuple[str, str, str]
"""The column, what is wrong, what stands there."""


def _field_of(heading: str) -> str | None:
    name = re.sub(r"[\W_]+", "_", heading.strip().lower()).strip("_").replace("e_mail", "email")
    return name if name in COLUMNS else _OTHER_WORDS.get(name)


def _missing(found: Collection[str]) -> str | None:
    names = [name for name in NEEDED if name not in found]
    return said("These columns are missing: %(names)s.", names=", ".join(names)) if names else None


LEADS: Final = Layout(_field_of, _missing)


def read_row(values: Mapping[str, str], source: str) -> tuple[dict[str, str], list[Finding]]:
    """Return a row as it would be taken in, and what is wrong with it but for the catalogue."""
    texts = {name: values.get(name, "") for name in COLUMNS}
    size, country = _size_of(texts["size"]), country_code(texts["country"])
    read = {
        **texts,
        "country": country or texts["country"],
        "territory": texts["territory"].upper(),
        "family": texts["family"].upper(),
        "size": size or texts["size"],
        "domain": domain_in(texts["domain"]),
        "source": texts["source"] or source,
    }
    wrong = text_errors({name: read[name] for name in LONGEST})
    if size is None:
        wrong["size"] = said("Write how many people it employs, or MICRO, SMALL, MEDIUM or LARGE.")
    if country is None:
        wrong["country"] = said("Write the country as two letters, for example NO, or by its name.")
    return read, [(name, sentence, texts[name][:80]) for name, sentence in wrong.items()]


def key_of(read: Mapping[str, str]) -> str:
    """Return what makes two rows, or a row and a lead, one: the same person, the same product."""
    email, family = read["email"].strip().lower(), read["family"]
    return f"{email} {family}"[:280] if email and family else ""


def new_lead(read: Mapping[str, str]) -> NewLead:
    """Return a row without fault as a lead to be taken in."""
    return NewLead(
        industry=read["industry"],
        country=read["country"],
        territory_code=read["territory"],
        family_code=read["family"],
        size=Size(read["size"]),
        customer_name=read["customer_name"],
        contact_name=read["contact_name"],
        email=read["email"],
        need=read["need"],
        source=read["source"],
        domain=read["domain"],
        phone=read["phone"],
    )


def _size_of(text: str) -> Size | None:
    if text.upper() in set(Size):
        return Size(text.upper())
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return None
    return next((size for most, size in _LARGEST if int(text) <= most), Size.LARGE)
