"""A lead corrected: by whom, while nobody reads it, told without what stood or stands there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.leads import queries
from deals.leads.correcting import correct
from deals.leads.entry import FIELDS, NewLead
from deals.leads.events import LeadCorrected
from deals.leads.placing import offer_lead
from deals.leads.states import LeadState, Rule, Size
from portal.kernel.activity import Activity, verb_of
from portal.kernel.actor import system_actor
from portal.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion, TransitionRefused
from tests.deals.leads.desk import Desk
from tests.deals.leads.leads import a_lead
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
OTHERWISE = NewLead(
    industry="Ferries",
    country="SE",
    territory_code="SE",
    family_code="GATEWAYS",
    size=Size.LARGE,
    customer_name="Färjorna AB",
    contact_name="Astrid Lund",
    email="astrid@farjorna.example",
    need="Gateways for nine ferries.",
    source="Call",
    domain="farjorna.example",
    phone="+46 8 123 456",
)


def typed(**changes: str) -> dict[str, str]:
    new = a_lead()
    texts = {name: str(getattr(new, name)) for name in FIELDS}
    texts |= {"territory": texts.pop("territory_code"), "family": texts.pop("family_code")}
    return texts | changes


def says(desk: Desk) -> NewLead:
    with desk.database.work(system_actor("test")) as work:
        lead = queries.get_lead(work, desk.lead_id)
        return NewLead.of(lead, lead.contact)


def told(desk: Desk) -> list[Activity]:
    verb = verb_of(LeadCorrected)
    with desk.database.work(system_actor("test")) as work:
        return list(work.all(sa.select(Activity).where(Activity.verb == verb)))


def do(desk: Desk, who: str = "dana", version: int | None = None, **changes: Any) -> None:
    new = replace(a_lead(), **changes)
    version = desk.lead.version if version is None else version
    correct(desk.database, desk.cast.actor(who), desk.lead_id, new, version)


def test_all_that_was_entered_can_be_corrected_and_the_event_names_the_fields_alone(
    desk: Desk,
) -> None:
    before = desk.lead.version

    correct(desk.database, desk.cast.dana, desk.lead_id, OTHERWISE, before)

    assert says(desk) == OTHERWISE
    assert (desk.lead.state, desk.lead.version) == (LeadState.QUALIFIED, before + 1)
    [event] = told(desk)
    assert event.facts["fields"] == list(FIELDS)
    assert event.actor_name == desk.cast.dana.name
    kept = f"{event.facts} {event.reason}"
    for word in ("Färjorna", "Astrid", "farjorna", "+46", "Fjordverft", "Ingrid", "+47"):
        assert word not in kept


def test_what_only_the_contact_says_counts_as_a_version_too(desk: Desk) -> None:
    before = desk.lead.version

    do(desk, phone="+47 23 00 00 00")

    assert told(desk)[0].facts["fields"] == ["phone"]
    with pytest.raises(StaleVersion):
        do(desk, version=before, email="other@fjordverft.example")
    assert says(desk).email == "ingrid@fjordverft.example"


def test_saving_what_it_says_already_changes_and_tells_nothing(desk: Desk) -> None:
    before = desk.lead.version

    do(desk)
    do(desk, country="no ", domain="https://www.fjordverft.example/about")

    assert (desk.lead.version, told(desk)) == (before, [])


@pytest.mark.parametrize("state", [LeadState.OFFERED, LeadState.ACCEPTED])
def test_what_partners_read_is_taken_back_before_it_is_corrected(
    desk: Desk, state: LeadState
) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    if state is LeadState.ACCEPTED:
        desk.accept("bob", "luebeck")

    with pytest.raises(TransitionRefused, match="Take it back first"):
        do(desk, industry="Ferries")

    assert says(desk).industry == "Shipyards"
    desk.recall()
    do(desk, industry="Ferries")
    assert says(desk).industry == "Ferries"


def test_a_lead_that_is_over_stays_as_it_was(desk: Desk) -> None:
    desk.held_by("bob", "luebeck")
    desk.reach("bob")

    with pytest.raises(TransitionRefused, match="stays as it was"):
        do(desk, industry="Ferries")


def test_an_unplaced_lead_is_offered_anew_as_it_was_corrected(desk: Desk) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    desk.decline("bob", "luebeck")
    assert desk.lead.state is LeadState.UNPLACED
    do(desk, industry="Ferries")

    offer_lead(
        desk.database, desk.cast.dana, desk.lead_id, Rule.PUSH, desk.cast.companies["danzig"].id
    )

    with desk.database.work(system_actor("test")) as work:
        offer = queries.get_offer(work, desk.offer_to("danzig"))
        assert offer.industry == "Ferries"
        assert queries.get_offer(work, desk.offer_to("luebeck")).industry == "Shipyards"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"industry": "Cranes of Fjordverft"}, "industry"),
        ({"email": "nobody"}, "email"),
        ({"territory_code": "MOON"}, "territory"),
        ({"need": " "}, "need"),
    ],
)
def test_a_correction_is_checked_as_a_new_lead_is(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        do(desk, **changes)

    assert list(refused.value.fields) == [field]
    assert says(desk) == a_lead()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", NotFound), ("charlie", NotFound), ("vera", NotFound), ("olga", Forbidden)],
)
def test_a_partner_sees_no_lead_to_correct_and_who_only_reads_may_not(
    desk: Desk, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises((refusal, Forbidden)):
        do(desk, who, industry="Ferries")

    assert says(desk).industry == "Shipyards"


def test_the_form_comes_with_what_is_said_and_saves_what_is_typed(
    desk: Desk, browser_of: BrowserOf
) -> None:
    dana, path = browser_of("dana"), f"/leads/{desk.lead_id}"
    assert f'href="{path}/correction"' in dana.get(path).text
    form = dana.get(f"{path}/correction").text
    assert 'value="ingrid@fjordverft.example"' in form
    assert '<option value="NO" selected>Norway</option>' in form

    saved = dana.submit(f"{path}/correction", **typed(email="berg@fjordverft.example"), version="2")

    assert (saved.status_code, saved.location) == (303, path)
    page = dana.get(path).text
    assert "berg@fjordverft.example" in page
    assert "corrected the lead" in page
    assert "Shipyards, NO-E: E-mail" in page


def test_two_who_correct_at_once_see_both_and_lose_nothing(
    desk: Desk, browser_of: BrowserOf
) -> None:
    path, version = f"/leads/{desk.lead_id}/correction", str(desk.lead.version)
    dana, adam = browser_of("dana"), browser_of("adam")
    assert adam.submit(path, **typed(contact_name="Inga Berg"), version=version).status_code == 303

    late = dana.submit(path, **typed(contact_name="Ingrid Bergman"), version=version)

    assert late.status_code == 409
    assert 'value="Ingrid Bergman"' in late.text
    assert "Inga Berg" in late.text
    assert "while you were typing" in late.text
    newer = str(desk.lead.version)
    assert f'name="version" value="{newer}"' in late.text
    again = dana.submit(path, **typed(contact_name="Ingrid Bergman"), version=newer)
    assert again.status_code == 303
    assert says(desk).contact_name == "Ingrid Bergman"


def test_an_offer_meanwhile_keeps_what_was_typed_and_says_what_to_do(
    desk: Desk, browser_of: BrowserOf
) -> None:
    path, version = f"/leads/{desk.lead_id}/correction", str(desk.lead.version)
    dana = browser_of("dana")
    desk.offer(Rule.PUSH, "luebeck")

    late = dana.submit(path, **typed(need="Replaces fifty drives."), version=version)

    assert late.status_code == 409
    assert "Take it back first" in late.text
    assert "Replaces fifty drives." in late.text
    shown = dana.get(path)
    assert (shown.status_code, "Take it back first" in shown.text) == (409, True)
    assert f'href="{path}"' not in dana.get(f"/leads/{desk.lead_id}").text


def test_a_wrong_field_is_named_and_the_rest_is_kept(desk: Desk, browser_of: BrowserOf) -> None:
    path = f"/leads/{desk.lead_id}/correction"

    refused = browser_of("dana").submit(path, **typed(phone="ask her", need="Forty."), version="2")

    assert refused.status_code == 422
    assert 'href="#f-phone"' in refused.text
    assert 'value="ask her"' in refused.text
    assert "Forty." in refused.text


def test_a_partner_is_refused_the_form_for_any_lead_alike(
    desk: Desk, browser_of: BrowserOf
) -> None:
    desk.held_by("bob", "luebeck")
    absent = UUID(int=7)
    for who in ("alice", "charlie", "olga"):
        answers = {
            browser_of(who).get(f"/leads/{x}/correction").status_code
            for x in (desk.lead_id, absent)
        }
        assert answers == {403}, who
    assert browser_of("dana").get(f"/leads/{absent}/correction").status_code == 404
