"""Interactions corrected and withdrawn: who may, what readers see of it, and what is left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.interactions.actions import NewInteraction, NewStep, log_interaction
from partners.interactions.corrections import (
    Correction,
    correct_interaction,
    withdraw_interaction,
)
from partners.interactions.events import (
    InteractionCorrected,
    InteractionWithdrawn,
    NextStepAssigned,
)
from partners.interactions.jobs import tell_the_assignee
from partners.interactions.models import EarlierWording, Interaction, InteractionKind, NextStep
from partners.interactions.queries import earlier_wordings, get_interaction
from portal.kernel.activity import Activity, verb_of
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

FRIDAY = date(2026, 11, 27)
SAID, MEANT = "They pay in 90 days", "They pay in 30 days"


@pytest.fixture
def account(cast: Cast) -> Account:
    """An account of the host's: Lübeck may comment on its interactions, Danzig may read them."""
    account = cast.account()
    cast.share(account, "luebeck", "dana", (GrantObject.INTERACTIONS,))
    cast.share(account, "danzig", "dana", (GrantObject.INTERACTIONS,), GrantAccess.READ)
    return account


def logged(cast: Cast, account: Account, by: str, **more: object) -> UUID:
    new = NewInteraction(InteractionKind.CALL, SAID, Audience.SHARED)
    with cast.database.work(cast.actor(by)) as work:
        account = work.get(Account, account.id)
        return log_interaction(work, account, replace(new, **more)).id  # type: ignore[arg-type]


def correct(cast: Cast, by: str, interaction_id: UUID, text: str = MEANT) -> None:
    with cast.database.work(cast.actor(by)) as work:
        interaction = get_interaction(work, interaction_id)
        correct_interaction(work, interaction, replace(Correction.of(interaction), text=text))


def withdraw(cast: Cast, by: str, interaction_id: UUID) -> None:
    with cast.database.work(cast.actor(by)) as work:
        withdraw_interaction(work, get_interaction(work, interaction_id))


def read_by(cast: Cast, who: str, interaction_id: UUID) -> tuple[str, list[str]] | None:
    """Return what somebody reads: how it is now, and how it was; None if nothing at all."""
    with cast.database.work(cast.actor(who)) as work:
        try:
            interaction = get_interaction(work, interaction_id)
        except NotFound:
            before = EarlierWording.interaction_id == interaction_id
            assert work.all(sa.select(EarlierWording).where(before)) == []
            return None
        return interaction.text, [each.text for each in earlier_wordings(work, interaction)]


