"""The ledger from a won deal to its payment: who enters what, who reads it, and that it adds up."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from deals.actions import approve_deal
from deals.attribution.models import AttributionKind, DealAttribution
from deals.commissions import actions, queries
from deals.commissions.actions import approve, claw_back, pay, set_rates
from deals.commissions.jobs import settle_with_the_end
from deals.commissions.models import CommissionEntry, CommissionRate, EntryKind
from deals.models import Deal, Motion
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage, StageReason
from deals.queries import get_deal
from deals.registration.actions import NewLine, register_deal
from partners.accounts.models import Account
from partners.people.actions import NewPerson, add_member
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall, raw
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.permissions import Role
from portal.kernel.services import Services
from tests.cast import Cast, a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
WAY = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED, Stage.WON)
WON = Decimal("184000.00")
EARNED = Decimal("9200.00")
"""Five per cent of it."""


@dataclass
class Ledger:
    cast: Cast
    services: Services
    customers: int = 0

    def deal(self, motion: Motion = Motion.REFERRAL, by: str = "alice") -> Deal:
        """Register and approve a deal of the worth of WON."""
        self.customers += 1
        account = self.cast.account(f"Customer {self.customers}")
        self.cast.share(account, "luebeck" if by == "alice" else "danzig")
        with self.cast.database.work(self.cast.actor(by)) as work:
            new = a_deal(motion=motion)
            deal = register_deal(work, work.get(Account, account.id), new)
        with self.cast.database.work(self.cast.dana) as work:
            approve_deal(work, get_deal(work, deal.id))
        return deal

    def end(self, deal: Deal, *stages: Stage, by: str = "alice") -> None:
        """Move a deal along, and let the handler of each step run."""
        for stage in stages:
            why = {
                Stage.WON: StageReason.PRICE,
                Stage.LOST: StageReason.TIMING,
                Stage.CLOSED_ERROR: StageReason.DUPLICATE,
            }.get(stage)
            with self.cast.database.work(self.cast.actor(by)) as work:
                move_stage(work, get_deal(work, deal.id), stage, why, "")
            self.handle(deal)

    def handle(self, deal: Deal) -> None:
        with self.cast.database.work(system_actor("test")) as work:
            moved = work.all(
                sa.select(Activity)
                .where(Activity.subject_id == deal.id, Activity.verb == "deal-stage-moved")
                .order_by(Activity.at.desc(), Activity.id.desc())
            )[0]
            settle_with_the_end(work, moved, self.services)

    def won(self, motion: Motion = Motion.REFERRAL, by: str = "alice") -> UUID:
        """Win a deal; return the id of what was accrued."""
        deal = self.deal(motion, by)
        self.end(deal, *WAY, by=by)
        (accrual,) = self.accrued(deal)
        return accrual.id

    def accrued(self, deal: Deal) -> list[CommissionEntry]:
        with self.cast.database.work(system_actor("test")) as work:
            return list(queries.accruals_of(work, deal.id))

    def do(self, who: str, accrual_id: UUID, action: Callable[..., object], *rest: object) -> None:
        with self.cast.database.work(self.cast.actor(who)) as work:
            action(work, work.get(CommissionEntry, accrual_id), *rest)

    def balance(self, accrual_id: UUID) -> list[Decimal]:
        with self.cast.database.work(system_actor("test")) as work:
            found = queries.balance_of(work, work.get(CommissionEntry, accrual_id))
        return [found.accrued, found.approved, found.paid, found.clawed_back]


@pytest.fixture
def ledger(cast: Cast, services: Services) -> Ledger:
    """Fiona and Frank are the host's finance."""
    with cast.database.work(system_actor("test")) as work:
        for name in ("fiona", "frank"):
            cast.people[name] = add_member(
                work,
                cast.companies["host"],
                NewPerson(f"{name}@host.example", f"{name.title()} Falk"),
                frozenset({Role.FINANCE_APPROVER}),
            )
    return Ledger(cast, services)


def hidden(page: str) -> dict[str, str]:
    """Return the fields of the form that books what is shown."""
    form = page.split('id="booking"')[1].split("</form>", maxsplit=1)[0]
    found = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form))
    return {name: unescape(value) for name, value in found.items() if name != "csrf_token"}


def book(browser: Browser, page: str, **fields: str) -> TestResponse:
    """Have a step shown, and then do it."""
    return browser.submit(page, **hidden(browser.submit(page, **fields).text))


