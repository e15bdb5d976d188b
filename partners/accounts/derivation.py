"""Why a reader sees an account: the derivation itself, in words. Never what they do not see."""

from dataclasses import dataclass

from flask_babel import format_date, gettext

from partners.accounts import queries
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.web.navigation import role_label


@dataclass(frozen=True, slots=True)
class Reason:
    title: str
    text: str
    glyph: str


def reasons_to_see(work: Work, account: Account) -> list[Reason]:
    """Return the grant or ownership, the role and the relationship that open this account."""
    reasons = [_title_to(work, account)]
    reasons.append(Reason(gettext("Role:"), role_label(work.actor), "user-check"))
    if work.actor.is_partner:
        reasons.append(
            Reason(gettext("Relationship"), gettext("with the host is active"), "handshake")
        )
    return reasons


def _title_to(work: Work, account: Account) -> Reason:
    if work.actor.is_company(account.owner_company_id):
        return Reason(gettext("Owner:"), work.actor.company_name, "building-2")
    grant = queries.effective_grant(work, account)
    return Reason(
        gettext("Grant"),
        gettext(
            "from %(owner)s: %(objects)s, until %(day)s",
            owner=account.owner.trade_name,
            objects=", ".join(each.lower() for each in grant.objects),
            day=format_date(grant.valid_until, "d MMM yyyy"),
        ),
        "key-round",
    )
