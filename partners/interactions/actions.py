"""Every write to interactions and next steps."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm.attributes import set_committed_value

from partners.accounts.audience import Audience, ring_on_account, standing_on
from partners.accounts.models import Account, GrantObject
from partners.contacts.models import Channel, Contact
from partners.contacts.queries import find_contact_of
from partners.interactions import policies, queries
from partners.interactions.events import (
    InteractionLogged,
    NextStepAssigned,
    NextStepDone,
    NextStepDue,
    NextStepReopened,
)
from partners.interactions.models import (
    LONGEST_STEP,
    LONGEST_TEXT,
    Interaction,
    InteractionKind,
    NextStep,
    Outcome,
)
from partners.people.models import Person
from partners.people.queries import find_colleague
from portal.kernel.bell import person_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

USUAL_CHANNEL: Final = {
    InteractionKind.CALL: Channel.PHONE,
    InteractionKind.MAIL: Channel.EMAIL,
    InteractionKind.VISIT: Channel.IN_PERSON,
}
NOT_OPENED: Final = said(
    "The grant on this account lets your company read it. Keep the note internal."
)


@dataclass(frozen=True, slots=True)
class NewStep:
    """What follows, until which day, and which colleague does it; None is the author."""

    text: str
    due_on: date
    assignee_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewInteraction:
    """An interaction as entered: a kind, one line of text, and what else was chosen beside it."""

    kind: InteractionKind
    text: str
    audience: Audience
    contact_id: UUID | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None
    step: NewStep | None = None


def log_interaction(work: Work, account: Account, new: NewInteraction) -> Interaction:
    """Put what was said with an end customer on its account's timeline.

    Raises:
        Forbidden: the role, or for others than the own company the grant, does not allow it.
        Invalid: no text, too much of it, or somebody is named who is not there.
    """
    standing = standing_on(work, account)
    ensure(policies.can_log(work.actor, standing, new.audience), NOT_OPENED)
    contact, assignee = _check(work, account, new)
    interaction = work.add(
        Interaction(
            owner_company_id=work.actor.company_id,
            account_id=account.id,
            audience=new.audience,
            kind=new.kind,
            text=new.text.strip(),
            contact_id=new.contact_id,
            channel=new.channel or USUAL_CHANNEL.get(new.kind),
            outcome=new.outcome,
            author_id=work.actor.id,
            author_name=work.actor.name,
        )
    )
    set_committed_value(interaction, "account", account)
    set_committed_value(interaction, "contact", contact)
    set_committed_value(interaction, "step", None)
    work.flush()
    if new.step and assignee:
        _add_step(work, interaction, new.step, assignee)
    event = InteractionLogged(interaction.id, new.kind.value)
    work.record(event, subject=interaction, account_id=account.id)
    ring_on_account(work, account, new.audience, standing, GrantObject.INTERACTIONS)
    return interaction


def set_done(work: Work, step: NextStep, *, is_done: bool) -> None:
    """Note that a next step is done, or that it is not after all. A repeat changes nothing.

    Raises:
        Forbidden: it is another company's, or the role does not allow it.
    """
    ensure(
        policies.can_complete(work.actor, step),
        said("Only the company whose step this is can tick it off."),
    )
    if step.is_done == is_done:
        return
    if is_done:
        step.complete(work.actor, work.now)
    else:
        step.reopen()
    interaction = step.interaction
    event = NextStepDone(step.id) if is_done else NextStepReopened(step.id)
    work.record(event, subject=interaction, account_id=interaction.account_id)
    standing = standing_on(work, interaction.account)
    ring_on_account(
        work, interaction.account, interaction.audience, standing, GrantObject.INTERACTIONS
    )
    work.ring("home", to=[person_audience(step.assignee_id)])


def announce_due_steps(work: Work, limit: int = 500) -> int:
    """Tell, once, of each step whose day has begun where its assignee lives; return how many."""
    steps = queries.steps_to_announce(work, limit)
    for step in steps:
        step.reminded_at = work.now
        work.record(NextStepDue(step.id, step.text), subject=step.interaction)
    return len(steps)


def _add_step(work: Work, interaction: Interaction, new: NewStep, assignee: Person) -> None:
    today = work.now.astimezone(ZoneInfo(assignee.time_zone)).date()
    step = work.add(
        NextStep(
            owner_company_id=interaction.owner_company_id,
            account_id=interaction.account_id,
            interaction_id=interaction.id,
            text=new.text.strip(),
            due_on=new.due_on,
            assignee_id=assignee.id,
            assignee_name=assignee.name,
            # Who gives themselves something for today needs no reminder of it.
            reminded_at=work.now if assignee.id == work.actor.id and new.due_on <= today else None,
        )
    )
    set_committed_value(interaction, "step", step)
    work.flush()
    if assignee.id != work.actor.id:
        work.record(NextStepAssigned(step.id, step.text), subject=interaction)
    work.ring("home", to=[person_audience(assignee.id)])


def _check(
    work: Work, account: Account, new: NewInteraction
) -> tuple[Contact | None, Person | None]:
    """Refuse what cannot be logged; return with whom it was, and who takes the next step."""
    fields = wrong_text(new.text.strip())
    contact = find_contact_of(work, account, new.contact_id) if new.contact_id else None
    if new.contact_id and contact is None:
        fields["contact"] = said("Choose a contact of this account.")
    assignee = _check_step(work, new.step, fields) if new.step else None
    if fields:
        raise Invalid(fields=fields)
    return contact, assignee


def wrong_text(text: str) -> dict[str, str]:
    """Return, by its field, what is wrong with what an interaction is to say."""
    if not text:
        return {"text": said("Say in one line what was said or done.")}
    if len(text) > LONGEST_TEXT:
        return {"text": said("Shorten this to %(most)s characters.", most=LONGEST_TEXT)}
    return {}


def _check_step(work: Work, step: NewStep, fields: dict[str, str]) -> Person | None:
    text = step.text.strip()
    if not text:
        fields["step"] = said("Say what is to be done.")
    elif len(text) > LONGEST_STEP:
        fields["step"] = said("Shorten this to %(most)s characters.", most=LONGEST_STEP)
    wanted = step.assignee_id or work.actor.id
    assignee = find_colleague(work, wanted) if wanted else None
    if assignee is None:
        fields["assignee"] = said("Choose somebody of your own company.")
    return assignee
