"""The form by which a deal is handed over, kept as typed until it is right."""

from collections.abc import Mapping
from uuid import UUID

from deals.handoffs.offering import NewHandOff
from deals.handoffs.placing import MOST_TURNS
from deals.handoffs.states import Fallback, Kind
from portal.kernel.errors import Invalid
from portal.kernel.words import said


def read_handoff(form: Mapping[str, str]) -> NewHandOff:
    """Read what is offered as typed.

    Raises:
        Invalid: something was chosen that there is not.
    """
    try:
        kind, fallback = Kind(form.get("kind", "")), Fallback(form.get("fallback", ""))
    except ValueError:
        raise Invalid(fields={"kind": said("Choose what is handed over, and what else.")}) from None
    return NewHandOff(
        kind=kind,
        responsibilities=form.get("responsibilities", ""),
        percent=_percent(form.get("percent", "")),
        fallback=fallback,
        receivers=read_receivers(form),
    )


def read_receivers(form: Mapping[str, str]) -> tuple[UUID, ...]:
    """Return whom to ask, in order; what is left open, or made up, is nobody."""
    chosen = []
    for place in range(1, MOST_TURNS + 1):
        try:
            chosen.append(UUID(form.get(f"receiver_{place}", "")))
        except ValueError:
            continue
    return tuple(chosen)


def _percent(typed: str) -> int:
    """Return the number, or one that no share has."""
    return int(typed) if typed.strip().isdecimal() and len(typed) < 4 else -1  # noqa: PLR2004
