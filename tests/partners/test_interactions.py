"""Interactions in one line of typing, who reads them, and reminders of what follows, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from partners.accounts.actions import revoke_grant
from partners.accounts.audience import Audience
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.interactions.actions import (
    NewInteraction,
    NewStep,
    announce_due_steps,
    log_interaction,
    set_done,
)
from partners.interactions.events import NextStepDue
from partners.interactions.jobs import tell_the_assignee
from partners.interactions.models import Interaction, InteractionKind, NextStep
from partners.interactions.queries import get_step, interactions_page
from partners.notifications.models import Notification
from partners.people.models import Person
from portal.kernel.activity import Activity, verb_of
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def account(cast: Cast) -> Account:
    """An account of the host's: Lübeck may comment on its interactions, Danzig may read them."""
    account = cast.account()
    cast.share(account, "luebeck", "dana", (GrantObject.INTERACTIONS,))
    cast.share(account, "danzig", "dana", (GrantObject.INTERACTIONS,), GrantAccess.READ)
    return account


def logged(
    cast: Cast,
    account: Account,
    by: str,
    audience: Audience = Audience.SHARED,
    step: NewStep | None = None,
) -> UUID:
    new = NewInteraction(InteractionKind.CALL, f"Called, says {by}", audience, step=step)
    with cast.database.work(cast.actor(by)) as work:
        return log_interaction(work, work.get(Account, account.id), new).id


def read_by(cast: Cast, account: Account, who: str) -> list[str]:
    with cast.database.work(cast.actor(who)) as work:
        return sorted(
            each.text.removeprefix("Called, says ") for each in interactions_page(work, account)
        )


