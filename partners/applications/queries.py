"""Reads of applications, and of what they might double."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.applications.models import UNDECIDED, Application
from partners.companies.models import Company, RelationshipState
from portal.kernel.db import Work

_LEGAL_FORMS: Final = re.compile(
    r"\b(gmbh|ag|kg|ohg|ug|se|ltd|limited|llc|inc|corp|plc|sa|sas|sarl|srl|spa|bv|nv|ab|as|oy|oue|"
    r"aps|sp\s*z\s*o\s*o|sp|ooo|oao|zao|co)\b"
)
_SCANNED: Final = 5000
"""Companies whose names are compared; a portal has hundreds."""


def applications_page(
    work: Work,
    *,
    is_open: bool = True,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Application]:
    """Return proven applications: those to decide by their promise, or the decided, newest first.

    `after` is the cursor (due or decided, id).
    """
    states = UNDECIDED if is_open else _DECIDED
    at = Application.answer_due_at if is_open else Application.decided_at
    statement = sa.select(Application).where(Application.state.in_(list(states))).limit(limit)
    if is_open:
        statement = statement.order_by(at, Application.id)
        if after is not None:
            statement = statement.where(sa.tuple_(at, Application.id) > sa.tuple_(*after))
    else:
        statement = statement.order_by(at.desc(), Application.id.desc())
        if after is not None:
            statement = statement.where(sa.tuple_(at, Application.id) < sa.tuple_(*after))
    return work.all(statement)


_DECIDED: Final = (
    RelationshipState.ONBOARDING,
    RelationshipState.DECLINED,
    RelationshipState.WITHDRAWN,
)


def waiting_count(_work: Work) -> sa.ScalarSelect[int]:
    """Select how many visible applications wait for the host."""
    return sa.select(sa.func.count(Application.id)).where(_WAITS).scalar_subquery()


def first_waiting() -> tuple[sa.ScalarSelect[datetime | None], sa.ScalarSelect[datetime | None]]:
    """Select of the visible application with the soonest promise since when, and until when."""
    first = sa.select(Application.applied_at).where(_WAITS)
    first = first.order_by(Application.answer_due_at, Application.id).limit(1)
    due = sa.select(sa.func.min(Application.answer_due_at)).where(_WAITS)
    return first.scalar_subquery(), due.scalar_subquery()


_WAITS: Final = Application.state.in_([RelationshipState.APPLIED, RelationshipState.IN_REVIEW])


def recent_count(work: Work, since: timedelta, **where: str) -> int:
    """Return how many were sent lately, from an address or to a mailbox, proven or not."""
    statement = sa.select(sa.func.count(Application.id)).where(
        Application.created_at > work.now - since,
        *(getattr(Application, name) == value for name, value in where.items()),
    )
    return work.session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Something the portal knows that an application may double, and what they have in common."""

    name: str
    path: str
    shares: tuple[str, ...]
    """Of "domain", "vat" and "name"."""


def likenesses(work: Work, application: Application) -> list[Likeness]:
    """Return companies and other applications like this one, as far as the reader sees them."""
    companies = work.all(sa.select(Company).order_by(Company.trade_name).limit(_SCANNED))
    found = [
        Likeness(
            each.trade_name,
            f"/partners/{each.id}",
            _shared(
                application,
                each.website_domain,
                each.vat_id,
                (each.legal_name, each.trade_name),
            ),
        )
        for each in companies
        if each.id != application.partner_id
    ]
    others = work.all(
        sa.select(Application)
        .where(
            Application.id != application.id,
            Application.state != RelationshipState.PROSPECT,
        )
        .order_by(Application.created_at.desc())
        .limit(_SCANNED)
    )
    found += [
        Likeness(
            each.company_name,
            f"/applications/{each.id}",
            _shared(application, each.website, each.vat_id, (each.company_name,)),
        )
        for each in others
    ]
    return [each for each in found if each.shares]


def _shared(
    application: Application, domain: str | None, vat_id: str | None, names: tuple[str, ...]
) -> tuple[str, ...]:
    own_domains = {bare_domain(application.website), application.email.rpartition("@")[2]}
    shares = []
    if domain and bare_domain(domain) in own_domains:
        shares.append("domain")
    if vat_id and application.vat_id and _plain(vat_id) == _plain(application.vat_id):
        shares.append("vat")
    if name_key(application.company_name) in {name_key(name) for name in names}:
        shares.append("name")
    return tuple(shares)


def bare_domain(text: str) -> str:
    """Return a domain as it is compared: without scheme, `www.` and path."""
    host = re.sub(r"^[a-z]+://", "", text.strip().lower()).split("/")[0]
    return host.removeprefix("www.")


def name_key(name: str) -> str:
    """Return a company's name as it is compared: no case, accents, signs or legal form."""
    plain = _plain(name.replace("ß", "ss"))
    return " ".join(_LEGAL_FORMS.sub(" ", plain).split()) or plain


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(
        r"[^\w]+", " ", "".join(c for c in letters if not unicodedata.combining(c))
    ).strip()
