"""A page sends as many statements for sixty rows as for three: an N+1 is a failing test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from deals import actions
from deals.campaigns.actions import NewCampaign, open_campaign
from deals.drafts.actions import save_draft
from deals.drafts.models import MOST
from deals.handoffs.offering import NewHandOff, hand_off
from deals.handoffs.placing import place
from deals.handoffs.states import Fallback, Kind
from deals.leads.actions import qualify, take_in
from deals.leads.placing import offer_lead
from deals.leads.states import Rule
from deals.models import Deal
from deals.queries import get_deal, undecided_count
from deals.registration.forms import DealForm
from edi.gateway.queries import attention_count
from forums.opening import open_room
from partners.companies.models import Company
from partners.mails.actions import Recipient, send_mail
from partners.people.actions import NewPerson, add_member
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.permissions import Role
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.deals.leads.leads import a_lead
from tests.web.conftest import Browser

FEW, MANY = 3, 60
QUESTIONS = 20


class Statements:
    """What was sent to the database, without what opens and closes transactions."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "SELECT kontor_act(")):
            self.sent.append(statement)


@pytest.fixture
def statements(database: TransactionalDatabase) -> Iterator[Statements]:
    counter = Statements()
    sa.event.listen(database.connection, "before_cursor_execute", counter)
    yield counter
    sa.event.remove(database.connection, "before_cursor_execute", counter)


@pytest.fixture
def first(cast: Cast, database: TransactionalDatabase) -> Deal:
    """Three deals on three accounts; the first of them, whose own page is read."""
    account = cast.account("Customer 0")
    cast.share(account, "luebeck")
    deal = cast.deal(account)
    for number in range(1, FEW):
        _trade(cast, number)
    return deal


def _trade(cast: Cast, number: int) -> None:
    account = cast.account(f"Customer {number}")
    cast.share(account, "luebeck")
    cast.deal(account)
    with cast.database.work(cast.dana) as work:
        lead = take_in(work, a_lead())
        qualify(work, lead)
        open_campaign(work, NewCampaign("Fair", f"fair-{number}", "Fair", "Come and see."))
    with cast.database.work(cast.alice) as work:
        texts = DealForm.of(MultiDict()).texts()
        if number < MOST:
            save_draft(work, f"key-{number}", texts, account.id, 0)
    offer_lead(cast.database, cast.dana, lead.id, Rule.PUSH, cast.companies["luebeck"].id)
    _hand_over(cast, number)


def _hand_over(cast: Cast, number: int) -> None:
    """Offer a deal of Danzig's to Lübeck; and one of Lübeck's to whom the host chooses.

    Every other of those the host proposes to give to Danzig.
    """
    account = cast.account(f"Handed over {number}")
    luebeck, danzig = (cast.companies[each].id for each in ("luebeck", "danzig"))
    for partner in ("danzig", "luebeck"):
        cast.share(account, partner)
    for seller, by, family, asked in (
        ("charlie", cast.charlie, "DRIVES", ()),
        ("alice", cast.dana, "SENSORS", (danzig,))
        if number % 2
        else ("alice", cast.alice, "SENSORS", ()),
    ):
        deal = cast.deal(account, seller, family)
        with cast.database.work(cast.dana) as work:
            actions.approve_deal(work, get_deal(work, deal.id))
        new = NewHandOff(Kind.TRANSFER, "You sell.", 70, Fallback.STAY, asked)
        handoff_id = hand_off(cast.database, by, deal.id, new)
        if seller == "charlie":
            place(cast.database, cast.dana, handoff_id, (luebeck,))


def _more_of_all(cast: Cast, database: TransactionalDatabase, first: Deal) -> None:
    for number in range(FEW, MANY):
        _trade(cast, number)
        colleague = NewPerson(f"colleague-{number}@luebeck.example", f"Colleague {number}")
        with database.work(system_actor("test")) as work:
            luebeck = work.get(Company, cast.companies["luebeck"].id)
            reader = add_member(work, luebeck, colleague, frozenset({Role.SELLER}))
            to = Recipient(reader.email, "en", luebeck.id, reader.id)
            send_mail(work, "digest", reader.id, to)
    # As many things happened to the one deal whose page is read, and were told.
    for number in range(QUESTIONS):
        with database.work(cast.dana) as work:
            actions.ask_for_information(work, get_deal(work, first.id), f"Question {number}?")
        with database.work(cast.alice) as work:
            actions.answer_question(work, get_deal(work, first.id), f"Answer {number}")


PAGES = (
    "/",
    "/deals",
    "/deals/pipeline",
    "/insights",
    "/commissions",
    "/leads",
    "/handoffs",
    "/handoffs/offers",
    "/accounts",
    "/accounts?order=activity",
    "/inbox",
    "/documents",
    "/orders",
    "/rooms",
    "/search?q=customer",
    "/sharing",
    "/sharing?side=requests&state=waiting",
    "/settings/notifications",
)
ELSEWHERE = (
    ("alice", "/people"),
    ("adam", "/people"),
    ("adam", "/mails"),
    ("dana", "/campaigns"),
)


def test_no_page_asks_more_often_when_there_is_more_to_show(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    database: TransactionalDatabase,
    first: Deal,
    statements: Statements,
) -> None:
    readers = {name: browser_of(name) for name in ("dana", "alice", "adam")}
    pages = (*PAGES, f"/deals/{first.id}", f"/accounts/{first.account_id}")
    of_partner = f"/partners/{first.owner_company_id}"
    filtered = f"/deals?partner={first.owner_company_id}&undecided=yes"
    read = [
        *((name, page) for name in ("dana", "alice") for page in pages),
        *ELSEWHERE,
        ("dana", of_partner),
        ("dana", filtered),
    ]

    few = {each: _sent(readers[each[0]], statements, each[1]) for each in read}
    _more_of_all(cast, database, first)
    many = {each: _sent(readers[each[0]], statements, each[1]) for each in read}

    grown = {each: sent for each, sent in many.items() if len(sent) > len(few[each])}
    assert grown == {}


def _sent(browser: Browser, statements: Statements, page: str) -> list[str]:
    statements.sent.clear()
    assert browser.get(page).status_code == 200
    return list(statements.sent)


def test_the_deal_list_takes_seven_statements(
    browser_of: Callable[[str], Browser],
    cast: Cast,
    database: TransactionalDatabase,
    first: Deal,
    statements: Statements,
) -> None:
    """Session with its reader, deals, their lines, totals, partners; and the frame's two."""
    with database.work(cast.alice) as work:
        open_room(work, get_deal(work, first.id))
    assert len(_sent(browser_of("dana"), statements, "/deals")) == 7


def test_home_takes_nine_statements(
    browser_of: Callable[[str], Browser], first: Deal, statements: Statements
) -> None:
    """Session and reader, four kinds of needs, counts, what happened; the frame's two."""
    assert first.is_undecided
    assert len(_sent(browser_of("dana"), statements, "/")) == 9


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_counts_asked_together_see_what_each_reader_may_see_with_either_wall(
    cast: Cast, database: TransactionalDatabase, first: Deal, wall: Wall
) -> None:
    database.walls = wall
    counted = {}
    for name in ("dana", "emil", "alice", "bob", "charlie"):
        with database.work(cast.actor(name)) as work:
            counted[name] = work.counts(undecided_count(), attention_count(work))

    assert first.is_undecided
    assert counted == {
        "dana": [FEW, 0],
        "emil": [0, 0],
        "alice": [FEW, 0],
        "bob": [0, 0],
        "charlie": [0, 0],
    }