@pytest.mark.parametrize("walls", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_grantee_never_reads_its_rival_nor_anybody_the_notes_of_another_company(
    cast: Cast, database: TransactionalDatabase, account: Account, walls: Wall
) -> None:
    for by in ("dana", "alice"):
        logged(cast, account, by)
    for by in ("emil", "bob", "charlie"):
        logged(cast, account, by, Audience.INTERNAL)
    database.walls = walls

    assert read_by(cast, account, "dana") == ["alice", "dana", "emil"]
    assert read_by(cast, account, "alice") == ["alice", "bob", "dana"]
    assert read_by(cast, account, "charlie") == ["charlie", "dana"]
    assert read_by(cast, account, "emil") == ["dana", "emil"]


def test_what_was_logged_is_gone_with_the_grant_and_its_history_too(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    interaction_id = logged(cast, account, "alice")
    logged(cast, account, "dana")
    with database.work(cast.dana) as work:
        grant = work.one(
            sa.select(AccountShareGrant).where(
                AccountShareGrant.grantee_company_id == cast.companies["luebeck"].id
            )
        )
        revoke_grant(work, grant, work.get(Account, account.id), "over")
    with database.work(cast.alice) as work:
        assert work.all(sa.select(Interaction)) == []
        history = sa.select(Activity).where(Activity.subject_id == interaction_id)
        assert work.all(history) == []
    assert read_by(cast, account, "dana") == ["alice", "dana"]


def test_a_grant_to_read_logs_for_oneself_only(cast: Cast, account: Account) -> None:
    with pytest.raises(Forbidden):
        logged(cast, account, "charlie")
    with pytest.raises(Forbidden):
        logged(cast, account, "vera", Audience.INTERNAL)


def test_the_database_itself_refuses_an_interaction_in_another_name_or_without_a_grant(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    for author, audience in (("charlie", Audience.SHARED), ("sam", Audience.INTERNAL)):
        with database.work(cast.charlie) as work:
            work.add(
                Interaction(
                    owner_company_id=work.actor.company_id,
                    account_id=account.id,
                    audience=audience,
                    kind=InteractionKind.NOTE,
                    text="x",
                    author_id=cast.people[author].id,
                    author_name="x",
                )
            )
            with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
                work.flush()
            work.rollback()


def test_nobody_writes_onto_the_timeline_in_the_name_of_a_foreign_interaction(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    interaction_id = logged(cast, account, "dana")
    with database.work(cast.charlie) as work:
        interaction = work.get(Interaction, interaction_id)
        interaction.account = work.get(Account, account.id)
        owner = work.actor.company_id
        work.record(NextStepDue(interaction_id, "Pay us"), subject=interaction, owner=owner)
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            work.flush()
        work.rollback()


def test_a_next_step_is_for_somebody_of_the_own_company(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    with pytest.raises(Invalid) as refusal:
        logged(cast, account, "alice", step=NewStep(" ", FRIDAY, cast.people["charlie"].id))
    assert set(refusal.value.fields) == {"step", "assignee"}

    logged(cast, account, "alice", step=NewStep("Send the offer", FRIDAY, cast.people["bob"].id))
    with database.work(cast.bob) as work:
        step = work.one(sa.select(NextStep))
        assert step.assignee_name == "Bob Brandt"
    with database.work(cast.dana) as work, pytest.raises(Forbidden):
        set_done(work, get_step(work, step.id), is_done=True)
    for is_done in (True, True, False):
        with database.work(cast.bob) as work:
            set_done(work, get_step(work, step.id), is_done=is_done)
    with database.work(cast.bob) as work:
        assert not get_step(work, step.id).is_done
        done = sa.select(Activity.verb).where(Activity.verb.startswith("next-step"))
        assert sorted(work.session.scalars(done)) == [
            "next-step-assigned",
            "next-step-done",
            "next-step-reopened",
        ]


def test_assignees_are_reminded_once_in_the_morning_of_the_day_where_they_live(
    cast: Cast,
    database: TransactionalDatabase,
    account: Account,
    clock: StoppedClock,
    services: Services,
) -> None:
    with database.work(system_actor("test")) as work:
        work.get(Person, cast.people["bob"].id).time_zone = "America/New_York"
    for who in ("alice", "bob"):
        logged(cast, account, "alice", step=NewStep("Call back", FRIDAY, cast.people[who].id))
    done = logged(cast, account, "alice", step=NewStep("Done by then", FRIDAY))
    with database.work(cast.alice) as work:
        step = work.one(sa.select(NextStep).where(NextStep.interaction_id == done))
        set_done(work, get_step(work, step.id), is_done=True)

    announced = []
    for hour, minute in ((6, 55), (7, 0), (7, 5), (12, 55), (13, 0), (13, 5)):
        clock.at = datetime(2026, 11, 27, hour, minute, tzinfo=UTC)
        with database.work(system_actor("test")) as work:
            announced.append(announce_due_steps(work))
    assert announced == [0, 1, 0, 0, 1, 0]  # eight o'clock in Berlin, then in New York

    due = sa.select(Activity).where(Activity.verb == verb_of(NextStepDue)).order_by(Activity.at)
    with database.work(system_actor("test")) as work:
        for activity in work.all(due):
            tell_the_assignee(work, activity, services)
        work.flush()
        people = sa.select(Notification.person_id).order_by(Notification.created_at)
        told = work.session.scalars(
            people.join(Notification.activity).where(Activity.verb == verb_of(NextStepDue))
        ).all()
    assert set(told) == {cast.people["alice"].id, cast.people["bob"].id}
    for who, count in (("alice", 2), ("vera", 2), ("dana", 0), ("charlie", 0)):
        with database.work(cast.actor(who)) as work:
            assert len(work.all(due)) == count, f"a reminder is its own company's: {who}"


def test_a_call_is_logged_in_one_line_of_typing(
    cast: Cast,
    database: TransactionalDatabase,
    account: Account,
    clock: StoppedClock,
    browser_of: Callable[[str], Browser],
) -> None:
    alice, path = browser_of("alice"), f"/accounts/{account.id}"
    page = alice.get(path).text
    assert "Lübeck Systems and Hansa Components will read this" in page
    assert "Only Lübeck Systems" in page
    assert "Danzig" not in page
    line = {"kind": "CALL", "text": "Called Ingrid Berg", "audience": "shared"}
    refused = alice.submit(f"{path}/interactions", **line, step="Send it", due="")
    assert refused.status_code == 422
    assert 'value="Called Ingrid Berg"' in refused.text
    assert 'href="#f-due"' in refused.text

    sent = alice.submit(f"{path}/interactions", **line, step="Send it", due="2026-11-27")
    assert sent.status_code == 303
    noted = alice.submit(
        f"{path}/interactions", kind="NOTE", text="They pay late", audience="internal"
    )
    assert noted.status_code == 303
    mine, theirs = alice.get(path).text, browser_of("dana").get(path).text
    assert "Called Ingrid Berg" in mine
    assert "Called Ingrid Berg" in theirs
    assert "They pay late" in mine
    assert mine.count('data-audience="internal"') == 1
    assert "They pay late" not in theirs
    assert 'aria-label="Done: Send it"' in mine
    assert 'aria-label="Done: Send it"' not in theirs

    with database.work(cast.alice) as work:
        step = work.one(sa.select(NextStep))
    assert "Send it" not in alice.get("/").text
    clock.advance(days=3)
    alice = browser_of("alice")  # nobody stays signed in for so long
    assert "Due today" in alice.get("/").text
    assert "Send it" not in browser_of("bob").get("/").text
    assert alice.submit(f"/next-steps/{step.id}/completion", done="yes").status_code == 303
    assert "Send it" not in alice.get("/").text
    assert 'aria-label="Take up again: Send it"' in alice.get(path).text


def test_who_may_only_read_an_account_is_offered_a_note_for_itself(
    account: Account, browser_of: Callable[[str], Browser]
) -> None:
    offered = browser_of("charlie").get(f"/accounts/{account.id}").text
    assert 'name="audience" value="internal"' in offered
    assert 'value="shared"' not in offered
    assert 'id="entry"' not in browser_of("vera").get(f"/accounts/{account.id}").text
