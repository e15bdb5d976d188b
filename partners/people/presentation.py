"""Members and roles in words."""

from collections.abc import Iterable
from typing import Final

from flask_babel import lazy_gettext

from partners.people.models import MembershipState
from portal.kernel.permissions import Role
from portal.web.navigation import ROLE_LABELS

MEMBER_BADGES: Final = {
    MembershipState.INVITED: (lazy_gettext("Invited"), "blue", "mail"),
    MembershipState.ACTIVE: (lazy_gettext("Active"), "green", "circle-check"),
    MembershipState.SUSPENDED: (lazy_gettext("Suspended"), "amber", "circle-pause"),
    MembershipState.REMOVED: (lazy_gettext("Removed"), "neutral", "circle-x"),
}

ROLE_NOTES: Final = {
    Role.PARTNER_ADMIN: lazy_gettext("Everything of the company, and who works there"),
    Role.PARTNER_MANAGER: lazy_gettext("Shares accounts and registers deals, sees all of them"),
    Role.SELLER: lazy_gettext("Registers deals and sees their own"),
    Role.MARKETING: lazy_gettext("Reads, writes in rooms, adds documents"),
    Role.PARTNER_FINANCE: lazy_gettext("Reads, downloads documents"),
    Role.AUTHORISED_SIGNATORY: lazy_gettext("Reads, writes in rooms, adds documents"),
    Role.VIEWER: lazy_gettext("Reads"),
    Role.CHANNEL_MANAGER: lazy_gettext("Looks after the partners assigned to them"),
    Role.DEAL_DESK: lazy_gettext("Decides registrations of every partner"),
    Role.PROGRAMME_ADMIN: lazy_gettext("Manages partners, shares accounts, decides"),
    Role.FINANCE_APPROVER: lazy_gettext("Reads, writes in rooms, adds documents"),
    Role.LEGAL: lazy_gettext("Reads, writes in rooms, adds documents"),
    Role.MODERATOR: lazy_gettext("Reads, writes in rooms, adds documents"),
    Role.EDI_OPERATOR: lazy_gettext("Operates the gateway, answers orders"),
    Role.AUDITOR: lazy_gettext("Reads everything the host may see, changes nothing"),
    Role.ADMINISTRATOR: lazy_gettext("Everything at the host, and who works there"),
}


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str, str]]:
    """Return value, name and note of roles, in the order of the map of permissions."""
    wanted = frozenset(roles)
    return [
        (role.value, str(ROLE_LABELS[role]), str(ROLE_NOTES.get(role, "")))
        for role in Role
        if role in wanted
    ]


def roles_in_words(roles: Iterable[str]) -> str:
    return ", ".join(str(ROLE_LABELS[Role(role)]) for role in sorted(roles))
