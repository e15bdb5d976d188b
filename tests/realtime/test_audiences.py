"""A bell carries ids: it reaches the pages of those who may see the record, and no others."""

import uuid
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from deals.models import Deal
from deals.registration.actions import register_deal
from edi.gateway.actions import NewAgreement, sign_agreement
from forums.actions import send_message
from forums.models import Audience
from forums.opening import open_room
from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account
from partners.accounts.queries import get_grant
from partners.companies.models import Company
from portal.kernel.actor import Actor
from portal.kernel.bell import Hint, person_audience
from portal.kernel.db import Database
from tests.cast import Cast, a_deal
from tests.realtime.web import Browser, Web, eventually, sign_in

EVERYONE = ("alice", "bob", "vera", "charlie", "dana", "emil", "desk")
Topics = dict[str, set[str]]
Hear = Callable[[], Topics]


@pytest.fixture
def hear(web: Web, people: Cast, committed: Database) -> Iterator[Hear]:
    """Open a page for everyone; return what each has heard since the last call."""
    pages = {name: Browser(web.url, sign_in(committed, people, name)) for name in EVERYONE}

    def hear() -> Topics:
        end = f"end-{uuid.uuid4()}"
        everyone = tuple(person_audience(people.people[name].id) for name in pages)
        web.database.bell.ring([Hint((end,), everyone)])
        for page in pages.values():
            eventually(partial(_has_heard, page, end), "the end")
        heard = {name: _topics(page) for name, page in pages.items()}
        for page in pages.values():
            page.events.clear()
        return heard

    yield hear
    for page in pages.values():
        page.close()


def _has_heard(page: Browser, topic: str) -> bool:
    return {"topics": [topic]} in page.heard("changed")


def _topics(page: Browser) -> set[str]:
    topics = {topic for content in page.heard("changed") for topic in content["topics"]}
    return {topic for topic in topics if not topic.startswith("end-")}


def who_heard(heard: Topics, topic: str) -> set[str]:
    return {name for name, topics in heard.items() if topic in topics}


def register(web: Web, actor: Actor, account: Account) -> Deal:
    with web.database.work(actor) as work:
        return register_deal(work, work.get(Account, account.id), a_deal())


@pytest.fixture
def account(people: Cast) -> Account:
    account = people.account(f"Customer {uuid.uuid4()}")
    people.share(account, "luebeck")
    return account


def test_a_deal_rings_neither_for_a_seller_who_did_not_register_it_nor_for_another_manager(
    web: Web, people: Cast, account: Account, hear: Hear
) -> None:
    deal = register(web, people.alice, account)

    heard = hear()

    assert who_heard(heard, f"deal:{deal.id}") == {"alice", "vera", "dana", "desk"}
    assert heard["bob"] == heard["emil"] == heard["charlie"] == set()


def test_a_deal_rings_for_the_seller_who_registered_it(
    web: Web, people: Cast, account: Account, hear: Hear
) -> None:
    deal = register(web, people.bob, account)

    assert who_heard(hear(), f"deal:{deal.id}") == {"alice", "bob", "vera", "dana", "desk"}


def test_a_room_about_a_deal_rings_for_those_who_see_the_deal(
    web: Web, people: Cast, account: Account, hear: Hear
) -> None:
    with web.database.work(people.alice) as work:
        deal = register_deal(work, work.get(Account, account.id), a_deal())
        room = open_room(work, deal)
        opened = who_heard(hear(), "rooms")
        send_message(work, room, text="Hello", audience=Audience.SHARED, client_id="one")
    shared = who_heard(hear(), "rooms")
    with web.database.work(people.dana) as work:
        send_message(work, room, text="A note", audience=Audience.INTERNAL, client_id="two")

    assert opened == set()  # nothing rings before the commit
    assert shared == {"alice", "vera", "dana", "desk"}
    assert who_heard(hear(), "rooms") == {"dana", "desk"}


def test_a_room_about_an_account_rings_for_a_partner_only_while_the_grant_is_in_force(
    web: Web, people: Cast, hear: Hear
) -> None:
    account = people.account(f"Customer {uuid.uuid4()}")
    grant = people.share(account, "danzig")
    with web.database.work(people.dana) as work:
        room = open_room(work, work.get(Account, account.id), people.companies["danzig"].id)
    assert who_heard(hear(), "rooms") == {"charlie", "dana", "desk"}
    with people.database.work(people.dana) as work:  # nobody rings: Charlie's page stays open
        shared = work.get(Account, account.id)
        revoke_grant(work, get_grant(work, shared, grant.id), shared, "The sale is over")

    with web.database.work(people.dana) as work:
        send_message(work, room, text="Pity", audience=Audience.SHARED, client_id="one")

    assert who_heard(hear(), "rooms") == {"dana", "desk"}


def test_traffic_rings_for_the_whole_partner_and_for_those_who_look_after_it(
    web: Web, people: Cast, hear: Hear
) -> None:
    number = uuid.uuid4().hex[:12].upper()
    with web.database.work(people.olga) as work:
        partner = work.get(Company, people.companies["luebeck"].id)
        sign_agreement(
            work,
            partner,
            NewAgreement(
                name="Orders",
                partner_qualifier="ZZ",
                partner_identifier=number,
                host_qualifier="ZZ",
                host_identifier="HANSA",
                currency="EUR",
            ),
        )

    assert who_heard(hear(), "gateway") == {"alice", "bob", "vera", "dana", "desk"}


def test_a_grant_rings_at_the_host_for_those_who_look_after_its_other_side(
    web: Web, people: Cast, hear: Hear
) -> None:
    account = people.account(f"Customer {uuid.uuid4()}")
    web_cast = Cast(web.database, people.companies, people.people)
    web_cast.share(account, "luebeck")

    assert who_heard(hear(), f"account:{account.id}") == {"alice", "bob", "vera", "dana", "desk"}
