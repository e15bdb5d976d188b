"""The map of who may do what, by role. Read it top to bottom; there is no other place.

A permission opens a *kind* of work. Which records it is done to is decided by the read rules
(`visible_to`), and whether this record allows it now by the predicates in `*/policies.py`.
"""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    # Host
    CHANNEL_MANAGER = "CHANNEL_MANAGER"
    DEAL_DESK = "DEAL_DESK"
    PROGRAMME_ADMIN = "PROGRAMME_ADMIN"
    FINANCE_APPROVER = "FINANCE_APPROVER"
    LEGAL = "LEGAL"
    MODERATOR = "MODERATOR"
    EDI_OPERATOR = "EDI_OPERATOR"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    # Partner
    PARTNER_ADMIN = "PARTNER_ADMIN"
    PARTNER_MANAGER = "PARTNER_MANAGER"
    SELLER = "SELLER"
    MARKETING = "MARKETING"
    PARTNER_FINANCE = "PARTNER_FINANCE"
    AUTHORISED_SIGNATORY = "AUTHORISED_SIGNATORY"
    VIEWER = "VIEWER"
    INTEGRATION = "INTEGRATION"


HOST_ROLES: Final = frozenset(
    {
        Role.CHANNEL_MANAGER,
        Role.DEAL_DESK,
        Role.PROGRAMME_ADMIN,
        Role.FINANCE_APPROVER,
        Role.LEGAL,
        Role.MODERATOR,
        Role.EDI_OPERATOR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
PARTNER_ROLES: Final = frozenset(Role) - HOST_ROLES

_READ = frozenset(
    {
        "home:read",
        "inbox:read",
        "accounts:read",
        "deals:read",
        "leads:read",
        "documents:read",
        "rooms:read",
        "orders:read",
        "search:read",
        "agreements:read",
    }
)
_TALK = frozenset({"rooms:post", "documents:upload", "documents:download"})
_CULTIVATE = frozenset({"contacts:write", "interactions:write"})
_STAFF_READ = _READ | {"partners:read", "gateway:read", "documents:download", "leads:oversee"}

ROLE_PERMISSIONS: Final[dict[Role, frozenset[str]]] = {
    Role.CHANNEL_MANAGER: _STAFF_READ
    | _TALK
    | _CULTIVATE
    | {
        "accounts:write",
        "accounts:share",
        "deals:review",
        "deals:approve",
        "deals:hand-off",
        "leads:route",
        "orders:respond",
        "onboarding:do",
        "commissions:read",
    },
    Role.DEAL_DESK: _STAFF_READ
    | _TALK
    | _CULTIVATE
    | {
        "deals:review",
        "deals:approve",
        "deals:hand-off",
        "leads:route",
        "accounts:write",
        "receipts:examine",
        "commissions:read",
    },
    Role.PROGRAMME_ADMIN: _STAFF_READ
    | _TALK
    | _CULTIVATE
    | {
        "accounts:write",
        "accounts:share",
        "deals:review",
        "deals:approve",
        "deals:hand-off",
        "leads:route",
        "partners:write",
        "orders:respond",
        "onboarding:do",
        "agreements:name",
        "programme:write",
        "receipts:examine",
        "commissions:read",
    },
    Role.FINANCE_APPROVER: _STAFF_READ | _TALK | {"commissions:read", "commissions:settle"},
    Role.LEGAL: _STAFF_READ | _TALK | {"agreements:name"},
    Role.MODERATOR: _STAFF_READ | _TALK,
    Role.EDI_OPERATOR: _STAFF_READ | _TALK | {"gateway:operate", "orders:respond"},
    Role.AUDITOR: _STAFF_READ | {"receipts:examine", "commissions:read"},
    Role.ADMINISTRATOR: _STAFF_READ
    | _TALK
    | _CULTIVATE
    | {
        "accounts:write",
        "accounts:share",
        "deals:review",
        "deals:approve",
        "deals:hand-off",
        "leads:route",
        "partners:write",
        "orders:respond",
        "gateway:operate",
        "onboarding:do",
        "agreements:name",
        "programme:write",
        "receipts:examine",
        "jobs:operate",
        "components:read",
        "clients:manage",
        "people:manage",
        "commissions:read",
        "commissions:settle",
    },
    Role.PARTNER_ADMIN: _READ
    | _TALK
    | _CULTIVATE
    | {
        "accounts:write",
        "accounts:share",
        "deals:register",
        "deals:hand-off",
        "leads:work",
        "clients:manage",
        "people:manage",
        "onboarding:do",
        "commissions:read",
    },
    Role.PARTNER_MANAGER: _READ
    | _TALK
    | _CULTIVATE
    | {
        "accounts:write",
        "accounts:share",
        "deals:register",
        "deals:hand-off",
        "leads:work",
        "onboarding:do",
        "commissions:read",
    },
    Role.SELLER: _READ
    | _TALK
    | _CULTIVATE
    | {"accounts:write", "deals:register", "deals:hand-off", "leads:work"},
    Role.MARKETING: _READ | _TALK,
    Role.PARTNER_FINANCE: _READ | {"documents:download", "commissions:read"},
    Role.AUTHORISED_SIGNATORY: _READ | _TALK | {"agreements:execute"},
    Role.VIEWER: _READ,
    Role.INTEGRATION: frozenset(
        {
            "companies:read",
            "accounts:read",
            "contacts:write",
            "interactions:write",
            "deals:read",
            "deals:register",
            "deals:hand-off",
            "disputes:decide",
            "leads:read",
            "leads:route",
            "leads:work",
            "documents:read",
            "documents:download",
            "documents:upload",
            "orders:read",
            "people:read",
            "questions:ask",
            "rooms:read",
            "edi:exchange",
        }
    ),
}


WHILE_ONBOARDING: Final = frozenset(
    {"home:read", "onboarding:do", "agreements:read", "agreements:execute", "people:manage"}
)
"""All that roles open while a company is not a partner yet: its checklist, agreements, people."""


def narrowest_role(permission: str, among: frozenset[Role]) -> Role | None:
    """Return the role that opens a kind of work and the least besides; None if none does."""
    opening = [role for role in Role if role in among and permission in ROLE_PERMISSIONS[role]]
    return min(opening, key=lambda role: len(ROLE_PERMISSIONS[role]), default=None)


PERMISSIONS: Final = frozenset().union(*ROLE_PERMISSIONS.values())
