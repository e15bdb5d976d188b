"""Offers, requests, changes in force, bulk; what clock and relationship do to grants."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from deals.models import Deal
from partners.accounts.actions import GrantTerms, revoke_grant, share_account
from partners.accounts.models import (
    TRANSITIONS,
    Account,
    AccountShareGrant,
    GrantAccess,
    GrantObject,
    GrantState,
)
from partners.companies.actions import resume_partner, start_offboarding, suspend_partner
from partners.companies.models import Company, PartnerRelationship
from partners.notifications.models import Notification
from partners.sharing import actions, requests
from partners.sharing.jobs import keep_time
from partners.sharing.models import REQUEST_TRANSITIONS, AccountShareRequest, RequestState
from partners.sharing.queries import Direction, GrantFilter, Wanted, matches_of, shares_page
from portal.kernel.activity import Activity
from portal.kernel.bell import EVICT, company_audience
from portal.kernel.db import Wall, Work
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

TERMS = GrantTerms((GrantObject.DOCUMENTS,), purpose="Sell together")


def offer(cast: Cast, account: Account, to: str = "luebeck", days: int = 180) -> AccountShareGrant:
    with cast.database.work(cast.dana) as work:
        terms = GrantTerms((GrantObject.DOCUMENTS,), purpose="Sell together", days=days)
        return actions.offer_account(work, work.get(Account, account.id), cast.companies[to], terms)


def sees(cast: Cast, who: str, account: Account) -> bool:
    with cast.database.work(cast.actor(who)) as work:
        return work.find(Account, account.id) is not None


def state_of(cast: Cast, grant: AccountShareGrant) -> GrantState:
    with cast.database.work(cast.dana) as work:
        return work.get(AccountShareGrant, grant.id).state


def told(cast: Cast, who: str) -> list[str]:
    """Return what stands in the inbox of a person, as they may read it."""
    with cast.database.work(cast.actor(who)) as work:
        found = work.session.scalars(
            sa.select(Activity.verb)
            .join(Notification, Notification.activity_id == Activity.id)
            .order_by(Notification.created_at, Notification.id)
        )
        return list(found)


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def test_an_offer_opens_nothing_before_it_is_accepted(
    cast: Cast, database: TransactionalDatabase, wall: Wall
) -> None:
    account = cast.account()
    grant = offer(cast, account)
    database.walls = wall
    assert not sees(cast, "alice", account)
    database.walls = Wall.BOTH
    with database.work(cast.alice) as work:
        actions.accept_offer(work, work.get(AccountShareGrant, grant.id))
    database.walls = wall
    assert sees(cast, "alice", account)
    assert not sees(cast, "charlie", account)


def test_declining_needs_a_reason_and_is_told_to_who_offered(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    grant = offer(cast, cast.account())
    with database.work(cast.alice) as work, pytest.raises(Invalid):
        actions.decline_offer(work, work.get(AccountShareGrant, grant.id), " ")
    with database.work(cast.alice) as work:
        actions.decline_offer(work, work.get(AccountShareGrant, grant.id), "Not our market")
    run_jobs(services)
    assert told(cast, "alice") == ["share-offered"]
    assert told(cast, "dana") == ["share-offer-declined"]
    assert told(cast, "charlie") == []


def test_only_the_company_it_was_offered_to_answers(
    cast: Cast, database: TransactionalDatabase
) -> None:
    grant = offer(cast, cast.account())
    with database.work(cast.charlie) as work, pytest.raises(NotFound):
        work.get(AccountShareGrant, grant.id)
    for who in ("dana", "bob"):
        with database.work(cast.actor(who)) as work, pytest.raises(Forbidden):
            actions.accept_offer(work, work.get(AccountShareGrant, grant.id))


def test_an_offer_cannot_be_taken_when_its_time_is_over(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    grant = offer(cast, cast.account(), days=1)
    clock.advance(days=2)
    with database.work(cast.alice) as work, pytest.raises(Conflict):
        actions.accept_offer(work, work.get(AccountShareGrant, grant.id))


def test_the_database_lets_no_grantee_touch_the_terms(
    cast: Cast, database: TransactionalDatabase
) -> None:
    grant = offer(cast, cast.account())
    database.walls = Wall.ROW_SECURITY
    with pytest.raises(DBAPIError, match="terms of a grant"), database.work(cast.alice) as work:
        found = work.get(AccountShareGrant, grant.id)
        found.accept()
        found.objects = ["PROFILE", "DEALS"]
        work.flush()
    with database.work(cast.alice) as work:
        actions.accept_offer(work, work.get(AccountShareGrant, grant.id))
    with pytest.raises(Conflict), database.work(cast.alice) as work:
        work.get(AccountShareGrant, grant.id).valid_until += timedelta(days=900)
        work.flush()


def test_a_partner_opens_an_account_to_another_only_with_its_consent(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account("Solano Energy", owner="nina")
    with database.work(cast.actor("nina")) as work, pytest.raises(Invalid):
        share_account(work, work.get(Account, account.id), cast.companies["luebeck"], TERMS)
    assert not sees(cast, "alice", account)


def test_who_offers_to_another_partner_learns_of_it_from_the_answer_only(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account("Solano Energy", owner="nina")
    with database.work(cast.actor("nina")) as work:
        actions.offer_account(work, work.get(Account, account.id), cast.companies["luebeck"], TERMS)
    with database.work(cast.actor("nina")) as work:
        assert len(shares_page(work, Wanted(Direction.GIVEN))) == 1
        assert work.find(Company, cast.companies["luebeck"].id) is None
    with database.work(cast.alice) as work:
        (grant,) = shares_page(work, Wanted(Direction.RECEIVED, GrantFilter.OFFERED))
        assert grant.grantor.trade_name == "Novgorod Supply"
        actions.accept_offer(work, grant)
    with database.work(cast.actor("nina")) as work:
        (grant,) = shares_page(work, Wanted(Direction.GIVEN))
        assert grant.grantee.trade_name == "Lübeck Systems"


# ------------------------------------------------------------------------------- in force


def test_narrowing_holds_at_once_and_hangs_up_on_the_other_side(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account("Solano Energy", owner="nina")
    deal = cast.deal(account, by="nina")
    grant = cast.share(account, "luebeck", "nina", (GrantObject.DEALS,))
    with database.work(cast.actor("nina")) as work:
        found = work.get(AccountShareGrant, grant.id)
        until = work.now + timedelta(days=5)
        actions.change_grant(work, found, actions.NewTerms((), GrantAccess.READ, "Less", until))
        evicted = [each.audiences for each in work.hints if each.event == EVICT]
    assert evicted == [(company_audience(cast.companies["luebeck"].id),)]
    with database.work(cast.alice) as work:
        assert work.find(Deal, deal.id) is None
        assert work.find(Account, account.id) is not None


def test_several_are_renewed_all_or_none_and_those_that_are_over_are_named(
    cast: Cast, database: TransactionalDatabase
) -> None:
    accounts = [cast.account(name) for name in ("Fjord Rail", "Orchid Biotech")]
    grants = [cast.share(account, "luebeck") for account in accounts]
    with database.work(cast.dana) as work:
        found = work.get(AccountShareGrant, grants[0].id)
        revoke_grant(work, found, work.get(Account, accounts[0].id), "over")
    with pytest.raises(TransitionRefused, match="Fjord Rail"), database.work(cast.dana) as work:
        chosen = [work.get(AccountShareGrant, each.id) for each in grants]
        actions.renew_grants(work, chosen, work.now + timedelta(days=300))
    with database.work(cast.dana) as work:
        left = work.get(AccountShareGrant, grants[1].id)
        assert left.valid_until == work.now + timedelta(days=180)
        actions.renew_grants(work, [left], work.now + timedelta(days=300))
    with database.work(cast.alice) as work:
        with pytest.raises(Forbidden):
            actions.end_grants(work, [work.get(AccountShareGrant, grants[1].id)], "")
        (held,) = shares_page(work, Wanted(Direction.RECEIVED))
        assert held.valid_until == work.now + timedelta(days=300)


# ------------------------------------------------------------------------------- the clock


def test_time_ends_a_grant_by_reading_and_a_job_says_so_to_both_sides(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock, services: Services
) -> None:
    account = cast.account()
    grant = cast.share(account, "luebeck")
    run_jobs(services)
    clock.advance(days=180)
    assert not sees(cast, "alice", account)
    assert keep_time(database) == (1, 0)
    assert keep_time(database) == (0, 0)
    run_jobs(services)
    assert state_of(cast, grant) is GrantState.EXPIRED
    assert told(cast, "dana") == ["share-expired"]
    assert told(cast, "alice")[-1] == "share-expired"


def test_the_giver_is_reminded_once_for_each_of_four_days(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock, services: Services
) -> None:
    cast.share(cast.account(), "luebeck")
    for days in (140, 9, 1, 1, 14, 1, 1, 6, 5, 1, 1):
        clock.advance(days=days)
        keep_time(database)
        assert keep_time(database) == (0, 0)
    run_jobs(services)
    assert told(cast, "dana") == ["share-ends-soon"] * 4 + ["share-expired"]
    with database.work(cast.dana) as work:
        said = work.session.scalars(
            sa.select(Activity.facts["days"].as_integer())
            .where(Activity.verb == "share-ends-soon")
            .order_by(Activity.at)
        )
        assert list(said) == [30, 14, 7, 1]


def test_a_short_grant_is_not_reminded_of_what_it_never_was(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    with database.work(cast.dana) as work:
        account = work.get(Account, cast.account().id)
        terms = GrantTerms(purpose="Sell together", days=10)
        grant = share_account(work, account, cast.companies["luebeck"], terms)
    assert keep_time(database) == (0, 0)
    clock.advance(days=3)
    assert keep_time(database) == (0, 1)
    with database.work(cast.dana) as work:
        found = work.get(AccountShareGrant, grant.id)
        actions.renew_grants(work, [found], work.now + timedelta(days=90))
    clock.advance(days=61)
    assert keep_time(database) == (0, 1)


def test_what_has_run_out_is_no_obstacle_to_sharing_anew(cast: Cast, clock: StoppedClock) -> None:
    account = cast.account()
    first = cast.share(account, "luebeck")
    clock.advance(days=181)
    cast.share(account, "luebeck")
    assert state_of(cast, first) is GrantState.EXPIRED
    assert sees(cast, "alice", account)


# ------------------------------------------------------------------- the relationship


def test_grants_rest_while_a_side_is_shut_out_and_open_again_after(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    account = cast.account("Solano Energy", owner="nina")
    grant = cast.share(account, "luebeck", "nina")
    over = cast.share(cast.account("Fjord Rail"), "novgorod", "emil")
    adam = cast.actor("adam")
    for is_in in (False, True):
        with database.work(adam) as work:
            relationship = work.one(
                sa.select(PartnerRelationship).where(
                    PartnerRelationship.partner_id == cast.companies["novgorod"].id
                )
            )
            if is_in:
                resume_partner(work, relationship)
            else:
                suspend_partner(work, relationship, "unpaid")
        run_jobs(services)
        assert sees(cast, "alice", account) is is_in
    with database.work(cast.alice) as work:
        assert work.get(AccountShareGrant, grant.id).state is GrantState.ACTIVE
    with database.work(cast.actor("nina")) as work:
        assert work.get(AccountShareGrant, over.id).state is GrantState.ACTIVE


def test_an_offer_taken_while_its_grantor_is_shut_out_rests_until_it_is_let_in(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    account = cast.account("Solano Energy", owner="nina")
    with database.work(cast.actor("nina")) as work:
        grant = actions.offer_account(
            work, work.get(Account, account.id), cast.companies["luebeck"], TERMS
        )
    with database.work(cast.actor("adam")) as work:
        suspend_partner(work, relationship_of(work, cast, "novgorod"), "unpaid")
    run_jobs(services)
    with database.work(cast.alice) as work:
        actions.accept_offer(work, work.get(AccountShareGrant, grant.id))
    run_jobs(services)

    assert not sees(cast, "alice", account)
    with database.work(cast.actor("adam")) as work:
        resume_partner(work, relationship_of(work, cast, "novgorod"))
    run_jobs(services)
    assert sees(cast, "alice", account)


def test_what_rested_is_open_while_a_partner_finishes_its_work(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    account = cast.account()
    grant = cast.share(account, "luebeck")
    with database.work(cast.actor("adam")) as work:
        suspend_partner(work, relationship_of(work, cast, "luebeck"), "unpaid")
    run_jobs(services)
    assert state_of(cast, grant) is GrantState.SUSPENDED
    with database.work(cast.actor("adam")) as work:
        leaving, last_day = relationship_of(work, cast, "luebeck"), date(2026, 12, 31)
        start_offboarding(work, leaving, "It ends", last_day)
    run_jobs(services)

    assert sees(cast, "alice", account)


def relationship_of(work: Work, cast: Cast, name: str) -> PartnerRelationship:
    partner_id = cast.companies[name].id
    return work.one(
        sa.select(PartnerRelationship).where(PartnerRelationship.partner_id == partner_id)
    )


@pytest.mark.parametrize("field", ["purpose", "reason", "customer_name", "customer_domain"])
def test_what_is_longer_than_anybody_reads_is_refused_at_its_field(
    cast: Cast, database: TransactionalDatabase, ask: Callable[..., AccountShareRequest], field: str
) -> None:
    most = {"customer_name": 120, "customer_domain": 253}.get(field, 1000)
    grant, text = offer(cast, cast.account()), "x" * (most + 1)

    with pytest.raises(Invalid) as refused, database.work(cast.alice) as work:
        if field == "reason":
            actions.decline_offer(work, work.get(AccountShareGrant, grant.id), text)
        else:
            ask(**{field: text})
    assert refused.value.fields == {field: f"Use at most {most} characters."}


def test_a_purpose_and_the_answer_to_a_request_are_capped_too(
    cast: Cast, database: TransactionalDatabase, ask: Callable[..., AccountShareRequest]
) -> None:
    account, asked, text = cast.account(), ask(), "x" * 1001
    with database.work(cast.dana) as work, pytest.raises(Invalid):
        requests.decline_request(work, work.get(AccountShareRequest, asked.id), text)
    with database.work(cast.dana) as work, pytest.raises(Invalid):
        actions.offer_account(
            work,
            work.get(Account, account.id),
            cast.companies["luebeck"],
            GrantTerms(purpose=text),
        )


def test_only_the_terms_that_were_read_are_accepted(
    cast: Cast, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    path = f"/sharing/grants/{(grant := offer(cast, account)).id}"
    alice = browser_of("alice")
    version = re.search(r'name="version" value="(\d+)"', alice.get(path).text)
    assert version is not None
    with database.work(cast.dana) as work:
        found = work.get(AccountShareGrant, grant.id)
        until = work.now + timedelta(days=5)
        terms = actions.NewTerms((GrantObject.DEALS,), GrantAccess.READ, "Less", until)
        actions.change_grant(work, found, terms)

    stale = alice.submit(f"{path}/answer", do="acceptance", version=version[1])

    assert stale.status_code == 409
    assert "Less" in stale.text
    assert not sees(cast, "alice", account)
    assert alice.submit(f"{path}/answer", do="acceptance", version=2).status_code == 303


# ---------------------------------------------------------------------------- requests


@pytest.fixture
def ask(cast: Cast) -> Callable[..., AccountShareRequest]:
    def ask(who: str = "alice", **changes: object) -> AccountShareRequest:
        values: dict[str, object] = {
            "customer_name": "Halden Logistics AS",
            "customer_country": "NO",
            "customer_domain": "halden-logistics.example",
            "objects": (GrantObject.DOCUMENTS,),
            "access": GrantAccess.COMMENT,
            "purpose": "A tender in May",
        }
        new = requests.NewRequest(**{**values, **changes})  # type: ignore[arg-type]
        with cast.database.work(cast.actor(who)) as work:
            return requests.request_share(work, new)

    return ask


def test_who_looks_after_the_partner_sees_what_fits_and_the_partner_gets_what_is_chosen(
    cast: Cast,
    database: TransactionalDatabase,
    ask: Callable[..., AccountShareRequest],
    services: Services,
) -> None:
    account = cast.account()
    asked = ask()
    with database.work(cast.actor("emil")) as work, pytest.raises(NotFound):
        work.get(AccountShareRequest, asked.id)
    with database.work(cast.charlie) as work, pytest.raises(NotFound):
        work.get(AccountShareRequest, asked.id)
    with database.work(cast.dana) as work:
        found = work.get(AccountShareRequest, asked.id)
        assert [each.id for each in matches_of(work, found)] == [account.id]
        record = work.get(Account, account.id)
        requests.grant_request(work, found, record, cast.companies["luebeck"])
    run_jobs(services)
    assert sees(cast, "alice", account)
    assert told(cast, "dana") == ["share-requested"]
    assert told(cast, "alice") == ["account-shared", "share-request-granted"]


def test_granting_what_is_partly_held_widens_it_and_takes_nothing_away(
    cast: Cast, database: TransactionalDatabase, ask: Callable[..., AccountShareRequest]
) -> None:
    account = cast.account()
    grant = cast.share(account, "luebeck", "dana", (GrantObject.DEALS,))
    asked = ask(days=10)
    with database.work(cast.dana) as work:
        requests.grant_request(
            work,
            work.get(AccountShareRequest, asked.id),
            work.get(Account, account.id),
            cast.companies["luebeck"],
        )
    with database.work(cast.alice) as work:
        widened = work.get(AccountShareGrant, grant.id)
        assert widened.objects == ["PROFILE", "DEALS", "DOCUMENTS"]
        assert widened.access is GrantAccess.COMMENT
        assert widened.valid_until == work.now + timedelta(days=180)


def test_granting_what_was_held_and_ran_out_brings_nothing_of_it_back(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    ask: Callable[..., AccountShareRequest],
) -> None:
    account = cast.account()
    cast.share(account, "luebeck", "dana", (GrantObject.CONTACTS,))
    clock.advance(days=181)
    asked = ask(days=10)
    with database.work(cast.dana) as work:
        grant = requests.grant_request(
            work,
            work.get(AccountShareRequest, asked.id),
            work.get(Account, account.id),
            cast.companies["luebeck"],
        )
        assert grant.objects == ["PROFILE", "DOCUMENTS"]


def test_granting_what_was_only_offered_opens_it(
    cast: Cast,
    database: TransactionalDatabase,
    ask: Callable[..., AccountShareRequest],
    services: Services,
) -> None:
    account = cast.account()
    grant, asked = offer(cast, account), ask()
    with database.work(cast.dana) as work:
        requests.grant_request(
            work,
            work.get(AccountShareRequest, asked.id),
            work.get(Account, account.id),
            cast.companies["luebeck"],
        )
    run_jobs(services)

    assert sees(cast, "alice", account)
    assert state_of(cast, grant) is GrantState.ACTIVE
    assert told(cast, "alice")[-2:] == ["account-shared", "share-request-granted"]


def test_a_customer_is_asked_for_once_at_a_time_whatever_the_host_knows(
    cast: Cast, database: TransactionalDatabase, ask: Callable[..., AccountShareRequest]
) -> None:
    asked = ask(who="charlie", customer_domain="nobody-knows.example")
    with pytest.raises(Conflict):
        ask(who="charlie", customer_domain="nobody-knows.example", customer_name="Other")
    ask(who="alice", customer_domain="nobody-knows.example")
    with database.work(cast.charlie) as work:
        requests.withdraw_request(work, work.get(AccountShareRequest, asked.id))
    with database.work(cast.dana) as work, pytest.raises(TransitionRefused):
        requests.decline_request(work, work.get(AccountShareRequest, asked.id), "Too late")


# ------------------------------------------------------------------------------- states


@pytest.mark.parametrize("state", GrantState)
@pytest.mark.parametrize(
    ("step", "leads_to", "only_from"),
    [
        ("accept", GrantState.ACTIVE, GrantState.OFFERED),
        ("resume", GrantState.ACTIVE, GrantState.SUSPENDED),
        ("decline", GrantState.DECLINED, None),
        ("revoke", GrantState.REVOKED, None),
        ("suspend", GrantState.SUSPENDED, None),
        ("expire", GrantState.EXPIRED, None),
    ],
)
def test_a_grant_goes_only_where_the_map_leads(
    state: GrantState, step: str, leads_to: GrantState, only_from: GrantState | None
) -> None:
    grant = AccountShareGrant(state=state)
    if leads_to in TRANSITIONS[state] and only_from in {None, state}:
        getattr(grant, step)()
        assert grant.state is leads_to
    else:
        with pytest.raises(TransitionRefused):
            getattr(grant, step)()


@pytest.mark.parametrize("state", RequestState)
def test_a_request_is_answered_once(state: RequestState, clock: StoppedClock) -> None:
    steps: dict[RequestState, Callable[[AccountShareRequest], None]] = {
        RequestState.GRANTED: lambda each: each.grant(at=clock.at),
        RequestState.DECLINED: lambda each: each.decline("No", at=clock.at),
        RequestState.WITHDRAWN: lambda each: each.withdraw(at=clock.at),
    }
    for leads_to, step in steps.items():
        asked = AccountShareRequest(state=state)
        if leads_to in REQUEST_TRANSITIONS[state]:
            step(asked)
            assert asked.state is leads_to
        else:
            with pytest.raises(TransitionRefused):
                step(asked)