def day(ledger: Ledger) -> date:
    return ledger.cast.database.clock.now().date()


def test_a_won_referral_accrues_once_and_a_resale_nothing(ledger: Ledger) -> None:
    deal, resale = ledger.deal(), ledger.deal(Motion.RESELL)
    ledger.end(deal, *WAY)
    ledger.handle(deal)
    ledger.handle(deal)
    ledger.end(resale, *WAY)

    (entry,) = ledger.accrued(deal)
    assert (entry.amount, entry.currency, entry.kind) == (EARNED, "EUR", EntryKind.ACCRUED)
    assert entry.breakdown == [
        {
            "family": "DRIVES",
            "base": "184000.00",
            "per_cent": "5",
            "share": "100",
            "amount": "9200.00",
        }
    ]
    assert ledger.accrued(resale) == []


def test_shares_in_a_deal_are_shares_in_what_it_earns_and_tell_no_number(ledger: Ledger) -> None:
    deal = ledger.deal()
    companies = ledger.cast.companies
    with ledger.cast.database.work(system_actor("test")) as work:
        for name, kind, percent in (
            ("luebeck", AttributionKind.FULFILLED, 67),
            ("danzig", AttributionKind.SOURCED, 23),
            ("host", AttributionKind.SOURCED, 10),
        ):
            owner = companies[name].id
            work.add(
                DealAttribution(owner_company_id=owner, deal_id=deal.id, kind=kind, percent=percent)
            )
    ledger.end(deal, *WAY)

    found = {each.owner_company_id: each for each in ledger.accrued(deal)}
    own, other = found[companies["luebeck"].id], found[companies["danzig"].id]
    assert [own.amount, other.amount] == [Decimal("6164.00"), Decimal("2116.00")]
    assert len(found) == 2
    assert own.label.startswith("DR-LUB-")
    assert other.label == deal.customer_name
    with ledger.cast.database.work(ledger.cast.actor("charlie")) as work:
        assert [each.id for each in work.all(sa.select(CommissionEntry))] == [other.id]


def test_the_database_takes_no_second_accrual(
    ledger: Ledger, database: TransactionalDatabase
) -> None:
    accrual_id = ledger.won()

    with pytest.raises(Conflict), database.work(system_actor("test")) as work:
        first = work.get(CommissionEntry, accrual_id)
        work.add(
            CommissionEntry(
                owner_company_id=first.owner_company_id,
                kind=EntryKind.ACCRUED,
                deal_company_id=first.deal_company_id,
                deal_id=first.deal_id,
                label="again",
                currency="EUR",
                amount=Decimal(1),
                by_name="test",
            )
        )
        work.flush()


def test_finance_approves_and_somebody_else_pays(ledger: Ledger) -> None:
    accrual = ledger.won()
    ledger.do("fiona", accrual, approve, Decimal(9000))
    paying = ("SEPA 2026-4711", day(ledger))
    with pytest.raises(TransitionRefused, match="Somebody else has to pay it"):
        ledger.do("fiona", accrual, pay, Decimal(1000), *paying)

    ledger.do("frank", accrual, pay, Decimal(1000), *paying)
    ledger.do("frank", accrual, approve, None)

    assert ledger.balance(accrual) == [EARNED, EARNED, Decimal(1000), Decimal(0)]
    with pytest.raises(Invalid):
        ledger.do("adam", accrual, pay, Decimal("8200.01"), *paying)
    ledger.do("adam", accrual, pay, None, *paying)
    assert ledger.balance(accrual) == [EARNED, EARNED, EARNED, Decimal(0)]


@pytest.mark.parametrize(
    ("amount", "reference", "days", "fields"),
    [
        (None, " ", 0, {"reference"}),
        (None, "x" * 81, 0, {"reference"}),
        (None, "SEPA", 1, {"paid_on"}),
        (Decimal(0), "SEPA", 0, {"amount"}),
        (Decimal(-5), "SEPA", 0, {"amount"}),
        (Decimal("0.001"), "SEPA", 0, {"amount"}),
    ],
)
def test_a_payment_needs_an_amount_a_reference_and_a_day_that_has_come(
    ledger: Ledger, amount: Decimal | None, reference: str, days: int, fields: set[str]
) -> None:
    accrual = ledger.won()
    ledger.do("fiona", accrual, approve, None)
    paid_on = ledger.cast.database.clock.now().date() + timedelta(days=days)

    with pytest.raises(Invalid) as refused:
        ledger.do("frank", accrual, pay, amount, reference, paid_on)

    assert set(refused.value.fields) == fields


