"""Who acts: a person in a company, a machine of a company, or a named part of the system."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.kernel.permissions import ROLE_PERMISSIONS, Role


class ActorKind(StrEnum):
    PERSON = "PERSON"
    MACHINE = "MACHINE"
    SYSTEM = "SYSTEM"


class Side(StrEnum):
    """Which side of the counter the actor stands on."""

    HOST = "HOST"
    PARTNER = "PARTNER"
    SYSTEM = "SYSTEM"


class Reach(StrEnum):
    """How far a company's rows are open to the actor; the widest of their roles wins.

    ALL: a host actor who looks after every partner. ASSIGNED: a channel manager, whose partners
    are those assigned to them. COMPANY: everything of the own (partner) company. OWN: a seller,
    whose deals are the ones they registered.
    """

    ALL = "ALL"
    ASSIGNED = "ASSIGNED"
    COMPANY = "COMPANY"
    OWN = "OWN"


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated principal of one unit of work. It never changes within it."""

    kind: ActorKind
    id: UUID | None
    name: str
    company_id: UUID | None
    company_name: str
    side: Side
    roles: frozenset[Role]
    reach: Reach
    scopes: frozenset[str] | None = None
    """What a machine's token, or a company that is only being onboarded, is narrowed to.

    None for all others, who have all that their roles allow.
    """
    locale: str = "en"
    time_zone: str = "Europe/Berlin"

    @property
    def is_host(self) -> bool:
        return self.side is Side.HOST

    @property
    def is_partner(self) -> bool:
        return self.side is Side.PARTNER

    @property
    def is_system(self) -> bool:
        return self.side is Side.SYSTEM

    @property
    def permissions(self) -> frozenset[str]:
        granted: frozenset[str] = frozenset().union(*(ROLE_PERMISSIONS[r] for r in self.roles))
        return granted if self.scopes is None else granted & self.scopes

    def has_permission(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    def is_company(self, company_id: UUID | None) -> bool:
        return self.company_id is not None and self.company_id == company_id


def system_actor(name: str) -> Actor:
    """Return a part of the portal acting for itself; `name` ends up in the audit trail."""
    return Actor(
        kind=ActorKind.SYSTEM,
        id=None,
        name=name,
        company_id=None,
        company_name="",
        side=Side.SYSTEM,
        roles=frozenset(),
        reach=Reach.ALL,
    )


def reach_of(side: Side, roles: frozenset[Role]) -> Reach:
    """Derive the reach from the roles held on one side."""
    if side is Side.HOST:
        return Reach.ASSIGNED if roles <= {Role.CHANNEL_MANAGER} else Reach.ALL
    return Reach.OWN if roles <= {Role.SELLER} else Reach.COMPANY
