"""The list of accounts: orders, filters and search, by index and with either wall alone."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from partners.accounts import words
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.listing import listed
from partners.accounts.models import Account, AccountWord
from partners.accounts.wanted import Listed, Order, Wanted, Whose
from portal.kernel.db import Wall
from portal.kernel.errors import Invalid
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

NAMES = {
    "Łódź Żeglugowa": ("PL", "lodz.example"),
    "Halden Logistics": ("NO", "halden-logistics.example"),
    "Halden Paper": ("SE", None),
    "Zürcher Hafen-Werke (Nord)": ("CH", "werke.example"),
    "Московский порт": ("EE", None),
}
"""By name, as the host added them; the first and the last but one are open to Lübeck."""


@pytest.fixture
def accounts(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> dict[str, Account]:
    made = {}
    for name, (country, domain) in NAMES.items():
        with database.work(cast.dana) as work:
            made[name] = open_account(work, NewAccount(name, country, domain))
        clock.advance(minutes=1)
    with database.work(cast.alice) as work:
        made["Halden of Lübeck"] = open_account(work, NewAccount("Halden of Lübeck", "DE"))
    for name in ("Łódź Żeglugowa", "Zürcher Hafen-Werke (Nord)", "Halden Paper"):
        cast.share(made[name], "luebeck")
    return made


Names = Callable[..., list[str]]


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def names_seen(
    request: pytest.FixtureRequest, cast: Cast, database: TransactionalDatabase
) -> Iterator[Names]:
    """Return what a reader is listed, page by page of two, with both walls and with each alone."""
    database.walls = request.param

    def seen(reader: str, search: str = "", **wanted: object) -> list[str]:
        with database.work(cast.actor(reader)) as work:
            asked = Wanted(search, **wanted)  # type: ignore[arg-type]
            found: list[Listed] = []
            while page := listed(work, asked, after=found[-1].place if found else None, limit=2):
                found += page
        return [each.account.name for each in found]

    yield seen
    database.walls = Wall.BOTH


@pytest.mark.usefixtures("accounts")
def test_each_order_and_filter_lists_each_account_once(names_seen: Names, cast: Cast) -> None:
    by_name = sorted([*NAMES])
    assert names_seen("dana") == by_name
    assert names_seen("dana", order=Order.NEWEST) == [*reversed(NAMES)]
    assert names_seen("dana", order=Order.COUNTRY) == sorted(NAMES, key=lambda name: NAMES[name][0])
    assert names_seen("dana", country="SE") == ["Halden Paper"]
    opened = ["Halden Paper", "Zürcher Hafen-Werke (Nord)", "Łódź Żeglugowa"]
    assert names_seen("dana", whose=Whose.OPENED) == opened
    assert names_seen("dana", whose=Whose.CLOSED) == [n for n in by_name if n not in opened]
    assert names_seen("dana", partner=cast.companies["luebeck"].id) == opened
    assert names_seen("dana", partner=cast.companies["danzig"].id) == []
    # Emil does not look after Lübeck: to him nothing is open, and nothing says that it is.
    assert names_seen("emil", whose=Whose.OPENED) == []
    assert names_seen("emil", partner=cast.companies["luebeck"].id) == []
    assert names_seen("alice") == ["Halden Paper", "Halden of Lübeck", *opened[1:]]
    assert names_seen("alice", whose=Whose.OURS) == ["Halden of Lübeck"]
    assert names_seen("alice", whose=Whose.THEIRS) == opened
    assert names_seen("charlie") == []


@pytest.mark.usefixtures("accounts")
def test_a_search_finds_beginnings_of_words_however_they_are_spelled(names_seen: Names) -> None:
    assert names_seen("dana", "HALD") == ["Halden Logistics", "Halden Paper"]
    assert names_seen("alice", "halden") == ["Halden Paper", "Halden of Lübeck"]
    assert names_seen("charlie", "halden") == []
    assert names_seen("dana", "logistics hal") == ["Halden Logistics"]
    assert names_seen("dana", "halden-logistics.example") == ["Halden Logistics"]
    assert names_seen("dana", "lodz") == names_seen("dana", "Łódź") == ["Łódź Żeglugowa"]
    for spelled in ("zürcher", "zurcher", "zuercher", "hafen-werke", "werke", "nord", "WERKE.ex"):
        assert names_seen("dana", spelled) == ["Zürcher Hafen-Werke (Nord)"], spelled
    assert names_seen("dana", "моск") == ["Московский порт"]
    assert names_seen("dana", "alden") == names_seen("dana", "%") == []
    assert names_seen("dana", "Halden & (logistics)") == ["Halden Logistics"]
    assert names_seen("dana", "paper halden") == names_seen("dana", "halden p") == ["Halden Paper"]
    assert names_seen("dana", "halden", country="SE") == ["Halden Paper"]
    assert names_seen("dana", "halden", whose=Whose.CLOSED) == ["Halden Logistics"]


def test_an_account_is_found_by_its_new_name_and_no_longer_by_the_old(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account("Halden Logistics")
    with database.work(cast.dana) as work:
        work.get(Account, account.id).name = "Moss Freight"
    with database.work(cast.dana) as work:
        assert [each.account.id for each in listed(work, Wanted("moss"))] == [account.id]
        # Its domain stays.
        assert len(listed(work, Wanted("halden-log"))) == 1
        assert listed(work, Wanted("logistics freight paper")) == []
        words = {*work.session.scalars(sa.select(AccountWord.word))}
    assert words == {
        "moss",
        "moss freight",
        "freight",
        "halden",
        "logistics",
        "halden-logistics",
        "halden-logistics.example",
    }


def test_a_grant_that_ran_out_takes_the_account_off_the_list(
    cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    clock.advance(days=181)
    with database.work(cast.alice) as work:
        assert listed(work, Wanted()) == listed(work, Wanted("halden")) == []
    with database.work(cast.dana) as work:
        assert len(listed(work, Wanted(whose=Whose.CLOSED))) == 1


def test_a_place_in_one_order_is_none_in_another(
    cast: Cast, database: TransactionalDatabase, accounts: dict[str, Account]
) -> None:
    with database.work(cast.dana) as work:
        last = listed(work, Wanted(), limit=2)[-1]
        with pytest.raises(Invalid):
            listed(work, Wanted(order=Order.COUNTRY), after=last.place)
        with pytest.raises(Invalid):
            listed(work, Wanted("halden"), after=last.place)


PLANS = {
    "ix_accounts_owner_name": Wanted(whose=Whose.OURS),
    "ix_accounts_owner_newest": Wanted(whose=Whose.OURS, order=Order.NEWEST),
    "ix_accounts_owner_country": Wanted(whose=Whose.OURS, order=Order.COUNTRY),
    "ix_account_touches_latest": Wanted(whose=Whose.OURS, order=Order.ACTIVITY),
    "ix_account_touches_country": Wanted(whose=Whose.OURS, country="SE", order=Order.ACTIVITY),
    "ix_account_words_owner": Wanted("halden", whose=Whose.OURS),
}


@pytest.mark.parametrize("index", PLANS)
def test_row_security_lets_an_index_answer(
    cast: Cast, database: TransactionalDatabase, index: str
) -> None:
    """With a handful of rows an index is used where nothing else may be; what counts is that it
    can be: row security keeps every operator that is not leakproof out of it."""
    sent: list[tuple[str, object]] = []

    def keep(
        _connection: object, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        sent.append((statement, values))

    with database.work(cast.dana) as work:
        work.session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        work.session.connection().exec_driver_sql("SET LOCAL enable_sort = off")
        work.session.connection().exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        sa.event.listen(database.connection, "before_cursor_execute", keep)
        listed(work, PLANS[index])
        sa.event.remove(database.connection, "before_cursor_execute", keep)
        statement, values = sent[-1]
        plan = work.session.connection().exec_driver_sql(f"EXPLAIN {statement}", values)  # type: ignore[arg-type]
        lines = [row[0] for row in plan]
    assert any(f" using {index} on " in line for line in lines), "\n".join(lines)
    conditions = [line for line in lines if "Index Cond" in line]
    assert not index.endswith("words_owner") or any("word" in line for line in conditions)
    # Planned without values, a join would be of all accounts, sorted.
    assert "JOIN account_touches" not in statement


@pytest.mark.usefixtures("accounts")
def test_the_page_keeps_its_filters_on_the_way_on(browser_of: Callable[[str], Browser]) -> None:
    browser = browser_of("dana")

    page = browser.get("/accounts?whose=opened&country=SE&order=country&q=hal").text
    assert "Halden Paper" in page
    assert "Halden Logistics" not in page
    assert "order=newest" in page
    assert 'name="country" value="SE"' in page
    nothing = browser.get("/accounts?country=XX").text
    assert "Clear the filter" in nothing
    # What is no filter is passed over; a cursor of another order is refused.
    assert browser.get("/accounts?whose=nonsense&order=1&partner=x").status_code == 200


def test_of_equally_common_words_the_one_whose_names_begin_last_drives_the_search(
    cast: Cast,
    database: TransactionalDatabase,
    accounts: dict[str, Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "_ENOUGH", 1)
    assert len(accounts) > len(NAMES)
    with database.work(cast.dana) as work:
        assert words.rarest_first(work, ["logistics", "nord"]) == ["nord", "logistics"]
        assert words.rarest_first(work, ["nord", "nowhere"]) == ["nowhere", "nord"]