def test_what_is_taken_back_after_it_was_paid_is_to_be_returned(ledger: Ledger) -> None:
    accrual = ledger.won()
    ledger.do("fiona", accrual, approve, None)
    ledger.do("frank", accrual, pay, None, "SEPA", day(ledger))
    with pytest.raises(Invalid):
        ledger.do("fiona", accrual, claw_back, Decimal(100), " ")

    ledger.do("fiona", accrual, claw_back, Decimal(200), "The customer returned two drives.")

    with ledger.cast.database.work(ledger.cast.alice) as work:
        balance = queries.balance_of(work, work.get(CommissionEntry, accrual))
    assert [balance.earned, balance.to_pay, balance.to_return] == [
        Decimal(9000),
        Decimal(0),
        Decimal(200),
    ]


@pytest.mark.parametrize("end", [Stage.LOST, Stage.CLOSED_ERROR, Stage.WON])
def test_a_correction_of_a_won_deal_takes_its_commission_back(ledger: Ledger, end: Stage) -> None:
    deal = ledger.deal()
    ledger.end(deal, *WAY)
    (accrual,) = ledger.accrued(deal)
    lines = (NewLine("DRIVES", 1, Decimal(1000)),)
    with ledger.cast.database.work(ledger.cast.alice) as work:
        account = work.get(Account, deal.account_id)
        new = a_deal(motion=Motion.REFERRAL, corrects=work.get(Deal, deal.id), lines=lines)
        correction = register_deal(work, account, new)
    with ledger.cast.database.work(ledger.cast.dana) as work:
        approve_deal(work, get_deal(work, correction.id))

    assert ledger.balance(accrual.id) == [EARNED, Decimal(0), Decimal(0), Decimal(0)]
    ledger.end(correction, *(WAY if end is Stage.WON else (end,)))
    ledger.handle(correction)

    assert ledger.balance(accrual.id) == [EARNED, Decimal(0), Decimal(0), EARNED]
    again = [each.amount for each in ledger.accrued(correction)]
    assert again == ([Decimal(50)] if end is Stage.WON else [])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["approve", "pay", "claw-back"]),
        st.sampled_from(["fiona", "frank", "adam"]),
        st.one_of(st.none(), st.decimals("0.01", 12_000, places=2)),
    ),
    max_size=8,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_is_settled_in_whatever_order_the_ledger_adds_up(
    ledger: Ledger, steps: list[tuple[str, str, Decimal | None]]
) -> None:
    accrual = ledger.won()
    for step, who, amount in steps:
        before = ledger.balance(accrual)
        try:
            match step:
                case "approve":
                    ledger.do(who, accrual, approve, amount)
                case "pay":
                    ledger.do(who, accrual, pay, amount, "SEPA", day(ledger))
                case _:
                    ledger.do(who, accrual, claw_back, amount, "Returned.")
        except (Invalid, TransitionRefused):
            assert ledger.balance(accrual) == before
        accrued, approved, paid, clawed = ledger.balance(accrual)
        assert accrued == EARNED
        assert 0 <= clawed <= accrued
        assert 0 <= paid <= approved <= accrued


@pytest.mark.parametrize(
    ("kind", "amount"),
    [(EntryKind.APPROVED, "9200.01"), (EntryKind.PAID, "0.01"), (EntryKind.CLAWED_BACK, "9200.01")],
)
def test_the_database_keeps_the_sums_whatever_the_application_says(
    ledger: Ledger, database: TransactionalDatabase, kind: EntryKind, amount: str
) -> None:
    accrual_id = ledger.won()

    with pytest.raises(Conflict), database.work(ledger.cast.actor("fiona")) as work:
        accrual = work.get(CommissionEntry, accrual_id)
        entry = actions._entry(work, accrual, kind, Decimal(amount))
        entry.reason = "because"
        if kind is EntryKind.PAID:
            entry.reference, entry.paid_on = "SEPA", database.clock.now().date()
        work.flush()


