"""Every write to applications: by applicants, who are nobody yet, and by the host's reviewers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from partners.applications import policies, queries
from partners.applications.events import (
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationAccepted,
    ApplicationDeclined,
    ApplicationReceived,
    ApplicationReviewStarted,
    ApplicationWithdrawn,
)
from partners.applications.models import FIELDS, Application
from partners.companies.actions import NewCompany, admit_partner
from partners.companies.models import PartnerRelationship, RelationshipState, RelationshipType
from partners.companies.queries import get_host, host_calendar
from partners.mails.actions import Recipient, send_mail
from partners.onboarding.actions import open_checklist
from partners.people.invitations import LONGEST_EMAIL, NOT_AN_EMAIL, invite, is_email
from partners.people.models import Person
from portal.kernel.activity import Event
from portal.kernel.actor import Reach
from portal.kernel.bell import reach_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound, TooManyAttempts
from portal.kernel.network_sites import site_of
from portal.kernel.permissions import Role
from portal.kernel.policy import ensure
from portal.kernel.words import said

LETTER: Final = "application"
ANSWERED_IN: Final = 5
"""Business days until the host has decided."""
HOUR: Final = timedelta(hours=1)
PER_ADDRESS: Final = 5
PER_HOUR: Final = 60
PER_MAILBOX: Final = 3
LONGEST: Final[Mapping[str, int]] = {
    "company_name": 120,
    "website": 253,
    "country": 2,
    "type": 32,
    "vat_id": 32,
    "contact_name": 120,
    "reason": 2000,
    "email": LONGEST_EMAIL,
}
"""Characters of each field; all but `reason` stand on one line."""
_DOMAIN: Final = re.compile(r"([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CODE: Final = re.compile(r"[A-Z0-9]{3,8}")

FIRST_ROLES: Final = frozenset({Role.PARTNER_ADMIN, Role.AUTHORISED_SIGNATORY})
"""What whoever applied may do for the new partner, and so hand on to colleagues."""


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An application as entered; `values` by the names in FIELDS."""

    values: Mapping[str, str]
    email: str
    locale: str


def apply(work: Work, new: NewApplication, address: str) -> None:
    """Take an application in and write to the address it names; nobody is anybody yet.

    It says nothing of what is known: not of companies, people or earlier applications. A mailbox
    that was written to three times within the hour is not written to again. After sixty in all
    nobody is written to: a few addresses must not close the form for everybody.

    Raises:
        Invalid: a field is missing or cannot be right.
        TooManyAttempts: five from this address, or its site by IPv6, within the hour.
    """
    ensure(work.actor.is_system)
    values = _checked({**new.values, "email": new.email}, (*FIELDS, "email"))
    email, source = values["email"], site_of(address)
    if queries.recent_count(work, HOUR, address=source) >= PER_ADDRESS:
        raise TooManyAttempts(int(HOUR.total_seconds()))
    is_flooded = (
        queries.recent_count(work, HOUR, email=email) >= PER_MAILBOX
        or queries.recent_count(work, HOUR) >= PER_HOUR
    )
    host = get_host(work)
    application = work.add(
        Application(owner_company_id=host.id, locale=new.locale, address=source, **values)
    )
    work.flush()
    if not is_flooded:
        _write(work, application)


def confirm(work: Work, application: Application) -> None:
    """Put it into the queue: whoever holds the link reads mail at the address."""
    ensure(work.actor.is_system)
    due = host_calendar(work).close_of_business(work.now, ANSWERED_IN)
    application.confirm(at=work.now, due=due)
    _note(work, application, ApplicationReceived(application.id))


def answer(work: Work, application: Application, values: Mapping[str, str]) -> None:
    """Correct what the question reopened, and nothing else; the review goes on.

    Raises:
        Invalid: a reopened field is missing or cannot be right.
        TransitionRefused: no question is open.
    """
    ensure(work.actor.is_system)
    fields = tuple(application.reopened)
    checked = _checked(values, fields)
    before = {name: getattr(application, name) for name in fields}
    application.resume(at=work.now)
    for name, value in checked.items():
        setattr(application, name, value)
    _note(work, application, ApplicantAnswered(application.id, fields), before=before)


def withdraw(work: Work, application: Application) -> None:
    ensure(work.actor.is_system)
    application.withdraw(at=work.now)
    _note(work, application, ApplicationWithdrawn(application.id))


def start_review(work: Work, application: Application) -> None:
    _ensure_reviewer(work)
    application.start_review()
    _note(work, application, ApplicationReviewStarted(application.id))


