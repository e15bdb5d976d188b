"""The list of hand-offs narrowed to those that stand somewhere."""

from typing import Final

from flask import request, url_for
from flask_babel import gettext, lazy_gettext

from deals.handoffs.presentation import STATES
from deals.handoffs.states import HandOffState
from portal.kernel.errors import Invalid

_DECLINED: Final = lazy_gettext("Declined")
"""By whose deal it is, or by all who were asked."""


def asked_state() -> HandOffState | None:
    """Return where they stand that are asked for.

    Raises:
        Invalid: there is no such state.
    """
    value = request.args.get("state")
    if value is None:
        return None
    try:
        return HandOffState(value)
    except ValueError:
        raise Invalid(gettext("There is no such filter. Clear it and choose again.")) from None


def chips_of(current: HandOffState | None) -> list[tuple[str, str, bool, int | None]]:
    chips: list[tuple[str, str, bool, int | None]] = [
        (gettext("All"), url_for("handoffs.index"), current is None, None)
    ]
    for each in HandOffState:
        url = url_for("handoffs.index", state=each.value)
        chips.append((str(_word(each)), url, current is each, None))
    return chips


def _word(state: HandOffState) -> object:
    return _DECLINED if state is HandOffState.DECLINED else STATES[state][0]
