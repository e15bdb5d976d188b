"""Who lives in the demo world: kept apart from the rest because every start prints it."""

from dataclasses import dataclass

from portal.kernel.permissions import Role

PASSWORD = "hansa-kontor-demo"  # noqa: S105 - printed at the start, on a machine of one's own


@dataclass(frozen=True, slots=True)
class Figure:
    """One person of the demo world: company key, roles and what they try out first."""

    email: str
    name: str
    company: str
    roles: frozenset[Role]
    shows: str


def _figure(email: str, name: str, company: str, role: Role, shows: str) -> Figure:
    return Figure(email, name, company, frozenset({role}), shows)


FIGURES = (
    _figure(
        "dana@hansa-components.example",
        "Dana Dietrich",
        "host",
        Role.CHANNEL_MANAGER,
        "channel manager of Lübeck and Danzig: decides, shares accounts",
    ),
    _figure(
        "emil@hansa-components.example",
        "Emil Ebert",
        "host",
        Role.CHANNEL_MANAGER,
        "channel manager of Novgorod: sees no other partner",
    ),
    _figure("dora@hansa-components.example", "Dora Deschner", "host", Role.DEAL_DESK, "deal desk"),
    _figure(
        "olga@hansa-components.example",
        "Olga Ostrowska",
        "host",
        Role.EDI_OPERATOR,
        "EDI operator: the gateway console",
    ),
    _figure(
        "adam@hansa-components.example",
        "Adam Adler",
        "host",
        Role.ADMINISTRATOR,
        "administrator of the portal",
    ),
    _figure(
        "alice@luebeck-systems.example",
        "Alice Arndt",
        "luebeck",
        Role.PARTNER_ADMIN,
        "partner admin: registers deals, manages API clients",
    ),
    _figure(
        "bob@luebeck-systems.example",
        "Bob Brandt",
        "luebeck",
        Role.SELLER,
        "seller: sees the deals he registered",
    ),
    _figure(
        "charlie@danzig.example",
        "Charlie Cybulski",
        "danzig",
        Role.PARTNER_ADMIN,
        "the rival's admin",
    ),
    _figure(
        "nina@novgorod.example", "Nina Novikova", "novgorod", Role.PARTNER_ADMIN, "a third partner"
    ),
    Figure(
        "wilma@wismar.example",
        "Wilma Wendt",
        "wismar",
        frozenset({Role.PARTNER_ADMIN, Role.AUTHORISED_SIGNATORY}),
        "admin of a company being onboarded: sees its checklist",
    ),
)
