import pytest

from deals.actions import approve_deal
from deals.protection.states import ProtectionState
from deals.queries import get_deal
from deals.review.states import Review
from portal.kernel.errors import Conflict, Forbidden, NotFound
from tests.cast import Cast
from tests.conftest import TransactionalDatabase


def test_approving_a_submitted_deal_protects_it_for_ninety_days(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)

    with database.work(cast.dana) as work:
        approved = get_deal(work, deal.id)
        approve_deal(work, approved)

    assert approved.review is Review.APPROVED
    assert approved.protection is ProtectionState.ACTIVE
    assert approved.protected_until is not None
    assert (approved.protected_until - work.now).days == 90


def test_a_rival_gets_not_found(cast: Cast, database: TransactionalDatabase) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)

    with database.work(cast.charlie) as work, pytest.raises(NotFound):
        get_deal(work, deal.id)


def test_a_partner_cannot_approve_its_own_deal(cast: Cast, database: TransactionalDatabase) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account)

    with pytest.raises(Forbidden), database.work(cast.alice) as work:
        approve_deal(work, get_deal(work, deal.id))


def test_the_database_refuses_a_second_exclusive_protection(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    cast.share(account, "danzig")
    first, second = cast.deal(account, "alice"), cast.deal(account, "charlie")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, first.id))

    with pytest.raises(Conflict, match="exclusive protection"), database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, second.id))

    with database.work(cast.dana) as work:
        assert get_deal(work, second.id).review is Review.SUBMITTED
