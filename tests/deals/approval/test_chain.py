"""Above an amount several people approve: each once, whoever races, and nobody is told before."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from deals.actions import answer_question, approve_deal, ask_for_information
from deals.approval.award import ALONE, BESIDE_OTHERS, Award
from deals.approval.chain import chain_of
from deals.approval.models import Approval, Approver, Outcome
from deals.models import Deal
from deals.programme.actions import NewStep, set_programme
from deals.programme.models import DEFAULTS
from deals.queries import get_deal
from deals.review.states import Review
from portal.kernel.activity import Activity
from portal.kernel.db import Wall, Work
from portal.kernel.errors import Conflict
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
TWO = (NewStep("EUR", Decimal(100_000), Approver.ANYONE),)
DESK = (NewStep("EUR", Decimal(100_000), Approver.DEAL_DESK),)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """A registration over 184,000 EUR."""
    account = cast.account()
    cast.share(account, "luebeck")
    return cast.deal(account)


def ask_for(cast: Cast, *steps: NewStep) -> None:
    with cast.database.work(cast.actor("adam")) as work:
        set_programme(work, DEFAULTS, {}, steps)


def approve(cast: Cast, who: str, deal: Deal, award: Award = ALONE) -> Review:
    with cast.database.work(cast.actor(who)) as work:
        found = get_deal(work, deal.id)
        approve_deal(work, found, award)
        return found.review


def test_above_the_amount_two_people_approve_and_neither_both_times(cast: Cast, deal: Deal) -> None:
    ask_for(cast, *TWO)

    assert approve(cast, "dana", deal) is Review.IN_REVIEW
    with pytest.raises(Conflict, match="Another person"):
        approve(cast, "dana", deal)
    assert approve(cast, "desk", deal) is Review.APPROVED


def test_below_the_amount_one_is_enough(cast: Cast, deal: Deal) -> None:
    ask_for(cast, NewStep("EUR", Decimal(184_001), Approver.ANYONE))

    assert approve(cast, "dana", deal) is Review.APPROVED


def test_another_currency_is_no_way_around_a_step(cast: Cast, deal: Deal) -> None:
    ask_for(cast, NewStep("USD", Decimal(10**9), Approver.DEAL_DESK))

    with cast.database.work(cast.dana) as work:
        chain = chain_of(work, get_deal(work, deal.id))

    assert [link.approver for link in chain.links] == [Approver.ANYONE, Approver.DEAL_DESK]


def test_a_step_of_a_role_is_taken_by_it_in_any_order(cast: Cast, deal: Deal) -> None:
    ask_for(cast, *DESK)

    assert approve(cast, "desk", deal) is Review.IN_REVIEW
    assert approve(cast, "dana", deal) is Review.APPROVED


def test_what_lacks_is_not_given_by_somebody_in_another_role(cast: Cast, deal: Deal) -> None:
    ask_for(cast, *DESK)
    approve(cast, "dana", deal)

    with pytest.raises(Conflict, match="another role"):
        approve(cast, "adam", deal)


def test_all_approve_the_same_thing(cast: Cast, deal: Deal) -> None:
    ask_for(cast, *TWO)
    approve(cast, "dana", deal)

    with pytest.raises(Conflict, match="another outcome"):
        approve(cast, "desk", deal, BESIDE_OTHERS)


def test_a_question_lets_all_approvals_begin_anew(cast: Cast, deal: Deal) -> None:
    ask_for(cast, *TWO)
    approve(cast, "dana", deal)
    with cast.database.work(cast.dana) as work:
        ask_for_information(work, get_deal(work, deal.id), "Who signs?")
    with cast.database.work(cast.alice) as work:
        answer_question(work, get_deal(work, deal.id), "Halden AS.")

    assert approve(cast, "desk", deal) is Review.IN_REVIEW
    assert approve(cast, "dana", deal) is Review.APPROVED


def test_the_database_lets_no_race_give_one_person_both(cast: Cast, deal: Deal) -> None:
    def give(work: Work) -> None:
        row = Approval(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            label=deal.number,
            approver=Approver.ANYONE,
            person_id=work.actor.id,
            person_name=work.actor.name,
            outcome=Outcome.EXCLUSIVE,
        )
        work.add(row)
        work.flush()

    with pytest.raises(Conflict, match="Another person"), cast.database.work(cast.dana) as work:
        give(work)
        give(work)


def test_the_first_approval_is_the_hosts_alone_and_its_page_says_who_is_next(
    cast: Cast,
    deal: Deal,
    database: TransactionalDatabase,
    browser_of: Callable[[str], Browser],
) -> None:
    ask_for(cast, *DESK)
    dana, alice = browser_of("dana"), browser_of("alice")
    before = dana.get(f"/deals/{deal.id}").text
    assert "Who approves" in before
    assert "Give my approval" in before

    assert dana.submit(f"/deals/{deal.id}/approval").status_code == 303

    assert "is the approval of somebody else" in dana.get(f"/deals/{deal.id}").text
    assert "Dana Dietrich" in browser_of("desk").get(f"/deals/{deal.id}").text
    theirs = alice.get(f"/deals/{deal.id}").text
    assert "In review" in theirs
    assert "one more approval" not in theirs
    given = sa.select(Activity).where(Activity.verb == "deal-approval-given")
    for reader, sees in (("alice", 0), ("emil", 0), ("desk", 1)):
        for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
            database.walls = wall
            with database.work(cast.actor(reader)) as work:
                assert len(work.all(sa.select(Approval))) == sees, (reader, wall)
                assert len(work.all(given)) == sees, (reader, wall)
