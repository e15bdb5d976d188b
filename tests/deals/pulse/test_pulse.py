"""A sale to which nothing happens: who is nudged when, what quiets it, and who sees that."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.models import Deal
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage, StageReason
from deals.pulse.actions import keep_alive
from deals.pulse.jobs import feel_the_pulse, keep_time, tell_the_host, tell_who_registered_it
from deals.pulse.models import Pulse
from deals.queries import get_deal
from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.interactions.actions import NewInteraction, log_interaction
from partners.interactions.models import InteractionKind, NextStep
from partners.notifications.models import Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
DAYS = 21
"""Fifteen business days: what a qualified deal may stand still."""


@pytest.fixture
def deal(cast: Cast, database: TransactionalDatabase) -> Deal:
    """A sale of Alice's on an account of Lübeck's own, watched from now on."""
    account = cast.account("Halden Verft")
    cast.share(account, "luebeck")
    found = cast.deal(account, "alice")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, found.id))
    assert keep_time(database) == (1, 0)
    return found


def pulse(cast: Cast, deal: Deal) -> Pulse:
    with cast.database.work(system_actor("test")) as work:
        return work.one(sa.select(Pulse).where(Pulse.deal_id == deal.id))


def told(cast: Cast) -> list[str]:
    """Return what pulses told, in order, after letting each handler put it into inboxes."""
    with cast.database.work(system_actor("test")) as work:
        return list(
            work.session.scalars(
                sa.select(Activity.verb)
                .where(Activity.verb.in_(("deal-stalled", "deal-still-stalled")))
                .order_by(Activity.at)
            )
        )


def readers(cast: Cast, verb: str, handle: Callable[..., None], services: Services) -> set[str]:
    """Run a handler on what was told last; return whose inbox has it."""
    with cast.database.work(system_actor("test")) as work:
        activity = work.all(
            sa.select(Activity).where(Activity.verb == verb).order_by(Activity.at.desc())
        )[0]
        handle(work, activity, services)
        ids = set(
            work.session.scalars(
                sa.select(Notification.person_id).where(Notification.activity_id == activity.id)
            )
        )
    return {name for name, person in cast.people.items() if person.id in ids}


def test_the_owner_is_nudged_twice_and_then_the_channel_manager_once(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    deal: Deal,
    services: Services,
) -> None:
    clock.advance(days=DAYS, minutes=-1)
    assert keep_time(database) == (0, 0)
    clock.advance(minutes=1)
    assert [keep_time(database), keep_time(database)] == [(0, 1), (0, 0)]
    assert readers(cast, "deal-stalled", tell_who_registered_it, services) == {"alice"}

    clock.advance(days=7)
    assert keep_time(database) == (0, 1)
    clock.advance(days=7)
    assert keep_time(database) == (0, 1)
    assert readers(cast, "deal-still-stalled", tell_the_host, services) == {"dana"}
    clock.advance(days=300)

    assert keep_time(database) == (0, 0)
    assert told(cast) == ["deal-stalled", "deal-stalled", "deal-still-stalled"]


def test_a_pause_of_the_worker_nudges_once_and_not_three_times(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock, deal: Deal
) -> None:
    clock.advance(days=100)

    assert keep_time(database) == (0, 1)
    assert told(cast) == ["deal-stalled"]


def test_weekends_and_holidays_are_no_time_in_which_a_sale_stands_still(
    cast: Cast, deal: Deal
) -> None:
    stalls = pulse(cast, deal).stalls_at
    assert stalls - pulse(cast, deal).beat_at == timedelta(days=DAYS)


def test_moving_the_deal_or_logging_a_call_begins_anew(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    deal: Deal,
    services: Services,
) -> None:
    clock.advance(days=DAYS)
    assert keep_time(database) == (0, 1)

    with database.work(cast.alice) as work:
        move_stage(work, get_deal(work, deal.id), Stage.DEVELOPED, None, "")
    assert not pulse(cast, deal).is_stalled(clock.at)
    assert pulse(cast, deal).nudges == 0
    clock.advance(days=DAYS - 1)
    log(cast, deal, "bob", services)
    clock.advance(days=DAYS - 1)
    assert keep_time(database) == (0, 0)


def log(cast: Cast, deal: Deal, who: str, services: Services) -> None:
    with cast.database.work(cast.actor(who)) as work:
        account = work.get(Account, deal.account_id)
        log_interaction(
            work, account, NewInteraction(InteractionKind.CALL, "Spoke.", Audience.INTERNAL)
        )
    with cast.database.work(system_actor("test")) as work:
        logged = work.all(
            sa.select(Activity)
            .where(Activity.verb == "interaction-logged")
            .order_by(Activity.at.desc())
        )[0]
        feel_the_pulse(work, logged, services)


def test_what_another_company_logs_on_the_customer_says_nothing_of_the_sale(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    deal: Deal,
    services: Services,
) -> None:
    with database.work(system_actor("test")) as work:
        account = work.get(Account, deal.account_id)
    cast.share(account, "danzig")
    clock.advance(days=DAYS)

    log(cast, deal, "charlie", services)

    assert pulse(cast, deal).is_stalled(clock.at)


def test_a_next_step_keeps_everybody_quiet_until_its_day_is_over_and_reminds_its_author(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    deal: Deal,
    services: Services,
) -> None:
    clock.advance(days=DAYS)
    assert keep_time(database) == (0, 1)
    day = date(2027, 1, 29)  # a Friday, in more than fifteen business days

    with database.work(cast.alice) as work:
        keep_alive(work, get_deal(work, deal.id), "Their board meets", day)

    with database.work(cast.alice) as work:
        (step,) = work.all(sa.select(NextStep))
        assert (step.text, step.due_on, step.assignee_id) == (
            "Their board meets",
            day,
            cast.alice.id,
        )
    log(cast, deal, "bob", services)
    clock.at = clock.at.replace(year=2027, month=1, day=31)
    assert keep_time(database) == (0, 0)
    clock.advance(days=1)
    assert keep_time(database) == (0, 1)


@pytest.mark.parametrize(
    ("step", "days", "field"),
    [("", 3, "step"), ("x" * 201, 3, "step"), ("Call", -1, "step_on"), ("Call", 91, "step_on")],
)
def test_a_step_needs_words_and_a_day_that_is_near(
    cast: Cast, database: TransactionalDatabase, deal: Deal, step: str, days: int, field: str
) -> None:
    day = database.clock.now().date() + timedelta(days=days)

    with pytest.raises(Invalid) as refused, database.work(cast.alice) as work:
        keep_alive(work, get_deal(work, deal.id), step, day)

    assert set(refused.value.fields) == {field}


def test_only_the_deals_own_people_keep_it_alive_and_rivals_do_not_find_it(
    cast: Cast, database: TransactionalDatabase, deal: Deal
) -> None:
    day = database.clock.now().date()
    for name, refusal in (("dana", Forbidden), ("vera", Forbidden), ("charlie", NotFound)):
        with pytest.raises(refusal), database.work(cast.actor(name)) as work:
            keep_alive(work, get_deal(work, deal.id), "Call", day)


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_pulse_is_seen_with_its_deal_and_by_nobody_else(
    cast: Cast, database: TransactionalDatabase, deal: Deal, wall: Wall
) -> None:
    database.walls = wall
    seen = {}
    for name in ("alice", "vera", "bob", "charlie", "nina", "dana", "emil", "audrey"):
        with database.work(cast.actor(name)) as work:
            seen[name] = len(work.all(sa.select(Pulse)))
    assert seen == {
        **dict.fromkeys(("alice", "vera", "dana", "audrey"), 1),
        **dict.fromkeys(("bob", "charlie", "nina", "emil"), 0),
    }


def test_an_ended_sale_is_never_stalled(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock, deal: Deal
) -> None:
    with database.work(cast.alice) as work:
        move_stage(work, get_deal(work, deal.id), Stage.LOST, StageReason.TIMING, "")
    clock.advance(days=100)

    assert keep_time(database) == (0, 0)
    with pytest.raises(TransitionRefused), database.work(cast.alice) as work:
        keep_alive(work, get_deal(work, deal.id), "Call", clock.at.date())


def test_board_list_and_page_say_since_when_and_the_form_keeps_what_was_typed(
    cast: Cast,
    clock: StoppedClock,
    deal: Deal,
    browser_of: Callable[[str], Browser],
) -> None:
    pages = ("/deals", "/deals?stalled=yes", "/deals/pipeline", f"/deals/{deal.id}")
    told_at_first = [_tells(browser_of("alice"), page) for page in pages]
    clock.advance(days=DAYS)

    assert told_at_first == [False] * 4
    for who in ("alice", "dana"):
        assert [_tells(browser_of(who), page) for page in pages] == [True] * 4
    alice = browser_of("alice")
    wrong = alice.submit(f"/deals/{deal.id}/pulse", step="Call Ingrid", step_on="2026-01-01")
    assert wrong.status_code == 422
    assert "Call Ingrid" in wrong.text
    day = (clock.at + timedelta(days=3)).date().isoformat()
    assert (
        alice.submit(f"/deals/{deal.id}/pulse", step="Call Ingrid", step_on=day).status_code == 303
    )
    assert [_tells(alice, page) for page in pages] == [False] * 4


def _tells(browser: Browser, page: str) -> bool:
    return "Stalled since" in browser.get(page).text


def test_the_programme_says_how_long_a_stage_may_stand_still(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    deal: Deal,
    browser_of: Callable[[str], Browser],
) -> None:
    from deals.programme.forms import typed_of
    from deals.programme.models import DEFAULTS

    typed: dict[str, Any] = typed_of(DEFAULTS, []) | {"stalls_developed": "2"}
    assert browser_of("adam").submit("/deals/programme", **typed).status_code == 303
    with database.work(cast.alice) as work:
        move_stage(work, get_deal(work, deal.id), Stage.DEVELOPED, None, "")

    assert pulse(cast, deal).stalls_at - clock.at == timedelta(days=2)


def test_a_deal_approved_a_moment_ago_can_be_kept_alive_at_once(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account("Sognefjord Verft")
    cast.share(account, "luebeck")
    found = cast.deal(account, "alice")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, found.id))
    day = database.clock.now().date() + timedelta(days=80)

    with database.work(cast.alice) as work:
        keep_alive(work, get_deal(work, found.id), "Call", day)

    assert pulse(cast, found).next_step_on == day
    assert keep_time(database) == (0, 0)
