"""The host's end customers, some shared with one partner, some with two, more in a sheet."""

import io

import sqlalchemy as sa

from partners.accounts.actions import GrantTerms, NewAccount, open_account, share_account
from partners.accounts.browsing.actions import save_view
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.imports.actions import bring_sheet
from partners.accounts.models import Account, GrantAccess, GrantObject
from partners.accounts.parents.models import Parent
from portal.demo.world import World

GROUP = Parent("Weserland Holding SE", "DE", "weserland.example")
"""Two customers belong to it: their registrations stand side by side before who reviews them."""

ACCOUNTS = (
    NewAccount("Halden Logistics", "NO", "halden-logistics.example", "Moss"),
    NewAccount("Brightwater Foods", "DE", "brightwater.example", "Bremen", parent=GROUP),
    NewAccount("Orchid Biotech", "SE", "orchid-biotech.example", "Malmö"),
    NewAccount("Castellan Insurance", "DE", "castellan.example", "Hamburg", parent=GROUP),
    NewAccount(
        "Fjord Rail",
        "NO",
        "fjordrail.example",
        "Drammen",
        {IdentityKind.VAT: "NO923609016", IdentityKind.LEI: "529900T8BM49AURSDO55"},
    ),
    NewAccount("Mercato Retail Group", "PL", "mercato.example", "Gdynia"),
    NewAccount("Kestrel Avionics", "DE", "kestrel-avionics.example", "Kiel"),
    NewAccount("Solano Energy", "EE", "solano.example", "Tallinn"),
    NewAccount("Tessera Ceramics", "PL", "tessera.example", "Elbląg"),
)

TWINS = (  # what came in twice, once by hand and once from a list of a trade fair
    NewAccount("Kestrel Avionic AG", "DE", None, "Kiel"),
    NewAccount("Orchid Bio", "SE", "orchid-biotech.example", "Lund"),
    NewAccount("Fjord Rail AS", "NO", None, "Drammen", {IdentityKind.VAT: "NO 923 609 016 MVA"}),
)

SHARED = {
    "luebeck": ("Brightwater Foods", "Orchid Biotech", "Castellan Insurance", "Fjord Rail"),
    "danzig": ("Brightwater Foods", "Mercato Retail Group", "Tessera Ceramics"),
    "novgorod": ("Solano Energy", "Orchid Biotech"),
}

FAIR = """\
Customer,Country,Website,City
Nordlys Cold Chain,NO,nordlys-cold-chain.example,Bergen
Vistula Presses,Poland,vistula-presses.example,Toruń
Brightwater Foods,DE,brightwater.example,Bremen
,DE,,Rostock
"""
"""Written down at a fair, and brought without a look: a name is missing, one is known already."""


def share_accounts(world: World) -> None:
    """Dana opens the host's accounts and shares them; Halden Logistics waits for the reader."""
    world.at(42, 10)
    with world.work("dana") as work:
        for new in (*ACCOUNTS, *TWINS):
            open_account(work, new)
    world.at(41, 11, 20)
    for partner, names in SHARED.items():
        for name in names:
            share(world, name, partner)
    with world.work("dana") as work:
        save_view(work, "Germany", "country=DE")
        save_view(work, "Not shared yet", "whose=closed&order=newest")


def share(world: World, name: str, partner: str) -> None:
    terms = GrantTerms(
        objects=tuple(each for each in GrantObject if each is not GrantObject.ORDERS),
        access=GrantAccess.COMMENT,
        purpose="Sell together in the region",
    )
    with world.work("emil" if partner == "novgorod" else "dana") as work:
        account = work.one(sa.select(Account).where(Account.name == name))
        share_account(work, account, world.company(work, partner), terms)


def bring_a_sheet(world: World) -> None:
    """Dana brings the customers of a fair, and has not looked at what came of it."""
    world.at(0, 7, 40)
    with world.work("dana") as work:
        bring_sheet(work, world.services.storage, "hanover-fair.csv", io.BytesIO(FAIR.encode()))
