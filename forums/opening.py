"""What a new room is called, and who takes part in it."""

import unicodedata
from typing import Any, Final

from forums.queries import NewRoom
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.subjects import subject_name, subject_type

LONGEST_NAME: Final = 80


def new_room_of(
    work: Work,
    subject: Any,
    partner: Company,
    *,
    third: Company | None = None,
    came_from: str | None = None,
) -> NewRoom:
    """Return the room of a partner and the host about a subject.

    `third` is a company that works on it too: the three of them get a room of their own.
    `came_from` names the company that had the subject before.
    """
    title = subject_type(subject_name(subject)).label(subject)
    present = [partner, get_host(work), *([third] if third else [])]
    return NewRoom(
        subject_type=subject_name(subject),
        subject_id=subject.id,
        partner_id=partner.id,
        name=_slug(f"{title} {third.trade_name}" if third else title),
        title=title,
        companies={each.id: each.trade_name for each in present},
        with_company_id=third.id if third else None,
        came_from_name=came_from,
    )


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return "-".join(words)[:LONGEST_NAME].strip("-") or "room"
