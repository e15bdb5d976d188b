"""How conflicts read: signs, levels, rules, and who goes first in a sentence."""

from typing import Any, Final

from flask_babel import lazy_gettext

from deals.conflicts.answers import Band
from deals.conflicts.detection import Level
from deals.conflicts.likeness import Sign
from deals.conflicts.models import PartnerAnswer
from deals.conflicts.precedence import Rule, Side, Step

LEVELS: Final[dict[Level, tuple[Any, str, str]]] = {
    Level.CONFLICT: (lazy_gettext("Conflict"), "red", "git-compare"),
    Level.POSSIBLE: (lazy_gettext("Possible conflict"), "amber", "circle-help"),
}
SIGNS: Final[dict[Sign, Any]] = {
    Sign.ACCOUNT: lazy_gettext("Same account"),
    Sign.REGISTER: lazy_gettext("Same number in a register"),
    Sign.DOMAIN: lazy_gettext("Same web domain"),
    Sign.MAIL: lazy_gettext("Same business mail domain"),
    Sign.NAME: lazy_gettext("Similar name, same country"),
    Sign.PARENT: lazy_gettext("The one belongs to the other"),
    Sign.GROUP: lazy_gettext("Same parent company"),
}
ANSWERS: Final[dict[PartnerAnswer, tuple[Any, Any]]] = {
    PartnerAnswer.NOTHING: (
        lazy_gettext("Nothing"),
        lazy_gettext("Nobody can find out whom others have registered. The default."),
    ),
    PartnerAnswer.BAND: (
        lazy_gettext("That a protection overlaps, and roughly until when"),
        lazy_gettext("Partners save work, and can find out which customers are taken."),
    ),
}
BANDS: Final[dict[Band, Any]] = {
    Band.SOON: lazy_gettext("Already known. The overlapping protection ends in less than 30 days."),
    Band.LATER: lazy_gettext("Already known. The overlapping protection ends in 30 to 90 days."),
    Band.MUCH_LATER: lazy_gettext(
        "Already known. The overlapping protection ends in more than 90 days."
    ),
}
RULES: Final[dict[Rule, Any]] = {
    Rule.INCUMBENT: lazy_gettext("it renews what the partner sold there"),
    Rule.WRITTEN: lazy_gettext("the customer named it in writing"),
    Rule.EARLIEST: lazy_gettext("it was complete first"),
    Rule.EVIDENCE: lazy_gettext("it has more to show"),
    Rule.DECISION: lazy_gettext("our own choice"),
}
_SEPARATES: Final[dict[Rule, Any]] = {
    Rule.INCUMBENT: lazy_gettext("%(number)s renews what the same partner sold there before."),
    Rule.WRITTEN: lazy_gettext("The customer named the partner of %(number)s in writing."),
    Rule.EARLIEST: lazy_gettext("%(number)s was complete first."),
    Rule.EVIDENCE: lazy_gettext("%(number)s has more documents to show."),
}
_LEAVES_OPEN: Final[dict[Rule, Any]] = {
    Rule.INCUMBENT: lazy_gettext("Neither, or both, renew what they sold there before."),
    Rule.WRITTEN: lazy_gettext("The customer named neither, or both, in writing."),
    Rule.EARLIEST: lazy_gettext("Neither was complete first."),
    Rule.EVIDENCE: lazy_gettext("Both have as many documents to show."),
    Rule.DECISION: lazy_gettext("No rule separates them: decide, or split."),
}


def step_in_words(step: Step, this: str, other: str) -> str:
    """Return what a rule says of two registrations, which go by their numbers."""
    if step.goes_to is None:
        return str(_LEAVES_OPEN[step.rule])
    return str(_SEPARATES[step.rule]) % {"number": this if step.goes_to is Side.THIS else other}
