"""Why a reader sees an account: the derivation itself, in words. Never what they do not see."""

from dataclasses import dataclass

from flask_babel import format_date, gettext

from partners.accounts import queries
from partners.accounts.models import Account, AccountShareGrant
from partners.sharing.presentation import opened_to
from portal.kernel.db import Work
from portal.web.navigation import role_label


@dataclass(frozen=True, slots=True)
class Reason:
    title: str
    text: str
    glyph: str


def reasons_to_see(work: Work, account: Account) -> list[Reason]:
    """Return the grant or ownership, the role and the relationship that open this account.

    For a grant also what each of its objects opens to this very reader.
    """
    role = Reason(gettext("Role:"), role_label(work.actor), "user-check")
    active = Reason(gettext("Relationship"), gettext("with the host is active"), "handshake")
    between = [role, active] if work.actor.is_partner else [role]
    if work.actor.is_company(account.owner_company_id):
        return [Reason(gettext("Owner:"), work.actor.company_name, "building-2"), *between]
    grant = queries.effective_grant(work, account)
    opened = [
        Reason(f"{each.label}:", each.text, "key-round" if each.is_open else "lock")
        for each in opened_to(work.actor, grant, work.now)
    ]
    return [_granted(grant), *between, *opened]


def _granted(grant: AccountShareGrant) -> Reason:
    return Reason(
        gettext("Grant"),
        gettext(
            "from %(owner)s, for “%(purpose)s”, until %(day)s",
            owner=grant.grantor.trade_name,
            purpose=grant.purpose,
            day=format_date(grant.valid_until, "d MMM yyyy"),
        ),
        "key-round",
    )
