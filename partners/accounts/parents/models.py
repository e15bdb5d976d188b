"""The parent company of a customer, by what somebody says of it.

Not a link to another account: two partners rarely have the same account of a parent, and mostly
none. What both can know is its name and country, its web domain, and its number in a register.
"""

from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from partners.accounts.domains import LONGEST_DOMAIN

LONGEST_NAME: Final = 200
COUNTRY_CODE_LENGTH: Final = 2
FIELDS: Final = ("parent_name", "parent_country", "parent_domain", "parent_number")
"""What each part is called in forms, sheets and the API."""


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent company; at least one of `name`, `domain` and `number` says which one it is."""

    name: str | None = None
    country: str | None = None
    """Where that name is registered (ISO 3166-1 alpha-2); None without a name."""
    domain: str | None = None
    number: str | None = None
    """Its D-U-N-S number or LEI: nine digits, or twenty letters and digits."""

    @property
    def label(self) -> str:
        return self.name or self.domain or self.number or ""

    @property
    def texts(self) -> dict[str, str]:
        """What it says, by the names of the fields."""
        parts = (self.name, self.country, self.domain, self.number)
        return {name: part or "" for name, part in zip(FIELDS, parts, strict=True)}

    def of(self, country: str) -> "Parent":
        """Return it with a country for its name where none was said: the customer's own."""
        return replace(self, country=(self.country or country) if self.name else None)

    def beside(self, held: "Parent | None") -> "Parent":
        """Return it with what was known besides, unless this one goes by another name."""
        if held is None or (self.name and self.name != held.name):
            return self
        return Parent(
            self.name or held.name,
            self.country or held.country,
            self.domain or held.domain,
            self.number or held.number,
        )


UNKNOWN: Final = Parent()
"""What is said where nobody said anything."""


class Subsidiary:
    """The columns that say whom a customer belongs to; all empty where nobody said."""

    parent_name: Mapped[str | None] = mapped_column(sa.String(LONGEST_NAME))
    parent_country: Mapped[str | None] = mapped_column(sa.String(COUNTRY_CODE_LENGTH))
    parent_domain: Mapped[str | None] = mapped_column(sa.String(LONGEST_DOMAIN, collation="C"))
    parent_number: Mapped[str | None] = mapped_column(sa.String(20, collation="C"))

    @property
    def parent(self) -> Parent | None:
        found = Parent(
            self.parent_name, self.parent_country, self.parent_domain, self.parent_number
        )
        return found if found.label else None

    @parent.setter
    def parent(self, parent: Parent | None) -> None:
        said_of_it = parent or UNKNOWN
        self.parent_name, self.parent_country = said_of_it.name, said_of_it.country
        self.parent_domain, self.parent_number = said_of_it.domain, said_of_it.number


def parent_indexes(table: str, only: str | None = None) -> tuple[sa.Index, ...]:
    """Return by what the rows of a table are found that name a parent, each key by itself."""
    beside = f" AND ({only})" if only else ""
    return tuple(
        sa.Index(
            f"ix_{table}_parent_{part}",
            *(sa.text(key) for key in keys),
            postgresql_where=sa.text(f"parent_{part} IS NOT NULL{beside}"),
        )
        for part, keys in (
            ("name", ("kontor_name_key(parent_name)", "parent_country")),
            ("domain", ("reverse(parent_domain)",)),
            ("number", ("parent_number",)),
        )
    )
