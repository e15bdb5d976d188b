"""How relationships look: a word, an icon and a tone for each state."""

from typing import Any, Final

from flask_babel import lazy_gettext

from partners.companies.models import RelationshipState, RelationshipType

STATE_BADGES: Final[dict[RelationshipState, tuple[Any, str, str]]] = {
    RelationshipState.PROSPECT: (lazy_gettext("Prospect"), "neutral", "circle-dashed"),
    RelationshipState.APPLIED: (lazy_gettext("Applied"), "blue", "send"),
    RelationshipState.IN_REVIEW: (lazy_gettext("In review"), "amber", "clock"),
    RelationshipState.ACTION_REQUIRED: (lazy_gettext("Info needed"), "red", "circle-alert"),
    RelationshipState.ONBOARDING: (lazy_gettext("Onboarding"), "blue", "list-checks"),
    RelationshipState.ACTIVE: (lazy_gettext("Active"), "green", "circle-check"),
    RelationshipState.SUSPENDED: (lazy_gettext("Suspended"), "red", "circle-pause"),
    RelationshipState.OFFBOARDING: (lazy_gettext("Leaving"), "amber", "log-out"),
    RelationshipState.TERMINATED: (lazy_gettext("Ended"), "neutral", "circle-x"),
    RelationshipState.DECLINED: (lazy_gettext("Declined"), "neutral", "circle-x"),
    RelationshipState.WITHDRAWN: (lazy_gettext("Withdrawn"), "neutral", "undo-2"),
}

TYPE_LABELS: Final[dict[RelationshipType, Any]] = {
    RelationshipType.RESELLER: lazy_gettext("Reseller"),
    RelationshipType.REFERRAL: lazy_gettext("Referral partner"),
    RelationshipType.DISTRIBUTOR: lazy_gettext("Distributor"),
    RelationshipType.INTEGRATOR: lazy_gettext("Integrator"),
    RelationshipType.TECHNOLOGY: lazy_gettext("Technology partner"),
    RelationshipType.SUPPLIER: lazy_gettext("Supplier"),
}
