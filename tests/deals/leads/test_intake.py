"""Leads on their way in: what an offer will show names nobody, and the host sees them come."""

from collections.abc import Callable

import pytest

from deals.leads.actions import take_in
from deals.leads.states import Rule
from portal.kernel.errors import Invalid
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.leads.desk import Desk
from tests.deals.leads.leads import a_lead
from tests.web.conftest import Browser


@pytest.mark.parametrize(
    "industry",
    [
        "Cranes of FJORDVERFT",
        "Shipyards, Fjordverft AS",
        "Shipyards (ask Ingrid Berg)",
        "see www.fjordverft.example",
        "call +47 22 00 00 00",
    ],
)
def test_what_partners_are_shown_of_a_lead_says_neither_who_nor_whom_to_call(
    cast: Cast, database: TransactionalDatabase, industry: str
) -> None:
    with database.work(cast.dana) as work, pytest.raises(Invalid) as refused:
        take_in(work, a_lead(industry=industry))
    assert list(refused.value.fields) == ["industry"]


def test_a_word_that_is_part_of_another_names_nobody(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.dana) as work:
        take_in(work, a_lead(industry="Ironmongery", customer_name="Iron AS"))


def test_an_empty_form_is_told_all_that_it_lacks(browser_of: Callable[[str], Browser]) -> None:
    answer = browser_of("dana").submit("/leads")
    assert answer.status_code == 422
    for name in ("customer_name", "contact_name", "email", "need", "industry", "size"):
        assert f'href="#f-{name}"' in answer.text, name


def test_new_leads_wait_on_the_home_page_of_who_qualifies_them_and_of_nobody_else(
    cast: Cast, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    with database.work(cast.dana) as work:
        take_in(work, a_lead())
    row = "Qualify 1 new lead"
    assert row in browser_of("dana").get("/").text
    for other in ("alice", "charlie", "olga"):
        assert row not in browser_of(other).get("/").text


def test_who_comes_too_late_for_a_lead_is_told_that_it_went_elsewhere(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    desk.offer(Rule.POOL)
    charlie = browser_of("charlie")
    page = f"/leads/offers/{desk.offer_to('danzig')}"
    asked = charlie.get(page)
    assert "once you accept" in asked.text
    desk.accept("bob", "luebeck")

    late = charlie.submit(page, do="accept", version="1")
    assert late.status_code == 409
    assert "This lead is not available any more." in late.text
    assert "This lead went elsewhere." in late.text
    assert "once you accept" not in late.text