@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["commission_entries", "commission_rates"])
def test_no_row_of_the_ledger_is_ever_changed_not_even_by_the_portal(
    ledger: Ledger, database: TransactionalDatabase, statement: str, table: str
) -> None:
    ledger.won()
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.RESELL, None): Decimal(1)})

    for actor in (system_actor("test"), ledger.cast.actor("adam")):
        with pytest.raises(sa.exc.DBAPIError), database.work(actor) as work:
            work.session.execute(raw(sa.text(statement.format(table)), "a test breaks in"))


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_each_partner_reads_its_own_ledger_and_no_seller_any(
    ledger: Ledger, database: TransactionalDatabase, wall: Wall
) -> None:
    ledger.won()
    ledger.won(by="charlie")
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.RESELL, None): Decimal(1)})
    database.walls = wall

    seen = {}
    for who in ("alice", "bob", "charlie", "sam", "nina", "dana", "emil", "fiona"):
        with database.work(ledger.cast.actor(who)) as work:
            entries = work.all(sa.select(CommissionEntry))
            seen[who] = len(entries), len(work.all(sa.select(CommissionRate)))
    assert seen == {
        "alice": (1, 0),
        "bob": (0, 0),
        "charlie": (1, 0),
        "sam": (0, 0),
        "nina": (0, 0),
        "dana": (2, 1),
        "emil": (0, 1),
        "fiona": (2, 1),
    }


def test_only_finance_settles_and_a_rival_finds_nothing(ledger: Ledger) -> None:
    accrual = ledger.won()

    for who, refusal in (("dana", Forbidden), ("alice", Forbidden), ("charlie", NotFound)):
        with pytest.raises(refusal):
            ledger.do(who, accrual, approve, None)
        with pytest.raises(refusal):
            ledger.do(who, accrual, claw_back, None, "Mine.")


def test_rates_hold_from_now_on_and_their_history_stays(
    ledger: Ledger, database: TransactionalDatabase
) -> None:
    first = ledger.won()
    with database.work(ledger.cast.actor("adam")) as work:
        assert set_rates(work, {(Motion.REFERRAL, None): Decimal("7.5")}) == 1
        assert set_rates(work, {(Motion.REFERRAL, None): Decimal("7.5")}) == 0
    second = ledger.won()

    assert ledger.balance(first)[0] == EARNED
    assert ledger.balance(second)[0] == WON * Decimal("0.075")
    for who in ("dana", "fiona", "alice"):
        with pytest.raises(Forbidden), database.work(ledger.cast.actor(who)) as work:
            set_rates(work, {(Motion.REFERRAL, None): Decimal(50)})


def test_the_pages_show_settle_and_export_it(
    ledger: Ledger, browser_of: Callable[[str], Browser]
) -> None:
    assert "No commissions yet" in browser_of("alice").get("/commissions").text
    accrual = ledger.won()
    page = f"/commissions/{accrual}"
    alice, adam = browser_of("alice"), browser_of("adam")

    assert "€9,200" in alice.get("/commissions").text
    assert "Waits for approval" in alice.get(page).text
    assert alice.submit(page, do="approve").status_code == 403
    assert browser_of("bob").get("/commissions").status_code == 403
    assert browser_of("charlie").get(page).status_code == 404
    wrong = adam.submit(page, do="approve", amount="ten")
    assert wrong.status_code == 422
    assert 'value="ten"' in wrong.text
    assert book(adam, page, do="approve", amount="9000,50").status_code == 303
    today = ledger.cast.database.clock.now().date().isoformat()
    own = adam.submit(page, do="pay", reference="SEPA", paid_on=today)
    assert own.status_code == 409
    assert "Somebody else has to pay it" in own.text
    taken = book(adam, page, do="claw-back", amount="199.50", reason="=HYPERLINK()")
    assert taken.status_code == 303
    assert accrual.hex not in browser_of("nina").get("/commissions").text
    listed = adam.get("/commissions?waiting=payment").text
    assert f"commission-{accrual}" in listed
    assert f"commission-{accrual}" not in adam.get("/commissions?waiting=approval").text
    sheet = alice.get("/commissions/export").data.decode("utf-8-sig").splitlines()
    assert len(sheet) == 4
    assert "'=HYPERLINK()" in sheet[1]
    assert ",-199.50,EUR," in sheet[1]


def test_rates_are_set_on_a_page_that_keeps_what_was_typed(
    ledger: Ledger, browser_of: Callable[[str], Browser]
) -> None:
    adam = browser_of("adam")

    wrong = adam.submit("/commissions/rates", rate_CO_SELL_="101", rate_REFERRAL_="6")
    right = adam.submit("/commissions/rates", rate_CO_SELL_DRIVES="4,25")

    assert wrong.status_code == 422
    assert 'value="101"' in wrong.text
    assert 'value="6"' in wrong.text
    assert right.status_code == 303
    assert 'value="4.25"' in adam.get("/commissions/rates").text
    assert browser_of("dana").get("/commissions/rates").status_code == 403


