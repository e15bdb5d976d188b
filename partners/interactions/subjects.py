"""Interactions as something that happens on an account's timeline."""

from partners.interactions.models import Interaction
from portal.kernel.subjects import SubjectType, register_subject

INTERACTION = register_subject(
    SubjectType(
        name="interaction",
        model=Interaction,
        label=lambda interaction: interaction.account.name,
        path=lambda interaction: f"/accounts/{interaction.account_id}?entry={interaction.id}",
        companies=lambda interaction: frozenset({interaction.owner_company_id}),
        shows_its_activity=True,
        kind_of_news="REMINDERS",
        account_id=lambda interaction: interaction.account_id,
    )
)
