"""Whether two registrations name one end customer: how many points of a hundred, and by what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple
from uuid import UUID

from publicsuffixlist import PublicSuffixList
from rapidfuzz import fuzz

from deals.conflicts.models import DEFAULT, Thresholds
from partners.accounts.duplicates.models import REGISTERED, IdentityKind


class Sign(StrEnum):
    """By what two customers are taken for one, the strongest first."""

    ACCOUNT = "ACCOUNT"
    REGISTER = "REGISTER"
    DOMAIN = "DOMAIN"
    MAIL = "MAIL"
    NAME = "NAME"
    PARENT = "PARENT"
    """The one belongs to the other: two customers, which a reviewer wants to see together."""
    GROUP = "GROUP"
    """Both belong to the same parent company."""


POINTS: Final = {
    Sign.ACCOUNT: 100,
    Sign.REGISTER: 100,
    Sign.DOMAIN: 100,
    Sign.MAIL: 90,
    Sign.NAME: 80,
    Sign.PARENT: 60,
    Sign.GROUP: 60,
}
OF_ONE_FAMILY: Final = frozenset({Sign.PARENT, Sign.GROUP})
"""Signs of two customers that belong together, and not of one customer."""
LIKE_WORDS: Final = 84
"""How like a word has to be to stand for another, in hundredths; one letter of six is too much."""
_TELLS_APART: Final = (IdentityKind.VAT, IdentityKind.LEI)
"""A legal entity has one of each (a VAT number: one in each country); sites have several others."""
_OF_PARENTS: Final = (IdentityKind.DUNS, IdentityKind.LEI)
_LETTERS_OF_LEI: Final = 20
_ANYBODYS: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("yahoo.com", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me"),
        *("protonmail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de"),
        *("freenet.de", "posteo.de", "mailbox.org", "orange.fr", "laposte.net", "free.fr"),
        *("libero.it", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "mail.ru", "yandex.ru"),
        *("bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "seznam.cz", "centrum.cz"),
        *("online.no", "telia.com", "abv.bg", "qq.com", "163.com", "126.com", "fastmail.com"),
        *("facebook.com", "linkedin.com", "instagram.com", "youtube.com"),
    }
)
"""Domains under which everybody has an address or a page of their own."""


@dataclass(frozen=True, slots=True)
class Company:
    """A customer or a parent company as families are told: by each of what it goes by."""

    name_key: str = ""
    """Its name without legal form, script and spaces."""
    country: str | None = None
    domain: str | None = None
    numbers: frozenset[str] = frozenset()
    """D-U-N-S number and LEI."""


@dataclass(frozen=True, slots=True)
class Customer:
    """An end customer as compared: `name` without legal form and script, domains registrable."""

    account_id: UUID
    name: str
    country: str
    domain: str | None = None
    registered: Mapping[IdentityKind, str] = field(default_factory=dict)
    mail_domains: frozenset[str] = frozenset()
    name_key: str = ""
    parents: tuple[Company, ...] = ()
    """Whom it belongs to, as its account says and as its registration does."""

    @property
    def itself(self) -> Company:
        numbers = {self.registered[kind] for kind in _OF_PARENTS if kind in self.registered}
        return Company(self.name_key, self.country, self.domain, frozenset(numbers))


class Likeness(NamedTuple):
    points: int
    sign: Sign | None


UNLIKE: Final = Likeness(0, None)


def likeness(one: Customer, other: Customer, thresholds: Thresholds = DEFAULT) -> Likeness:
    """Return by what two customers are most alike; a name counts within one country only."""
    if one.account_id == other.account_id:
        sign = Sign.ACCOUNT
    elif _shared(one.registered, other.registered):
        sign = Sign.REGISTER
    elif one.domain is not None and one.domain == other.domain:
        sign = Sign.DOMAIN
    elif _by_mail(one, other):
        sign = Sign.MAIL
    elif _by_name(one, other, thresholds):
        sign = Sign.NAME
    elif _is_parent(one, other) or _is_parent(other, one):
        sign = Sign.PARENT
    elif any(_are_one(mine, theirs) for mine in one.parents for theirs in other.parents):
        sign = Sign.GROUP
    else:
        return UNLIKE
    return Likeness(POINTS[sign], sign)


def registrable_domain(host: str | None) -> str | None:
    """Return what of a host name one registers (`shop.halden.co.uk`: `halden.co.uk`).

    None where anybody has a name below it, by the list of public suffixes or as everybody knows.
    """
    found = _suffixes().privatesuffix(host.strip().lower().rstrip(".")) if host else None
    return None if found in _ANYBODYS else found


def name_similarity(one: str, other: str) -> float:
    """Return the likeness of two names in hundredths, whatever the order of their words.

    Numbers in them have to be the same, works 2 is not works 3; and of as many words each has to
    have one that is like it: long names of one trade and place hide two owners.
    """
    if _numbers(one) != _numbers(other) or _hides_another(one.split(), other.split()):
        return 0
    joined = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return max(joined, fuzz.token_sort_ratio(one, other))


def _hides_another(ones: list[str], others: list[str]) -> bool:
    if len(ones) != len(others):
        return False
    nearest = (max(fuzz.ratio(word, other) for other in others) for word in ones)
    return min(nearest, default=100) < LIKE_WORDS


def _shared(one: Mapping[IdentityKind, str], other: Mapping[IdentityKind, str]) -> bool:
    return any(kind in one and one[kind] == other.get(kind) for kind in REGISTERED)


def _by_mail(one: Customer, other: Customer) -> bool:
    ones, others = one.mail_domains, other.mail_domains
    return bool(ones & others) or one.domain in others or other.domain in ones


def _by_name(one: Customer, other: Customer, thresholds: Thresholds) -> bool:
    if one.country != other.country or _told_apart(one.registered, other.registered):
        return False
    return name_similarity(one.name, other.name) >= thresholds.name_similarity


def _told_apart(one: Mapping[IdentityKind, str], other: Mapping[IdentityKind, str]) -> bool:
    """Return whether registers know them as two: numbers of one kind and country that differ."""
    return any(
        kind in one
        and kind in other
        and one[kind] != other[kind]
        and (kind is not IdentityKind.VAT or one[kind][:2] == other[kind][:2])
        for kind in _TELLS_APART
    )


def _is_parent(one: Customer, other: Customer) -> bool:
    return any(_are_one(parent, one.itself) for parent in other.parents)


def _are_one(one: Company, other: Company) -> bool:
    if one.numbers & other.numbers or (one.domain is not None and one.domain == other.domain):
        return True
    leis = {number for number in one.numbers | other.numbers if len(number) == _LETTERS_OF_LEI}
    is_named_alike = bool(one.name_key) and one.name_key == other.name_key
    return is_named_alike and one.country == other.country and len(leis) <= 1


def _numbers(name: str) -> list[str]:
    return sorted(word for word in name.split() if any(letter.isdigit() for letter in word))


@cache
def _suffixes() -> PublicSuffixList:
    """Read the list once; the release of the library says how old it is."""
    return PublicSuffixList()