def test_whoever_set_the_rate_does_not_approve_what_came_of_it(
    ledger: Ledger,
    database: TransactionalDatabase,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = ledger.won()
    clock.advance(minutes=1)
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.REFERRAL, "DRIVES"): Decimal("2.5")})
    clock.advance(minutes=1)
    accrual = ledger.won()
    with pytest.raises(TransitionRefused, match="You set a rate"):
        ledger.do("adam", accrual, approve, None)
    with monkeypatch.context() as patched:  # the database says so too
        patched.setattr(queries, "rate_setters", lambda *_: set())
        with pytest.raises(TransitionRefused, match="You set a rate"):
            ledger.do("adam", accrual, approve, None)
    ledger.do("adam", before, approve, None)
    ledger.do("fiona", accrual, approve, None)
    assert ledger.balance(accrual)[1] == WON * Decimal("0.025")

    clock.advance(minutes=1)
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.REFERRAL, "DRIVES"): None})
    ledger.do("adam", ledger.won(), approve, None)  # by the rate that holds without anybody


def test_who_set_the_rate_reads_that_somebody_else_approves(
    ledger: Ledger, browser_of: Callable[[str], Browser], database: TransactionalDatabase
) -> None:
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.REFERRAL, None): Decimal("2.5")})
    page = f"/commissions/{ledger.won()}"
    told = "You set a rate that this came from."
    assert told in browser_of("adam").get(page).text
    refused = browser_of("adam").submit(page, do="approve")
    assert refused.status_code == 409
    assert told in refused.text
    fiona = browser_of("fiona")
    assert told not in fiona.get(page).text
    assert "2.5%" in fiona.get(page).text
    assert book(fiona, page, do="approve").status_code == 303


def test_rates_typed_against_older_ones_are_kept_and_not_set(
    ledger: Ledger, browser_of: Callable[[str], Browser]
) -> None:
    adam = browser_of("adam")
    page, name = "/commissions/rates", "rate_REFERRAL_"
    older = re.search(r'name="version" value="([^"]*)"', adam.get(page).text)
    assert older is not None
    assert adam.submit(page, **{name: "4", "version": older[1]}).status_code == 303
    refused = adam.submit(page, **{name: "6", "version": older[1]})
    assert refused.status_code == 409
    assert "Somebody set rates while you were typing" in refused.text
    assert re.search(rf'name="{name}"[^>]*value="6"', refused.text)
    newest = re.search(r'name="version" value="([^"]*)"', refused.text)
    assert newest is not None
    assert adam.submit(page, **{name: "6", "version": newest[1]}).status_code == 303
    with ledger.cast.database.work(ledger.cast.actor("adam")) as work:
        assert queries.rates_now(work)[Motion.REFERRAL, None] == 6


def test_what_waits_for_approval_says_who_approves_and_needs_them(
    ledger: Ledger, browser_of: Callable[[str], Browser]
) -> None:
    accrual_id = ledger.won()
    told, needed = "with the role finance approver approves it", "Approve 1 commission"

    for who in ("alice", "dana"):
        browser = browser_of(who)
        assert told in browser.get(f"/commissions/{accrual_id}").text
        assert needed not in browser.get("/").text
    for stranger in ("charlie", "nina"):
        assert browser_of(stranger).get(f"/commissions/{accrual_id}").status_code == 404
        assert needed not in browser_of(stranger).get("/").text
    fiona = browser_of("fiona")
    assert told not in fiona.get(f"/commissions/{accrual_id}").text
    assert needed in fiona.get("/").text

    ledger.do("fiona", accrual_id, approve, None)

    assert needed not in fiona.get("/").text


@pytest.mark.parametrize("typed", ["1.000", "1,000", "955.005", "1.000,50"])
def test_an_amount_that_reads_in_two_ways_is_not_booked(
    ledger: Ledger, browser_of: Callable[[str], Browser], typed: str
) -> None:
    accrual_id = ledger.won()

    answer = browser_of("fiona").submit(f"/commissions/{accrual_id}", do="approve", amount=typed)

    assert answer.status_code == 422
    assert "at most two decimals" in answer.text
    assert f'value="{typed}"' in answer.text
    assert ledger.balance(accrual_id)[1] == 0
