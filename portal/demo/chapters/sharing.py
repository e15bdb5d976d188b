"""What is offered, asked for and about to end: so that both sides find something to do."""

from datetime import timedelta

import sqlalchemy as sa

from partners.accounts.actions import GrantTerms, NewAccount, open_account
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.sharing.actions import accept_offer, offer_account, renew_grants
from partners.sharing.requests import NewRequest, decline_request, request_share
from portal.demo.world import World


def offer_and_ask(world: World) -> None:
    """Lübeck has an offer to answer, the host a request, and one grant ends in twelve days."""
    _nina_opens_her_deals_to_luebeck(world)
    _a_request_declined(world)
    world.at(1, 10, 20)
    with world.work("dana") as work:
        account = work.one(sa.select(Account).where(Account.name == "Tessera Ceramics"))
        terms = GrantTerms(
            (GrantObject.CONTACTS, GrantObject.DOCUMENTS),
            GrantAccess.COMMENT,
            "Second source for the kiln line, northern plants only",
        )
        offer_account(work, account, world.company(work, "luebeck"), terms)
    world.at(1, 11, 5)
    with world.work("dana") as work:
        ending = work.one(
            sa.select(AccountShareGrant).where(
                AccountShareGrant.customer_name == "Castellan Insurance"
            )
        )
        renew_grants(work, [ending], world.today + timedelta(days=12))
    world.at(0, 7, 15)
    with world.work("charlie") as work:
        request_share(
            work,
            NewRequest(
                "Kestrel Avionics GmbH",
                "DE",
                (GrantObject.CONTACTS, GrantObject.DOCUMENTS),
                GrantAccess.COMMENT,
                "They asked us for gateways for the new hangar in Kiel.",
                "kestrel-avionics.example",
            ),
        )


def _nina_opens_her_deals_to_luebeck(world: World) -> None:
    world.at(9, 9, 40)
    with world.work("nina") as work:
        account = open_account(work, NewAccount("Peipus Water", "EE", "peipus.example", "Tartu"))
        account_id = account.id
    with world.work("dana") as work:
        luebeck = world.company(work, "luebeck")
    with world.work("nina") as work:
        terms = GrantTerms((GrantObject.DEALS,), purpose="A joint bid for the pumping stations")
        grant = offer_account(work, work.get(Account, account_id), luebeck, terms)
        grant_id = grant.id
    world.at(8, 14, 10)
    with world.work("alice") as work:
        accept_offer(work, work.get(AccountShareGrant, grant_id))


def _a_request_declined(world: World) -> None:
    world.at(6, 9, 5)
    with world.work("nina") as work:
        asked = request_share(
            work,
            NewRequest(
                "Narva Textiles",
                "EE",
                (GrantObject.DOCUMENTS,),
                GrantAccess.READ,
                "We know their plant manager.",
            ),
        )
        asked_id = asked.id
    world.at(5, 16, 30)
    with world.work("emil") as work:
        found = work.get(type(asked), asked_id)
        decline_request(work, found, "Register the deal as your own: you know them, go ahead.")
