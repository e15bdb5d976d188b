"""A campaign's page takes leads in from anybody, and tells nobody but the host of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from deals.campaigns.actions import (
    PER_ADDRESS,
    NewCampaign,
    change_campaign,
    close_campaign,
    open_campaign,
)
from deals.campaigns.models import Campaign, CampaignAnswer
from deals.leads.models import Lead, LeadContact
from deals.leads.states import LeadState
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
BrowserOf = Callable[[str], Browser]
FAIR = NewCampaign(
    name="Spring fair 2027",
    slug="spring-fair-2027",
    title="Drives that run for ten years",
    text="Tell us what you build.\n\nWe call you within two days.",
    family_code="DRIVES",
    ends_on=date(2027, 4, 30),
)
ANSWER = {
    "need": "Forty drives in spring.",
    "customer_name": "Fjordverft AS",
    "industry": "Shipyards",
    "size": "MEDIUM",
    "country": "NO",
    "territory": "NO-E",
    "contact_name": "Ingrid Berg",
    "email": "ingrid@fjordverft.example",
    "agrees": "yes",
}


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    with cast.database.work(cast.dana) as work:
        return open_campaign(work, FAIR)


@pytest.fixture
def visitor(app: Flask) -> Callable[..., int]:
    """Answer the campaign as somebody who is not signed in; return the status."""

    def answer(address: str = "192.0.2.7", slug: str = FAIR.slug, **changes: str) -> int:
        return (
            app.test_client()
            .post(
                f"/c/{slug}",
                data={**ANSWER, **changes},
                headers={"Origin": ORIGIN},
                environ_base={"REMOTE_ADDR": address},
            )
            .status_code
        )

    return answer


def leads(database: TransactionalDatabase) -> list[Lead]:
    with database.work(system_actor("test")) as work:
        return list(work.all(sa.select(Lead).order_by(Lead.created_at)))


def test_an_answer_is_a_lead_that_waits_to_be_qualified_with_its_consent(
    campaign: Campaign,
    visitor: Callable[..., int],
    database: TransactionalDatabase,
    clock: StoppedClock,
) -> None:
    assert visitor() == 303

    [lead] = leads(database)
    assert (lead.state, lead.source, lead.family_code) == (LeadState.NEW, FAIR.name, "DRIVES")
    with database.work(system_actor("test")) as work:
        contact = work.one(sa.select(LeadContact))
        answer = work.one(sa.select(CampaignAnswer))
    assert (contact.email, contact.consented_at) == (ANSWER["email"], clock.now())
    assert (answer.lead_id, answer.address) == (lead.id, "192.0.2.7")


def test_the_desk_is_told_and_no_partner(
    campaign: Campaign, visitor: Callable[..., int], services: Services, browser_of: BrowserOf
) -> None:
    visitor()
    run_jobs(services)

    assert "Shipyards, NO-E" in browser_of("desk").get("/inbox").text
    assert "Shipyards" not in browser_of("alice").get("/inbox").text
    assert ANSWER["customer_name"] in browser_of("dana").get("/leads").text
    assert ANSWER["customer_name"] not in browser_of("alice").get("/leads").text


@pytest.mark.parametrize(
    "wrong", [{"agrees": ""}, {"email": "nobody"}, {"need": " "}, {"size": ""}, {"territory": "XX"}]
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    campaign: Campaign, app: Flask, database: TransactionalDatabase, wrong: dict[str, str]
) -> None:
    page = app.test_client().post(
        f"/c/{FAIR.slug}",
        base_url=ORIGIN,
        data={**ANSWER, **wrong, "contact_name": "Åse Ørbeck"},
        headers={"Origin": ORIGIN},
    )

    assert page.status_code == 422
    assert "Åse Ørbeck" in page.text
    assert leads(database) == []


def test_what_is_wrong_is_summed_up_by_the_names_of_its_fields(
    campaign: Campaign, app: Flask, browser_of: BrowserOf
) -> None:
    asked = app.test_client().post(
        f"/c/{campaign.slug}",
        base_url=ORIGIN,
        data={"agrees": "yes", "size": "SMALL"},
        headers={"Origin": ORIGIN},
    )
    entered = browser_of("dana").submit("/campaigns")

    for page, name, sentence in (
        (asked.text, "customer_name", "Company: Fill this in."),
        (asked.text, "email", "Your e-mail address: "),
        (asked.text, "country", "Country: Choose the country."),
        (entered.text, "slug", "Address: Fill this in."),
        (entered.text, "title", "Title: Fill this in."),
    ):
        assert f'<a href="#f-{name}">{sentence}' in page
        assert f'id="f-{name}"' in page


def test_a_family_that_the_campaign_names_is_not_the_visitors_to_change(
    campaign: Campaign, visitor: Callable[..., int], database: TransactionalDatabase
) -> None:
    visitor(family="SENSORS")

    assert [each.family_code for each in leads(database)] == ["DRIVES"]


def test_who_fills_in_the_hidden_field_is_thanked_and_not_taken_in(
    campaign: Campaign, visitor: Callable[..., int], database: TransactionalDatabase
) -> None:
    assert visitor(fax="+49 451 1") == 303
    assert leads(database) == []


def test_one_address_answers_so_often_within_the_hour_and_then_waits(
    campaign: Campaign,
    visitor: Callable[..., int],
    database: TransactionalDatabase,
    clock: StoppedClock,
) -> None:
    assert {visitor() for _ in range(PER_ADDRESS)} == {303}
    assert visitor() == 429
    assert visitor(address="198.51.100.9") == 303
    clock.advance(minutes=61)
    assert visitor() == 303

    assert len(leads(database)) == PER_ADDRESS + 2


def test_closed_or_past_its_last_day_it_says_so_and_takes_nothing(
    cast: Cast,
    campaign: Campaign,
    app: Flask,
    visitor: Callable[..., int],
    database: TransactionalDatabase,
    clock: StoppedClock,
) -> None:
    assert "Ask to be called" in app.test_client().get(f"/c/{FAIR.slug}").text
    with cast.database.work(cast.dana) as work:
        close_campaign(work, work.get(Campaign, campaign.id))
    assert "is over" in app.test_client().get(f"/c/{FAIR.slug}").text
    assert visitor() == 409
    with cast.database.work(cast.dana) as work:
        late = open_campaign(
            work,
            NewCampaign("Short", "short", "Short", "Short", None, clock.now().date()),
        )
    clock.at += timedelta(days=2)
    assert visitor(slug=late.slug, family="DRIVES") == 409

    assert leads(database) == []


def test_there_is_one_campaign_at_an_address(cast: Cast, campaign: Campaign) -> None:
    with pytest.raises(Conflict, match="address"), cast.database.work(cast.actor("emil")) as work:
        open_campaign(work, FAIR)


@pytest.mark.parametrize("slug", ["Spring", "spring fair", "-spring", "spring--fair", "../x", ""])
def test_an_address_is_plain(cast: Cast, slug: str) -> None:
    with cast.database.work(cast.dana) as work, pytest.raises(Invalid):
        open_campaign(work, NewCampaign("Fair", slug, "Fair", "Fair"))


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_no_partner_reads_campaigns_or_who_answered_with_either_wall(
    cast: Cast,
    campaign: Campaign,
    visitor: Callable[..., int],
    database: TransactionalDatabase,
    wall: Wall,
) -> None:
    visitor()
    readers = {name: cast.actor(name) for name in ("alice", "charlie", "dana", "audrey")}
    database.walls = wall
    try:
        found = {}
        for name, actor in readers.items():
            with database.work(actor) as work:
                found[name] = (
                    len(work.all(sa.select(Campaign))),
                    len(work.all(sa.select(CampaignAnswer))),
                )
    finally:
        database.walls = Wall.BOTH
    assert found == {"alice": (0, 0), "charlie": (0, 0), "dana": (1, 1), "audrey": (1, 1)}


def test_who_oversees_reads_and_changes_nothing(
    cast: Cast, campaign: Campaign, browser_of: BrowserOf
) -> None:
    audrey = browser_of("audrey")

    page = audrey.get(f"/campaigns/{campaign.id}").text

    assert FAIR.name in page
    assert 'value="close"' not in page
    assert audrey.submit(f"/campaigns/{campaign.id}", do="close").status_code == 403
    assert browser_of("alice").get("/campaigns").status_code == 403
    with cast.database.work(cast.actor("audrey")) as work, pytest.raises(Forbidden):
        change_campaign(work, work.get(Campaign, campaign.id), FAIR)


def test_the_list_says_what_came_of_each(
    campaign: Campaign, visitor: Callable[..., int], browser_of: BrowserOf
) -> None:
    dana = browser_of("dana")
    assert "No campaigns yet" not in dana.get("/campaigns").text
    visitor()
    visitor()

    page = dana.get(f"/campaigns/{campaign.id}").text

    assert "http://127.0.0.1:8000/c/spring-fair-2027" in page
    assert "/c/spring-fair-2027" in dana.get("/campaigns").text


def test_it_is_changed_closed_and_opened_again_on_its_page(
    campaign: Campaign, browser_of: BrowserOf, app: Flask
) -> None:
    dana, where = browser_of("dana"), f"/campaigns/{campaign.id}"
    typed = {"name": FAIR.name, "slug": "fair", "title": "Drives", "text": "Call us."}

    assert dana.submit(where, do="change", **{**typed, "slug": "Not plain"}).status_code == 422
    assert dana.submit(where, do="change", **typed).status_code == 303
    assert app.test_client().get("/c/fair").status_code == 200
    assert app.test_client().get(f"/c/{FAIR.slug}").status_code == 404
    assert dana.submit(where, do="close").status_code == 303
    assert "is over" in app.test_client().get("/c/fair").text
    assert dana.submit(where, do="reopen").status_code == 303
    stale = dana.submit(where, do="close", version=1)
    assert stale.status_code == 409
