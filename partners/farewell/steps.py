"""The steps of a relationship: when each is open, what it does, what it asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from partners.companies.models import PartnerRelationship, RelationshipState
from partners.farewell.parting import Tie, ties
from portal.kernel.db import Work
from portal.kernel.errors import NotFound
from portal.kernel.words import spoken

Effect = tuple[str, int | None]
"""A sentence about what happens, and how many it happens to, as far as the reader sees."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the address, its words, and the fields it asks for."""

    name: str
    title: Any
    lead: Any
    action: Any
    glyph: str
    effects: tuple[Any, ...]
    fields: frozenset[str]
    is_open: Callable[[PartnerRelationship], bool]
    is_final: bool = False


def _may_enter(state: RelationshipState) -> Callable[[PartnerRelationship], bool]:
    return lambda relationship: relationship.may_enter(state)


def _may_leave(relationship: PartnerRelationship) -> bool:
    return relationship.may_enter(RelationshipState.OFFBOARDING) and relationship.was_let_in


STEPS: Final = (
    Step(
        "activation",
        lazy_gettext("Activate %(name)s"),
        lazy_gettext("The company becomes a partner."),
        lazy_gettext("Activate"),
        "handshake",
        (
            lazy_gettext("Its people see what partners see, from their next page on"),
            lazy_gettext("It can be shared accounts, register deals and connect its systems"),
            lazy_gettext("It is refused while a task or an agreement is open"),
        ),
        frozenset(),
        lambda relationship: relationship.state is RelationshipState.ONBOARDING,
    ),
    Step(
        "suspension",
        lazy_gettext("Suspend %(name)s"),
        lazy_gettext("For now nobody acts for this company. It can be let in again at any time."),
        lazy_gettext("Suspend"),
        "circle-pause",
        (
            lazy_gettext("Its people are signed out, and cannot sign in"),
            lazy_gettext("Its systems are refused, by the API and by EDI"),
            lazy_gettext("Protections that run go on, with their clocks"),
            lazy_gettext("Nothing is deleted, and no grant is revoked"),
        ),
        frozenset({"reason"}),
        _may_enter(RelationshipState.SUSPENDED),
    ),
    Step(
        "resumption",
        lazy_gettext("Let %(name)s in again"),
        lazy_gettext("The company is where it was when it was suspended."),
        lazy_gettext("Let in again"),
        "play",
        (
            lazy_gettext("Its people can sign in again; those suspended by name stay out"),
            lazy_gettext("Its systems are answered again"),
        ),
        frozenset(),
        lambda relationship: relationship.state is RelationshipState.SUSPENDED,
    ),
    Step(
        "offboarding",
        lazy_gettext("Start to end the relationship with %(name)s"),
        lazy_gettext("Both sides know the last day. Until then the partner finishes its work."),
        lazy_gettext("Start offboarding"),
        "log-out",
        (
            lazy_gettext("Its people can sign in, also if they are shut out now"),
            lazy_gettext("They register no new deals"),
            lazy_gettext("Each open deal needs a plan: back to you, closed, or kept"),
            lazy_gettext("Nothing is revoked yet"),
        ),
        frozenset({"reason", "last_day"}),
        _may_leave,
    ),
    Step(
        "termination",
        lazy_gettext("End the relationship with %(name)s"),
        lazy_gettext("All of this happens at once, and cannot be undone."),
        lazy_gettext("End the relationship"),
        "circle-x",
        (),
        frozenset({"reason", "code"}),
        lambda relationship: relationship.may_end,
        is_final=True,
    ),
)


def step_called(name: str) -> Step:
    """Return the step of an address.

    Raises:
        NotFound: there is none of that name.
    """
    for step in STEPS:
        if step.name == name:
            return step
    raise NotFound


def open_steps(relationship: PartnerRelationship) -> Sequence[Step]:
    return [step for step in STEPS if step.is_open(relationship)]


def effects_of(work: Work, step: Step, relationship: PartnerRelationship) -> list[Effect]:
    """Return what a step does; of the last one also how many of each, as far as the actor sees."""
    if not step.is_final:
        return [(str(effect), None) for effect in step.effects]
    found = ties()
    counted = [tie for tie in found if tie.count is not None]
    counts = work.counts(*(tie.count(relationship.partner_id) for tie in counted if tie.count))
    figures = dict(zip((id(tie) for tie in counted), counts, strict=True))
    return [(_sentence(tie), figures.get(id(tie))) for tie in found] + [
        (gettext("The partner's export is made: tables, documents, timeline"), None)
    ]


def _sentence(tie: Tie) -> str:
    return f"{spoken(tie.what, gettext)} {spoken(tie.becomes, gettext)}"