@pytest.mark.parametrize("walls", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_readers_see_the_correction_and_only_its_own_company_what_it_said_before(
    cast: Cast, database: TransactionalDatabase, account: Account, walls: Wall
) -> None:
    hosts, luebecks = logged(cast, account, "dana"), logged(cast, account, "alice")
    correct(cast, "dana", hosts)
    correct(cast, "alice", luebecks)
    correct(cast, "alice", luebecks, "They pay at once")
    database.walls = walls

    for who in ("dana", "emil"):
        assert read_by(cast, who, hosts) == (MEANT, [SAID])
    for who in ("alice", "charlie", "sam"):
        assert read_by(cast, who, hosts) == (MEANT, [])
    for who in ("alice", "vera"):
        assert read_by(cast, who, luebecks) == ("They pay at once", [MEANT, SAID])
    assert read_by(cast, "dana", luebecks) == ("They pay at once", [])
    assert read_by(cast, "charlie", luebecks) is None
    assert read_by(cast, "emil", luebecks) is None


def test_who_logged_it_or_an_administrator_corrects_and_nobody_else(
    cast: Cast, account: Account
) -> None:
    hosts, bobs = logged(cast, account, "dana"), logged(cast, account, "bob")
    for who, interaction_id in (("emil", hosts), ("alice", hosts), ("vera", bobs), ("dana", bobs)):
        for act in (correct, withdraw):
            with pytest.raises(Forbidden):
                act(cast, who, interaction_id)
    with pytest.raises(NotFound):
        correct(cast, "charlie", bobs)
    correct(cast, "alice", bobs)
    correct(cast, "adam", hosts)
    assert read_by(cast, "bob", bobs) == (MEANT, [SAID])
    assert read_by(cast, "charlie", hosts) == (MEANT, [])


@pytest.mark.parametrize("walls", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_what_is_withdrawn_is_gone_for_all_and_its_fact_stays(
    cast: Cast, database: TransactionalDatabase, account: Account, walls: Wall
) -> None:
    step = NewStep("Send terms", FRIDAY, cast.people["emil"].id)
    interaction_id = logged(cast, account, "dana", step=step)
    correct(cast, "dana", interaction_id)
    withdraw(cast, "dana", interaction_id)
    database.walls = walls

    for who in ("dana", "emil", "alice", "charlie"):
        assert read_by(cast, who, interaction_id) == ("", [])
        with database.work(cast.actor(who)) as work:
            assert work.all(sa.select(NextStep)) == []
            seen = sa.select(Activity.verb).where(Activity.subject_id == interaction_id)
            assert {"interaction-logged", "interaction-withdrawn"} <= set(
                work.session.scalars(seen)
            )
    with database.work(system_actor("test")) as work:
        facts = work.session.scalars(
            sa.select(Activity.facts).where(
                Activity.verb.in_([verb_of(InteractionCorrected), verb_of(InteractionWithdrawn)])
            )
        )
        assert "90 days" not in str(facts.all())
    for act in (correct, withdraw):
        with pytest.raises(TransitionRefused):
            act(cast, "dana", interaction_id)


def test_an_assignee_is_not_told_of_a_step_that_was_withdrawn_meanwhile(
    cast: Cast, database: TransactionalDatabase, account: Account, services: Services
) -> None:
    step = NewStep("Send terms", FRIDAY, cast.people["emil"].id)
    withdraw(cast, "dana", logged(cast, account, "dana", step=step))
    assigned = sa.select(Activity).where(Activity.verb == verb_of(NextStepAssigned))
    with database.work(system_actor("test")) as work:
        tell_the_assignee(work, work.one(assigned), services)


def test_a_grant_that_became_one_to_read_lets_withdraw_and_not_correct(
    cast: Cast,
    database: TransactionalDatabase,
    account: Account,
    browser_of: Callable[[str], Browser],
) -> None:
    interaction_id = logged(cast, account, "alice")
    with database.work(system_actor("test")) as work:
        grant = work.one(
            sa.select(AccountShareGrant).where(
                AccountShareGrant.grantee_company_id == cast.companies["luebeck"].id
            )
        )
        grant.access = GrantAccess.READ
    with pytest.raises(Forbidden):
        correct(cast, "alice", interaction_id)
    with database.work(cast.alice) as work:
        work.get(Interaction, interaction_id).text = "Written past the rules"
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            work.flush()
        work.rollback()
    page = browser_of("alice").get(f"/interactions/{interaction_id}").text
    assert "You can still withdraw this" in page
    assert 'name="text"' not in page
    assert "Withdraw for good" in page
    withdraw(cast, "alice", interaction_id)
    assert read_by(cast, "dana", interaction_id) == ("", [])


def test_the_database_itself_keeps_foreign_entries_withdrawn_ones_and_history_as_they_are(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    hosts, withdrawn = logged(cast, account, "dana"), logged(cast, account, "dana")
    correct(cast, "dana", hosts)
    withdraw(cast, "dana", withdrawn)
    for who, interaction_id in (("alice", hosts), ("dana", withdrawn)):
        with database.work(cast.actor(who)) as work:
            work.get(Interaction, interaction_id).text = "Somebody else's words"
            with pytest.raises(StaleVersion):
                work.flush()
            work.rollback()
    with database.work(cast.dana) as work:
        work.session.delete(work.one(sa.select(EarlierWording)))
        with pytest.raises(StaleVersion):
            work.flush()
        work.rollback()


def test_a_correction_must_say_something_and_name_a_contact_of_the_account(
    cast: Cast, database: TransactionalDatabase, account: Account
) -> None:
    interaction_id = logged(cast, account, "dana")
    with database.work(cast.dana) as work, pytest.raises(Invalid) as refusal:
        interaction = get_interaction(work, interaction_id)
        correct_interaction(work, interaction, Correction(" ", account.id))
    assert set(refusal.value.fields) == {"text", "contact"}
    correct(cast, "dana", interaction_id, SAID)
    assert read_by(cast, "dana", interaction_id) == (SAID, [])  # nothing changed, nothing kept


def test_an_entry_is_corrected_and_withdrawn_on_its_own_page(
    cast: Cast, account: Account, browser_of: Callable[[str], Browser]
) -> None:
    interaction_id = logged(cast, account, "alice")
    path, timeline = f"/interactions/{interaction_id}", f"/accounts/{account.id}"
    alice, dana = browser_of("alice"), browser_of("dana")
    assert path in alice.get(timeline).text
    assert path not in dana.get(timeline).text
    assert 'name="text"' not in dana.get(path).text
    absent = browser_of("charlie").get(path)
    assert absent.status_code == 404

    refused = alice.submit(path, text=" ", version="1")
    assert refused.status_code == 422
    assert 'href="#f-text"' in refused.text
    assert alice.submit(path, text=MEANT, version="1").status_code == 303
    late = alice.submit(path, text="They never pay", version="1")
    assert late.status_code == 409
    assert "They never pay" in late.text
    assert MEANT in late.text

    assert SAID in alice.get(path).text
    assert SAID not in dana.get(path).text
    assert MEANT in dana.get(timeline).text
    assert "edited" in dana.get(timeline).text
    assert alice.submit(f"{path}/withdrawal", version="1").status_code == 409
    assert alice.submit(f"{path}/withdrawal", version="2").status_code == 303
    for reader in (alice, dana):
        for page in (path, timeline):
            told = reader.get(page)
            assert told.status_code == 200
            assert MEANT not in told.text
            assert SAID not in told.text
            assert "ithdrawn" in told.text
