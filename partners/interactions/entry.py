"""What was typed and chosen to log an interaction or to correct it, kept as it was."""

from dataclasses import dataclass
from typing import Any, Self

from flask_babel import gettext

from partners.accounts.audience import Audience
from partners.contacts.models import Channel
from partners.interactions.actions import NewInteraction, NewStep
from partners.interactions.corrections import Correction
from partners.interactions.models import Interaction, InteractionKind, Outcome
from portal.kernel.errors import Invalid
from portal.web.answers import chosen, chosen_id, read_day


@dataclass
class InteractionForm:
    text: str = ""
    kind: str = InteractionKind.CALL.value
    audience: str = Audience.INTERNAL.value
    contact: str = ""
    channel: str = ""
    outcome: str = ""
    step: str = ""
    due: str = ""
    assignee: str = ""

    @classmethod
    def of(cls, values: Any) -> Self:
        return cls(**{name: values.get(name, "") for name in cls.__dataclass_fields__})

    @property
    def has_more(self) -> bool:
        """Whether something was entered in the part that is folded away."""
        return any((self.contact, self.channel, self.outcome, self.step, self.due))

    def new_interaction(self) -> NewInteraction:
        """Return what was entered as values.

        Raises:
            Invalid: a choice that was not offered, or a next step without a day.
        """
        kind = chosen(InteractionKind, self.kind, "kind")
        audience = chosen(Audience, self.audience.upper(), "audience")
        if kind is None or audience is None:
            raise Invalid(fields={"audience": gettext("Choose what it was, and who reads it.")})
        return NewInteraction(
            kind=kind,
            text=self.text,
            audience=audience,
            contact_id=chosen_id(self.contact, "contact"),
            channel=chosen(Channel, self.channel, "channel"),
            outcome=chosen(Outcome, self.outcome, "outcome"),
            step=self._step(),
        )

    def _step(self) -> NewStep | None:
        if not (self.step.strip() or self.due):
            return None
        due_on = read_day(self.due, "due")
        if due_on is None:
            raise Invalid(fields={"due": gettext("Enter the day until which it is to be done.")})
        return NewStep(self.step, due_on, chosen_id(self.assignee, "assignee"))


@dataclass
class CorrectionForm:
    text: str = ""
    contact: str = ""
    channel: str = ""
    outcome: str = ""

    @classmethod
    def of(cls, values: Any) -> Self:
        return cls(**{name: values.get(name, "") for name in cls.__dataclass_fields__})

    @classmethod
    def showing(cls, interaction: Interaction) -> Self:
        contact_id = interaction.contact_id
        return cls(
            interaction.text,
            str(contact_id) if contact_id else "",
            interaction.channel or "",
            interaction.outcome or "",
        )

    def correction(self) -> Correction:
        """Return what was entered as values.

        Raises:
            Invalid: a choice that was not offered.
        """
        return Correction(
            text=self.text,
            contact_id=chosen_id(self.contact, "contact"),
            channel=chosen(Channel, self.channel, "channel"),
            outcome=chosen(Outcome, self.outcome, "outcome"),
        )
