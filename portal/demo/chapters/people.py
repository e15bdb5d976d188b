"""Who is invited and has not come yet."""

from partners.people.invitations import invite
from portal.demo.world import World
from portal.kernel.permissions import Role


def invite_people(world: World) -> None:
    world.at(1, 16, 20)
    with world.work("alice") as work:
        luebeck = world.company(work, "luebeck")
        for address, role in (
            ("greta.grote@luebeck-systems.example", Role.SELLER),
            ("henrik.holm@luebeck-systems.example", Role.PARTNER_FINANCE),
        ):
            invite(work, luebeck, address, frozenset({role}), "de")
