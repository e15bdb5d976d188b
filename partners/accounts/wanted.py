"""What the list of accounts is asked for: filters, an order, and from which place on."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from partners.accounts.models import Account
from portal.kernel.errors import Invalid
from portal.kernel.words import said

MOST_TERMS: Final = 5
_BETWEEN_WORDS: Final = re.compile(
    "[][\\s!\"#$%&'()*+,/:;<=>?@\\\\^_`{|}~\u00a0-\u00bf\u2000-\u206f]+"
)
"""As `kontor_pieces` in the migrations splits names."""


class Order(StrEnum):
    NAME = "name"
    NEWEST = "newest"
    COUNTRY = "country"
    ACTIVITY = "activity"
    """What one's own company worked on last comes first; what others did counts for nothing."""
    MATCH = "match"
    """By the word that was found, then by name: the order of every search."""


class Whose(StrEnum):
    """Which accounts, by who owns them and to whom they are open."""

    ALL = "all"
    OURS = "ours"
    THEIRS = "theirs"
    """Opened to one's company by another."""
    OPENED = "opened"
    """One's own, opened to another."""
    CLOSED = "closed"
    """One's own, opened to nobody one may know of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks the list for. `partner` is the other company of a grant in force."""

    search: str = ""
    whose: Whose = Whose.ALL
    country: str = ""
    partner: UUID | None = None
    order: Order = Order.NAME

    @property
    def terms(self) -> list[str]:
        """Return the beginnings of words that are looked for."""
        parts = [each.strip(".-") for each in _BETWEEN_WORDS.split(self.search)]
        found = [each for each in dict.fromkeys(parts) if each]
        return found[:MOST_TERMS] or [self.search][: len(self.search)]

    @property
    def phrase(self) -> str | None:
        """Return several terms as the beginning of a whole name."""
        return " ".join(self.terms) if len(self.terms) > 1 else None

    @property
    def effective_order(self) -> Order:
        if self.terms:
            return Order.MATCH
        return Order.NAME if self.order is Order.MATCH else self.order

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.terms or self.country or self.partner is not None or self.whose is not Whose.ALL
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands in an order: the values it is ordered by, and its id."""

    order: Order
    keys: tuple[str, ...]
    id: UUID

    @classmethod
    def read(cls, first: str, second: str) -> Self:
        order, *keys = json.loads(first)
        return cls(Order(order), tuple(keys), UUID(second))

    def written(self) -> tuple[str, str]:
        return json.dumps([self.order, *self.keys]), str(self.id)

    def expect(self, order: Order) -> None:
        """Refuse to go on in another order.

        Raises:
            Invalid: the order was changed and the cursor kept.
        """
        if self.order is not order:
            raise Invalid(
                said("This page link belongs to another list. Start from the first page.")
            )


@dataclass(frozen=True, slots=True)
class Listed:
    account: Account
    place: Place

    @property
    def touched_at(self) -> datetime | None:
        """Return when the reader's company last worked on it, in a list of that order."""
        in_order = self.place.order is Order.ACTIVITY
        return datetime.fromisoformat(self.place.keys[0]) if in_order else None
