"""Moving in: the host company and its first administrator, made by whoever runs the portal."""

import re
from dataclasses import dataclass
from typing import Final

from partners.companies.actions import NewCompany, found_host
from partners.people.actions import NewPerson, add_member, set_password
from partners.people.invitations import clean_email
from portal.kernel.actor import system_actor
from portal.kernel.permissions import Role
from portal.kernel.services import Services

_CODE: Final = re.compile(r"[A-Z0-9]{3,8}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Founding:
    """`code` is three to eight capitals or digits, `country` ISO 3166-1 alpha-2."""

    legal_name: str
    trade_name: str
    code: str
    country: str
    admin_name: str
    admin_email: str
    password: str


def clean_code(text: str) -> str:
    """Return a company's short code as it is kept.

    Raises:
        ValueError: it is not one.
    """
    return _matched(_CODE, text, "three to eight letters or digits, like HANSA")


def clean_country(text: str) -> str:
    """Return a country's code as it is kept.

    Raises:
        ValueError: it is not two letters.
    """
    return _matched(_COUNTRY, text, "a country as two letters, like DE")


def found(services: Services, founding: Founding) -> None:
    """Create the host company and its first administrator, who signs in with `password`.

    Raises:
        Conflict: the portal has a host already.
        Invalid: no mail address, or a password of less than twelve characters.
        ValueError: a code is not one.
    """
    with services.database.work(system_actor("founding")) as work:
        host = found_host(
            work,
            NewCompany(
                founding.legal_name.strip(),
                founding.trade_name.strip(),
                clean_code(founding.code),
                clean_country(founding.country),
            ),
        )
        new = NewPerson(clean_email(founding.admin_email), founding.admin_name)
        person = add_member(work, host, new, frozenset({Role.ADMINISTRATOR}))
        set_password(work, person, founding.password)


def _matched(pattern: re.Pattern[str], text: str, wanted: str) -> str:
    code = text.strip().upper()
    if not pattern.fullmatch(code):
        raise ValueError(f"Enter {wanted}.")
    return code
