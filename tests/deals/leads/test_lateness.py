"""The first contact of a lead that nears and passes: who is told when, once, and who is not."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.leads import jobs, lateness
from deals.leads.jobs import watch_contacts
from deals.leads.models import Lead
from deals.leads.states import Rule
from deals.programme.models import Terms
from partners.notifications.models import Kind, Notification
from partners.people.actions import suspend_member
from partners.people.models import Membership
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.errors import Forbidden
from portal.kernel.services import Services
from tests.conftest import StoppedClock
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

LATE_ROW = "1 lead&#39;s customer was not reached in time"
DUE_SOON, LATE = "lead-contact-due-soon", "lead-contact-late"


@pytest.fixture(autouse=True)
def friday(clock: StoppedClock) -> None:
    clock.at = clock.at.replace(year=2026, month=11, day=20, hour=12, minute=0)


@pytest.fixture
def held(desk: Desk) -> Desk:
    """A lead that Bob of Lübeck accepted on Friday at noon: until Tuesday at five, Berlin time."""
    desk.held_by("bob", "luebeck")
    return desk


def _told(desk: Desk, services: Services) -> list[tuple[str, str]]:
    """Return who heard of what, after letting the handlers put it into inboxes, each twice."""
    handlers = {DUE_SOON: jobs.remind_the_holder, LATE: jobs.tell_the_host_it_is_late}
    names = {person.id: name for name, person in desk.cast.people.items()}
    with desk.database.work(system_actor("test")) as work:
        for activity in work.all(sa.select(Activity).where(Activity.verb.in_(handlers))):
            handlers[activity.verb](work, activity, services)
            handlers[activity.verb](work, activity, services)
        found = work.session.execute(
            sa.select(Activity.verb, Notification.person_id, Notification.kind)
            .join(Activity, Activity.id == Notification.activity_id)
            .where(Activity.verb.in_(handlers))
        )
        rows = [(verb, names[person_id], kind) for verb, person_id, kind in found]
    assert {kind for *_, kind in rows} <= {Kind.REMINDERS}
    return sorted((verb, name) for verb, name, _ in rows)


def test_whoever_accepted_it_is_reminded_a_business_day_before_and_once(
    held: Desk, services: Services, clock: StoppedClock
) -> None:
    clock.at = clock.at.replace(day=23, hour=15, minute=59)
    assert watch_contacts(held.database) == (0, 0)

    clock.at = clock.at.replace(hour=16, minute=0)
    assert watch_contacts(held.database) == (1, 0)
    assert watch_contacts(held.database) == (0, 0)

    assert _told(held, services) == [(DUE_SOON, "bob")]


def test_the_host_is_told_once_when_it_passed_and_the_lead_can_be_taken_back(
    held: Desk, services: Services, clock: StoppedClock
) -> None:
    clock.at = clock.at.replace(day=24, hour=16)
    assert watch_contacts(held.database) == (0, 1)  # too late to remind anybody
    assert watch_contacts(held.database) == (0, 0)

    assert _told(held, services) == [(LATE, "dana")]
    held.recall()
    held.held_by("alice", "luebeck")
    lead = held.lead
    assert lead.late_told_at is None
    assert lead.remind_at is not None


def test_a_customer_that_was_reached_is_nobodys_worry(held: Desk, clock: StoppedClock) -> None:
    held.reach("bob")

    for day in (23, 24):
        clock.at = clock.at.replace(day=day, hour=16)
        assert watch_contacts(held.database) == (0, 0)


def test_when_whoever_accepted_it_has_left_all_who_work_on_leads_are_reminded(
    held: Desk, services: Services, clock: StoppedClock
) -> None:
    of_bob = sa.select(Membership).where(Membership.person_id == held.cast.people["bob"].id)
    with held.database.work(held.cast.alice) as work:
        suspend_member(work, work.one(of_bob), "left")
    clock.at = clock.at.replace(day=23, hour=16)
    watch_contacts(held.database)

    assert _told(held, services) == [(DUE_SOON, "alice")]


def test_who_has_until_this_evening_is_not_reminded(desk: Desk, clock: StoppedClock) -> None:
    desk.set_terms(Terms(lead_contact_days=1))
    clock.at = clock.at.replace(hour=17)
    desk.held_by("bob", "luebeck")

    assert desk.lead.remind_at is None


def test_both_read_it_on_their_home_pages_and_nobody_else_does(
    held: Desk, browser_of: Callable[[str], Browser], clock: StoppedClock
) -> None:
    assert "Reach Fjordverft AS" in browser_of("alice").get("/").text
    assert "Fjordverft" not in browser_of("dana").get("/").text
    clock.at = clock.at.replace(day=24, hour=16, minute=1)
    watch_contacts(held.database)

    for who in ("dana", "adam"):
        assert LATE_ROW in browser_of(who).get("/").text
    for who in ("charlie", "vera", "emil", "audrey", "alice"):
        assert LATE_ROW not in browser_of(who).get("/").text
    for who in ("charlie", "vera"):
        assert "Fjordverft" not in browser_of(who).get("/").text
    assert "overdue" in browser_of("alice").get("/").text
    dana, offer = browser_of("dana"), f"/leads/offers/{held.offer_to('luebeck')}"
    page = dana.get(f"/leads/{held.lead_id}").text
    assert "overdue" in page
    assert offer in page
    assert "was not reached by 24 Nov 2026" in dana.get(offer).text


def test_a_rival_hears_nothing_of_a_late_contact(
    held: Desk, services: Services, clock: StoppedClock, browser_of: Callable[[str], Browser]
) -> None:
    held.recall()
    held.offer(Rule.POOL)
    held.accept("bob", "luebeck")
    clock.at = clock.at.replace(day=24, hour=16)
    watch_contacts(held.database)

    assert _told(held, services) == [(LATE, "dana")]
    offer = browser_of("charlie").get(f"/leads/offers/{held.offer_to('danzig')}").text
    assert "not reached" not in offer


def test_only_the_portal_itself_reminds(held: Desk) -> None:
    for who in ("alice", "dana"):
        with held.database.work(held.cast.actor(who)) as work:
            lead = work.get(Lead, held.lead_id)
            for step in (lateness.remind, lateness.tell_late):
                with pytest.raises(Forbidden):
                    step(work, lead)
