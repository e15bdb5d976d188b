"""Each step of settling shows first what it would book, and books what was seen or nothing."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from deals.attribution.models import AttributionKind, DealAttribution
from deals.commissions.actions import approve, set_rates
from deals.models import Deal, Motion
from portal.kernel.actor import system_actor
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.commissions.test_ledger import EARNED, WAY, Ledger, day, hidden, ledger
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "ledger", "services"]
BrowserOf = Callable[[str], Browser]


def test_nothing_is_written_before_it_was_seen(ledger: Ledger, browser_of: BrowserOf) -> None:
    accrual = ledger.won()
    page, fiona = f"/commissions/{accrual}", browser_of("fiona")

    shown = fiona.submit(page, do="approve", amount="9000,50")

    assert shown.status_code == 200
    assert "Nothing is booked yet." in shown.text
    for told in ("€9,000.50", "Lübeck", "5%", "€199.50", "€9,200"):
        assert told in shown.text, told
    assert ledger.balance(accrual) == [EARNED, 0, 0, 0]
    booked = fiona.submit(page, **hidden(shown.text))
    assert (booked.status_code, booked.location) == (303, page)
    assert ledger.balance(accrual)[1] == Decimal("9000.50")


def test_a_form_sent_twice_books_once(ledger: Ledger, browser_of: BrowserOf) -> None:
    accrual = ledger.won()
    page, fiona = f"/commissions/{accrual}", browser_of("fiona")
    fields = hidden(fiona.submit(page, do="approve", amount="100").text)

    answers = [fiona.submit(page, **fields).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert ledger.balance(accrual)[1] == 100


def test_what_moved_after_it_was_seen_is_shown_anew_and_not_booked(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    accrual = ledger.won()
    page, fiona = f"/commissions/{accrual}", browser_of("fiona")
    fields = hidden(fiona.submit(page, do="approve", amount="100").text)
    ledger.do("frank", accrual, approve, Decimal(200))

    late = fiona.submit(page, **fields)

    assert late.status_code == 409
    assert "Somebody settled a part of this after it was shown to you." in late.text
    assert ledger.balance(accrual)[1] == 200
    assert fiona.submit(page, **hidden(late.text)).status_code == 303
    assert ledger.balance(accrual)[1] == 300


def test_the_steps_of_two_people_show_reference_day_and_reason(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    accrual = ledger.won()
    ledger.do("fiona", accrual, approve, None)
    page, today = f"/commissions/{accrual}", day(ledger).isoformat()
    paid = {"do": "pay", "reference": "SEPA 2026-4711", "paid_on": today}
    own = browser_of("fiona").submit(page, **paid)
    assert own.status_code == 409
    assert "Somebody else has to pay it" in own.text  # said before anything is booked

    frank = browser_of("frank")
    shown = frank.submit(page, **paid)
    assert "SEPA 2026-4711" in shown.text
    assert frank.submit(page, **hidden(shown.text)).status_code == 303
    taken = frank.submit(page, do="claw-back", amount="200", reason="Two drives came back.")
    assert "Two drives came back." in taken.text
    assert "To be returned" in taken.text
    assert ledger.balance(accrual) == [EARNED, EARNED, EARNED, 0]
    assert frank.submit(page, **hidden(taken.text)).status_code == 303
    assert ledger.balance(accrual)[3] == 200


def test_going_back_from_it_keeps_what_was_typed(ledger: Ledger, browser_of: BrowserOf) -> None:
    accrual = ledger.won()
    page, fiona = f"/commissions/{accrual}", browser_of("fiona")
    shown = fiona.submit(page, do="claw-back", amount="12.50", reason="A mistake.")

    back = fiona.submit(page, **hidden(shown.text), step="change")

    assert back.status_code == 200
    assert 'value="12.50"' in back.text
    assert "A mistake." in back.text
    assert ledger.balance(accrual) == [EARNED, 0, 0, 0]


@pytest.mark.parametrize("who", ["dana", "alice"])
def test_who_does_not_settle_sees_no_booking(
    ledger: Ledger, browser_of: BrowserOf, who: str
) -> None:
    page = f"/commissions/{ledger.won()}"
    refused = browser_of(who).submit(page, do="approve")
    assert refused.status_code == 403
    assert "Nothing is booked yet." not in refused.text


def test_a_rival_gets_the_same_answer_for_a_commission_as_for_none(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    charlie, accrual = browser_of("charlie"), ledger.won()

    answers = [charlie.get(f"/commissions/{each}") for each in (accrual, UUID(int=7))]

    assert [each.status_code for each in answers] == [404, 404]


# ------------------------------------------------------------------- why a deal earned nothing


def won(ledger: Ledger, motion: Motion, by: str = "alice") -> Deal:
    deal = ledger.deal(motion, by)
    ledger.end(deal, *WAY, by=by)
    return deal


NO_RATE = "No commission was paid for this motion"


def test_a_won_deal_without_a_rate_says_so_to_those_who_read_commissions(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    deal = won(ledger, Motion.RESELL)

    for who, reads in (("alice", True), ("dana", True), ("fiona", True), ("bob", False)):
        answer = browser_of(who).get(f"/deals/{deal.id}")
        assert (NO_RATE in answer.text) is reads, who
    assert browser_of("charlie").get(f"/deals/{deal.id}").status_code == 404


def test_the_reason_is_as_of_when_it_was_won(
    ledger: Ledger, browser_of: BrowserOf, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    deal = won(ledger, Motion.RESELL)
    clock.advance(minutes=1)
    with database.work(ledger.cast.actor("adam")) as work:
        set_rates(work, {(Motion.RESELL, None): Decimal(4)})

    assert NO_RATE in browser_of("alice").get(f"/deals/{deal.id}").text


def test_a_deal_whose_share_went_to_others_says_so_to_its_partner(
    ledger: Ledger, browser_of: BrowserOf, database: TransactionalDatabase
) -> None:
    deal = ledger.deal()
    with database.work(system_actor("test")) as work:
        work.add(
            DealAttribution(
                owner_company_id=ledger.cast.companies["danzig"].id,
                deal_id=deal.id,
                kind=AttributionKind.SOURCED,
                percent=100,
            )
        )
    ledger.end(deal, *WAY)

    assert "all of it is somebody else" in browser_of("alice").get(f"/deals/{deal.id}").text
    text = browser_of("dana").get(f"/deals/{deal.id}").text
    assert "Earned €9,200" in text


def test_a_deal_that_earned_leads_to_its_commission(ledger: Ledger, browser_of: BrowserOf) -> None:
    deal = won(ledger, Motion.REFERRAL)
    [accrual] = ledger.accrued(deal)

    text = browser_of("alice").get(f"/deals/{deal.id}").text

    assert f'href="/commissions/{accrual.id}"' in text
    assert "Earned €9,200" in text
    assert NO_RATE not in text


def test_a_deal_that_is_not_won_says_nothing_of_commissions(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    deal = ledger.deal(Motion.RESELL)

    assert NO_RATE not in browser_of("alice").get(f"/deals/{deal.id}").text


def test_the_sheet_is_in_the_words_of_its_reader_and_keeps_the_codes(
    ledger: Ledger, browser_of: BrowserOf
) -> None:
    ledger.won()
    alice = browser_of("alice")

    heading, row = alice.get("/commissions/export").data.decode("utf-8-sig").splitlines()
    german = alice.get("/commissions/export", headers={"Accept-Language": "de"})

    assert heading.split(",")[3:7] == ["Entry", "Code of the entry", "Amount", "Currency"]
    assert ",Accrued,ACCRUED,9200.00,EUR," in row
    told = german.data.decode("utf-8-sig").splitlines()
    assert ",ACCRUED,9200.00,EUR," in told[1]
