"""Who works for a company: letting in, shutting out, and never without an administrator."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from partners.people.actions import change_roles, remove_member, resume_member, suspend_member
from partners.people.models import Membership, MembershipState
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Forbidden
from portal.kernel.permissions import Role
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]


def member(work: Work, cast: Cast, name: str) -> Membership:
    return work.one(sa.select(Membership).where(Membership.person_id == cast.people[name].id))


def path_of(cast: Cast, database: TransactionalDatabase, name: str) -> str:
    with database.work(cast.actor("adam")) as work:
        return f"/people/{member(work, cast, name).id}"


@pytest.mark.parametrize("admin", ["alice", "adam"])
@pytest.mark.parametrize("step", ["demote", "suspend", "remove"])
def test_the_last_administrator_stays_one(
    step: str, admin: str, cast: Cast, database: TransactionalDatabase
) -> None:
    actor = cast.actor(admin)
    lesser = frozenset({Role.VIEWER if actor.is_partner else Role.AUDITOR})
    with pytest.raises(Conflict, match="last administrator"), database.work(actor) as work:
        own = member(work, cast, admin)
        match step:
            case "demote":
                change_roles(work, own, lesser)
            case "suspend":
                suspend_member(work, own, "left")
            case _:
                remove_member(work, own, "left")


def test_an_administrator_leaves_once_there_is_another(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.alice) as work:
        change_roles(work, member(work, cast, "bob"), frozenset({Role.PARTNER_ADMIN}))
    with database.work(cast.alice) as work:
        suspend_member(work, member(work, cast, "bob"), "away")
    with pytest.raises(Conflict), database.work(cast.alice) as work:
        remove_member(work, member(work, cast, "alice"), "left")
    with database.work(cast.alice) as work:
        resume_member(work, member(work, cast, "bob"))
    with database.work(cast.alice) as work:
        remove_member(work, member(work, cast, "alice"), "left")
        assert member(work, cast, "alice").state is MembershipState.REMOVED


def test_nobody_manages_the_people_of_another_company_or_without_the_role(
    cast: Cast, database: TransactionalDatabase
) -> None:
    for name in ("bob", "vera", "dana", "desk", "olga", "audrey"):
        with pytest.raises(Forbidden), database.work(cast.actor(name)) as work:
            remove_member(work, member(work, cast, "bob"), "left")


def test_the_page_takes_each_step_and_says_why_one_is_not_open(
    cast: Cast, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    alice = browser_of("alice")
    bob, own = path_of(cast, database, "bob"), path_of(cast, database, "alice")
    assert "Bob Brandt" in alice.get("/people").get_data(as_text=True)
    answer = alice.submit(bob, step="roles", roles=["VIEWER"], version="1")
    assert answer.status_code == 303
    stale = alice.submit(bob, step="roles", roles=["SELLER"], version="1")
    assert stale.status_code == 409
    unsaid = alice.submit(bob, step="suspend", reason=" ", version="2")
    assert unsaid.status_code == 422
    assert "Say why" in unsaid.get_data(as_text=True)
    for version, step in (("2", "suspend"), ("3", "resume"), ("4", "remove")):
        assert alice.submit(bob, step=step, reason="left", version=version).status_code == 303, step
    last = alice.submit(own, step="remove", reason="left", version="1")
    assert last.status_code == 409
    assert "Make somebody else one first" in last.get_data(as_text=True)
