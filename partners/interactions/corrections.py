"""Interactions corrected and withdrawn by who logged them, or by an administrator of theirs."""

from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value

from partners.accounts.audience import ring_on_account, standing_on
from partners.accounts.models import GrantObject
from partners.contacts.models import Channel
from partners.contacts.queries import find_contact_of
from partners.interactions import policies, queries
from partners.interactions.actions import USUAL_CHANNEL, wrong_text
from partners.interactions.events import InteractionCorrected, InteractionWithdrawn
from partners.interactions.models import EarlierWording, Interaction, Outcome
from portal.kernel.bell import person_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

NOT_YOURS: Final = said(
    "Whoever logged this corrects or withdraws it, or an administrator of their company."
)
ONLY_READING: Final = said(
    "The grant on this account lets your company only read it now. You can still withdraw this."
)


@dataclass(frozen=True, slots=True)
class Correction:
    """An interaction as it should read. What it was, and who reads it, stays as it is."""

    text: str
    contact_id: UUID | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None

    @classmethod
    def of(cls, interaction: Interaction) -> Self:
        return cls(
            interaction.text, interaction.contact_id, interaction.channel, interaction.outcome
        )


def correct_interaction(work: Work, interaction: Interaction, correction: Correction) -> None:
    """Let an interaction say something else; its company keeps what it said before.

    The interaction is loaded with its account.

    Raises:
        Forbidden: somebody else logged it, or the grant lets the company only read by now.
        Invalid: no text, too much of it, or a contact that is not there.
        TransitionRefused: it was withdrawn.
    """
    ensure(policies.can_change(work.actor, interaction), NOT_YOURS)
    standing = standing_on(work, interaction.account)
    ensure(policies.can_log(work.actor, standing, interaction.audience), ONLY_READING)
    interaction.expect_not_withdrawn()
    values = _checked(work, interaction, correction)
    changed = tuple(name for name, value in values.items() if getattr(interaction, name) != value)
    if not changed:
        return
    work.add(_wording_until_now(work, interaction))
    for name, value in values.items():
        setattr(interaction, name, value)
    interaction.corrected_at = work.now
    work.flush()
    work.session.expire(interaction, ["contact"])
    event = InteractionCorrected(interaction.id, changed)
    work.record(event, subject=interaction, account_id=interaction.account_id)
    ring_on_account(
        work, interaction.account, interaction.audience, standing, GrantObject.INTERACTIONS
    )


def may_still_say(work: Work, interaction: Interaction) -> bool:
    """Return whether the grant on the account still lets the actor's company write for others."""
    standing = standing_on(work, interaction.account)
    return policies.can_log(work.actor, standing, interaction.audience)


def withdraw_interaction(work: Work, interaction: Interaction) -> None:
    """Take back what an interaction says, for all readers and for good, with what follows from it.

    The timeline keeps that something was logged, and by whom. The interaction is loaded with its
    account and next step.

    Raises:
        Forbidden: somebody else logged it.
        TransitionRefused: it was withdrawn already.
    """
    ensure(policies.can_change(work.actor, interaction), NOT_YOURS)
    interaction.withdraw(at=work.now)
    work.flush()
    for wording in queries.earlier_wordings(work, interaction):
        work.session.delete(wording)
    if step := interaction.step:
        work.session.delete(step)
        work.ring("home", to=[person_audience(step.assignee_id)])
    work.flush()
    set_committed_value(interaction, "step", None)
    set_committed_value(interaction, "contact", None)
    event = InteractionWithdrawn(interaction.id)
    work.record(event, subject=interaction, account_id=interaction.account_id)
    standing = standing_on(work, interaction.account)
    ring_on_account(
        work, interaction.account, interaction.audience, standing, GrantObject.INTERACTIONS
    )


def _checked(work: Work, interaction: Interaction, correction: Correction) -> dict[str, Any]:
    text = correction.text.strip()
    fields = wrong_text(text)
    contact_id = correction.contact_id
    is_new = contact_id != interaction.contact_id
    if contact_id and is_new and not find_contact_of(work, interaction.account, contact_id):
        fields["contact"] = said("Choose a contact of this account.")
    if fields:
        raise Invalid(fields=fields)
    return {
        "text": text,
        "contact_id": contact_id,
        "channel": correction.channel or USUAL_CHANNEL.get(interaction.kind),
        "outcome": correction.outcome,
    }


def _wording_until_now(work: Work, interaction: Interaction) -> EarlierWording:
    return EarlierWording(
        owner_company_id=interaction.owner_company_id,
        interaction_id=interaction.id,
        text=interaction.text,
        channel=interaction.channel,
        outcome=interaction.outcome,
        corrected_by_id=work.actor.id,
        corrected_by_name=work.actor.name,
    )
