"""Whom people know at the customers, and what they called and wrote about."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.contacts.actions import ContactDetails, add_contact
from partners.contacts.models import Channel, Consent, Contact
from partners.interactions.actions import NewInteraction, NewStep, log_interaction, set_done
from partners.interactions.corrections import Correction, correct_interaction
from partners.interactions.models import Interaction, InteractionKind, NextStep, Outcome
from partners.interactions.queries import get_interaction, get_step
from portal.demo.world import World
from portal.kernel.db import Work

ACCOUNT = "Brightwater Foods"
INGRID = ContactDetails(
    "Ingrid Berg",
    "Head of purchasing",
    "ingrid.berg@brightwater.example",
    "+49 421 555 0170",
    Channel.PHONE,
    Consent.GIVEN,
    date(2026, 9, 14),
    "Form at the trade fair in Hanover",
)
TOMASZ = ContactDetails(
    "Tomasz Lis",
    "Plant manager, Verden",
    "t.lis@brightwater.example",
    "+49 4231 555 022",
    Channel.EMAIL,
)
PETRA = ContactDetails(
    "Petra Voss",
    "Controlling",
    "petra.voss@brightwater.example",
    consent=Consent.REFUSED,
    consent_on=date(2026, 10, 2),
    consent_source="Her mail to our service desk",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: who, how many days ago at which hour, what; and in how many days what follows."""

    who: str
    days_ago: int
    hour: int
    kind: InteractionKind
    text: str
    contact: str | None = None
    outcome: Outcome | None = None
    audience: Audience = Audience.SHARED
    step: str | None = None
    due_in: int = 0


STORY = (
    Told(
        "dana",
        9,
        10,
        InteractionKind.VISIT,
        "Visited the Bremen plant: line 2 needs new drives before Easter",
        TOMASZ.name,
        Outcome.AGREED,
    ),
    Told(
        "alice",
        6,
        14,
        InteractionKind.MAIL,
        "Sent the data sheets for the drives and asked for the floor plan",
        TOMASZ.name,
        step="Ask again for the floor plan",
        due_in=-2,
    ),
    Told(
        "alice",
        1,
        9,
        InteractionKind.CALL,
        "Called Ingrid Berg, wants an offer by Thursday that splits delivery between two sites",
        INGRID.name,
        Outcome.REACHED,
        step="Send the offer with two delivery sites",
        due_in=2,
    ),
    Told(
        "dana",
        1,
        15,
        InteractionKind.NOTE,
        "They pay late in the fourth quarter. Ask finance before granting 60 days again.",
        audience=Audience.INTERNAL,
        step="Ask finance about terms for Brightwater",
    ),
)


def call_and_visit(world: World) -> None:
    """Dana and Alice work on one account together; Dana keeps one note at the host."""
    world.at(30)
    for who, details in (("dana", INGRID), ("alice", TOMASZ), ("dana", PETRA)):
        with world.work(who) as work:
            add_contact(work, _account(work), details, Audience.SHARED)
    for told in STORY:
        _log(world, told)
    _correct(world, "wants an offer by Thursday", "wants an offer by Friday")
    world.at(2, 11, 15)
    with world.work("alice") as work:
        asked = work.one(sa.select(NextStep).where(NextStep.due_on < world.today.date()))
        set_done(work, get_step(work, asked.id), is_done=True)


def _log(world: World, told: Told) -> None:
    world.at(told.days_ago, told.hour, 20)
    with world.work(told.who) as work:
        contact = sa.select(Contact.id).where(Contact.name == told.contact)
        due_on = world.today.date() + timedelta(days=told.due_in)
        new = NewInteraction(
            told.kind,
            told.text,
            told.audience,
            contact_id=work.session.scalar(contact) if told.contact else None,
            outcome=told.outcome,
            step=NewStep(told.step, due_on) if told.step else None,
        )
        log_interaction(work, _account(work), new)


def _correct(world: World, wrong: str, right: str) -> None:
    """Have Alice put right, an hour later, what she misheard."""
    world.at(1, 10, 25)
    with world.work("alice") as work:
        said = work.one(sa.select(Interaction).where(Interaction.text.contains(wrong)))
        interaction = get_interaction(work, said.id)
        text = interaction.text.replace(wrong, right)
        correct_interaction(work, interaction, replace(Correction.of(interaction), text=text))


def _account(work: Work) -> Account:
    return work.one(sa.select(Account).where(Account.name == ACCOUNT))