def ask(work: Work, application: Application, question: str, fields: list[str]) -> None:
    """Ask the applicant; only the named fields open again, through their own link.

    Raises:
        Invalid: no question, or no field that an applicant enters.
    """
    _ensure_reviewer(work)
    refusals = {}
    if not question.strip():
        refusals["question"] = said("Write what you need to know.")
    if not fields or not set(fields) <= set(FIELDS):
        refusals["fields"] = said("Choose which answers open again.")
    if refusals:
        raise Invalid(fields=refusals)
    _open_review(work, application)
    application.ask(question.strip(), sorted(fields, key=FIELDS.index), at=work.now)
    _note(work, application, ApplicantAsked(application.id, question.strip()))
    _write(work, application)


def decline(work: Work, application: Application, reason: str) -> None:
    """Say no, with the reason the applicant will read.

    Raises:
        Invalid: no reason was given.
    """
    _ensure_reviewer(work)
    if not reason.strip():
        raise Invalid(fields={"decline": said("Say why; the applicant reads this.")})
    application.decline(reason.strip(), at=work.now)
    _note(work, application, ApplicationDeclined(application.id), reason=reason.strip())
    _write(work, application)


def accept(
    work: Work, application: Application, code: str, manager: Person | None
) -> PartnerRelationship:
    """Make the applicant a partner in onboarding, and invite who applied as its administrator.

    Raises:
        Invalid: the code is not three to eight capitals.
        Conflict: another company uses the code.
    """
    _ensure_reviewer(work)
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid(fields={"code": said("Enter three to eight letters, like LUB.")})
    _open_review(work, application)
    new = NewCompany(
        legal_name=application.company_name,
        trade_name=application.company_name,
        code=code,
        country=application.country,
        website_domain=application.website,
        vat_id=application.vat_id,
    )
    relationship = admit_partner(work, new, application.type, manager)
    open_checklist(work, relationship)
    application.accept(relationship.partner_id, at=work.now)
    event = ApplicationAccepted(application.id, relationship.partner_id)
    _note(work, application, event)
    invite(work, relationship.partner, application.email, FIRST_ROLES, application.locale)
    return relationship


def _open_review(work: Work, application: Application) -> None:
    """Deciding straight from the queue is a review that starts and ends at once."""
    if application.state is RelationshipState.APPLIED:
        start_review(work, application)


def _ensure_reviewer(work: Work) -> None:
    ensure(
        policies.can_review(work.actor),
        said("Reviewing applications needs the role programme admin."),
    )


def _checked(values: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the named fields as they are kept.

    Raises:
        Invalid: one is missing or cannot be right.
    """
    kept: dict[str, Any] = {}
    refusals: dict[str, str] = {}
    for name in fields:
        text = values.get(name, "").replace("\0", "").strip()
        kept[name] = text
        if name == "website":
            kept[name] = queries.bare_domain(text)
        elif name == "email":
            kept[name] = text.lower()
        refusal = _refusal(name, kept[name])
        if refusal:
            refusals[name] = refusal
    if refusals:
        raise Invalid(fields=refusals)
    if "type" in kept:
        kept["type"] = RelationshipType(kept["type"])
    if "vat_id" in kept:
        kept["vat_id"] = kept["vat_id"] or None
    return kept


def _refusal(name: str, text: str) -> str | None:
    if len(text) > LONGEST[name]:
        return said("Use at most %(most)s characters.", most=LONGEST[name])
    if name != "reason" and len(text.splitlines()) > 1:
        return said("Write it on one line.")
    fits, wanted = bool(text), said("Fill this in.")
    match name:
        case "vat_id":
            fits = True
        case "website":
            fits, wanted = _matches(_DOMAIN, text), said("Enter a web address, like firm.example.")
        case "email":
            fits, wanted = is_email(text), NOT_AN_EMAIL
        case "country":
            fits, wanted = _matches(_COUNTRY, text), said("Choose the country.")
        case "type":
            fits = text in {each.value for each in RelationshipType}
            wanted = said("Choose what you would be to us.")
    return None if fits else wanted


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _write(work: Work, application: Application) -> None:
    to = Recipient(application.email, application.locale, application.owner_company_id)
    send_mail(work, LETTER, application.id, to)


def _note(work: Work, application: Application, event: Event, **facts: Any) -> None:
    where = {key: value for key, value in facts.items() if key in {"reason", "before"}}
    work.record(event, subject=application, **where)
    reviewers = reach_audience(application.owner_company_id, Reach.ALL)
    work.ring("applications", "home", f"application:{application.id}", to=[reviewers])


def find_application(work: Work, application_id: UUID | None) -> Application:
    """Return the application of a proven link, locked.

    Raises:
        NotFound: the link was made up, or the application was forgotten.
    """
    if application_id is None:
        raise NotFound
    return work.lock(Application, application_id)
