"""Leads of the last two weeks: one was reached, one is late, others wait for an answer.

A sheet of more lies tried out.
"""

from io import BytesIO
from uuid import UUID

import sqlalchemy as sa

from deals.campaigns.actions import NewCampaign, open_campaign
from deals.leads import actions, placing
from deals.leads.entry import NewLead
from deals.leads.models import Lead, LeadOffer
from deals.leads.sheets.actions import bring_sheet
from deals.leads.states import Rule, Size
from portal.demo.world import DEMO, World

FOUND = (
    NewLead(
        industry="Shipyards",
        country="NO",
        territory_code="NO-W",
        family_code="DRIVES",
        size=Size.MEDIUM,
        customer_name="Sognefjord Verft",
        domain="sognefjordverft.example",
        contact_name="Ingrid Berg",
        email="ingrid.berg@sognefjordverft.example",
        phone="+47 57 00 12 40",
        need="Replaces forty winch drives before the season starts in April.",
        source="Trade fair, Hamburg",
    ),
    NewLead(
        industry="Cold storage",
        country="PL",
        territory_code="PL",
        family_code="SENSORS",
        size=Size.LARGE,
        customer_name="Chłodnia Gdynia",
        domain="chlodnia-gdynia.example",
        contact_name="Marek Nowak",
        email="m.nowak@chlodnia-gdynia.example",
        need="Temperature records for three halls; the auditor comes in June.",
        source="Website",
    ),
    NewLead(
        industry="Breweries",
        country="DE",
        territory_code="DE-N",
        family_code="CABINETS",
        size=Size.SMALL,
        customer_name="Brauhaus an der Trave",
        domain="brauhaus-trave.example",
        contact_name="Uwe Petersen",
        email="petersen@brauhaus-trave.example",
        need="A new filling line needs six control cabinets.",
        source="Telephone",
    ),
    NewLead(
        industry="Saw mills",
        country="SE",
        territory_code="SE",
        family_code="GATEWAYS",
        size=Size.MEDIUM,
        customer_name="Norrsåg",
        domain="norrsag.example",
        contact_name="Elin Lund",
        email="elin.lund@norrsag.example",
        need="Wants to see what each saw draws, from the office.",
        source="Website",
    ),
)


FORGOTTEN = NewLead(
    industry="Ferries",
    country="SE",
    territory_code="SE",
    family_code="GATEWAYS",
    size=Size.LARGE,
    customer_name="Öresund Färjor",
    domain="oresund-farjor.example",
    contact_name="Karin Ek",
    email="karin.ek@oresund-farjor.example",
    phone="+46 40 10 22 30",
    need="Wants to read the engines of four ferries from shore.",
    source="Telephone",
)
FAIR = """\
company;contact;e-mail;phone;need;industry;country;territory;family;employees
Kalmar Glasbruk;Per Holm;per@kalmar-glas.example;;Cabinets for two ovens;Glass;SE;SE;CABINETS;80
Malmö Mejeri;Sara Lind;sara@malmo-mejeri.example;;Sensors in the cellar;Dairies;SE;SE;SENSORS;310
Brauhaus an der Trave;Uwe Petersen;petersen@brauhaus-trave.example;;;Breweries;DE;DE-N;CABINETS;40
Gdynia Stocznia;Jan Kos;jan@gdynia-stocznia.example;;Drives for cranes;Docks;PL;PL-N;DRIVES;many
"""

SAVINGS = NewCampaign(
    name="Save a third",
    slug="save-a-third",
    title="Drives that use a third less",
    text="Tell us which machines you run and how old their drives are.\n\n"
    "Within two working days somebody who knows your trade calls you with a first estimate.",
    family_code="DRIVES",
)


def find_leads(world: World) -> None:
    reached, pooled, pushed, fresh = FOUND
    world.at(9, 10, 5)
    first = _qualified(world, reached)
    placing.offer_lead(world.database, world.actor("dana"), first, Rule.CASCADE)
    world.at(9, 14, 30)
    offer_id, company = _offered(world, first)
    holder = next(name for name in ("alice", "charlie", "nina") if _is_of(world, name, company))
    placing.accept(world.database, world.actor(holder), offer_id)
    world.at(8, 11, 20)
    with world.work(holder) as work:
        actions.reach(work, work.get(Lead, first))

    world.at(5, 9, 15)
    late = _qualified(world, FORGOTTEN)
    luebeck = world.companies["luebeck"]
    placing.offer_lead(world.database, world.actor("dana"), late, Rule.PUSH, luebeck)
    world.at(5, 10, 40)
    placing.accept(world.database, world.actor("alice"), _offered(world, late)[0])

    world.at(0, 0, 20)
    for new, rule, partner in (
        (pooled, Rule.POOL, None),
        (pushed, Rule.PUSH, world.companies["luebeck"]),
    ):
        lead_id = _qualified(world, new)
        placing.offer_lead(world.database, world.actor("adam"), lead_id, rule, partner)
    with world.work("dana") as work:
        actions.take_in(work, fresh)
        open_campaign(work, SAVINGS)
        sheet = BytesIO(FAIR.encode())
        bring_sheet(work, world.database, "fair-hamburg.csv", sheet, "Trade fair, Hamburg")


def _qualified(world: World, new: NewLead) -> UUID:
    with world.work("dana") as work:
        lead = actions.take_in(work, new)
        actions.qualify(work, lead)
        return lead.id


def _offered(world: World, lead_id: UUID) -> tuple[UUID, UUID]:
    with world.database.work(DEMO) as work:
        offer = work.one(sa.select(LeadOffer).where(LeadOffer.lead_id == lead_id))
        return offer.id, offer.owner_company_id


def _is_of(world: World, name: str, company_id: UUID) -> bool:
    return world.actor(name).company_id == company_id
