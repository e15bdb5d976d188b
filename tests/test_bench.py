"""The house that the benches measure can be furnished with the schema as it is today."""

from collections.abc import Iterator

import pytest

from bench.accounts import CUSTOMERS, contestants
from bench.house import House, load_statements, load_trade, open_house
from bench.queries_per_page import count_pages


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def test_every_page_is_counted_in_a_house_full_of_deals(house: House) -> None:
    load_trade(house, first=1, last=40, accounts=40)

    counts = count_pages(house)

    assert isinstance(counts["/deals"], int)
    assert isinstance(counts["/deals/<uuid:deal_id>"], int)


def test_every_page_of_accounts_answers_in_a_house_full_of_customers(house: House) -> None:
    emptied = "DELETE FROM account_share_grants;\n\n"
    figures = {"accounts": 60, "partners": 2, "grants": 40}
    load_statements(house, emptied + CUSTOMERS.read_text(), figures)

    with contestants(house, figures["accounts"]) as found:
        for each in found:
            each.run()

    assert all(each.statements for each in found)
