"""What the portal itself knows about a task of an onboarding, whoever says that it is done.

It decides nothing: a task is done when its side says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext, ngettext

from partners.applications.models import Application
from partners.applications.policies import can_review
from partners.companies.models import Company
from partners.people.models import Invitation, Membership
from partners.people.queries import members_page, open_invitations
from portal.kernel.db import Work
from portal.kernel.permissions import Role
from portal.web.templating import format_day

MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """`is_there` says whether it shows that the task was done; if not, the text says what lacks."""

    text: str
    url: str | None = None
    is_there: bool = True


def evidence_of(work: Work, partner_id: UUID) -> dict[str, Evidence]:
    """Return by the key of a task what the reader may know of it, in a few statements."""
    members = [each for each in members_page(work, partner_id, limit=MOST_NAMED) if each.is_active]
    invited = open_invitations(work, partner_id)
    people_url = _people_url(work, partner_id)
    found = {
        "profile": _profile(work.get(Company, partner_id)),
        "colleague": _colleague(members, invited, people_url),
        "finance": _finance(members, invited, people_url),
    }
    application = _application(work, partner_id)
    return found if application is None else {**found, "checked": application}


def _profile(company: Company) -> Evidence:
    lacking = [
        label
        for label, value in (
            (gettext("Website"), company.website_domain),
            (gettext("VAT number"), company.vat_id),
        )
        if not value
    ]
    if lacking:
        return Evidence(gettext("Not known yet: %(what)s", what=", ".join(lacking)), is_there=False)
    return Evidence(f"{company.legal_name}, {company.website_domain}, {company.vat_id}")


def _colleague(
    members: Sequence[Membership], invited: Sequence[Invitation], url: str | None
) -> Evidence:
    if len(members) > 1:
        told = ngettext("%(num)s person works here", "%(num)s people work here", len(members))
        return Evidence(told, url)
    if invited:
        told = ngettext(
            "%(num)s invitation waits for an answer",
            "%(num)s invitations wait for an answer",
            len(invited),
        )
        return Evidence(told, url)
    return Evidence(gettext("Nobody else was invited yet"), url, is_there=False)


def _finance(
    members: Sequence[Membership], invited: Sequence[Invitation], url: str | None
) -> Evidence:
    role = Role.PARTNER_FINANCE.value
    names = [each.person.name for each in members if role in each.roles]
    if names:
        return Evidence(", ".join(names), url)
    if any(role in each.roles for each in invited):
        return Evidence(gettext("Somebody is invited and has not answered yet"), url)
    return Evidence(gettext("Nobody has this role yet"), url, is_there=False)


def _application(work: Work, partner_id: UUID) -> Evidence | None:
    """Return the application by which it came, to the host's people who read applications."""
    if not can_review(work.actor):
        return None
    application = work.session.scalars(
        sa.select(Application).where(Application.partner_id == partner_id)
    ).first()
    if application is None or application.decided_at is None:
        return None
    told = gettext(
        "The application was accepted on %(day)s", day=format_day(application.decided_at)
    )
    url = url_for("applications.show", application_id=application.id)
    return Evidence(told, url)


def _people_url(work: Work, partner_id: UUID) -> str | None:
    if not work.actor.has_permission("people:manage"):
        return None
    return url_for("people.index", company=partner_id if work.actor.is_host else None)
