"""Rules on lines, decided once for all lines of one outline as far as values do not matter."""

from edi.messages.ubl.outlines import MOST_OUTLINES, Outline, Part
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.questions import LINES, Contexts, Topic, hold, topics


class LineRules:
    """The rules of one set whose context is a line or something in it."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = {
            context: rules
            for context, rules in contexts.items()
            if context and context[0].key in LINES
        }
        self._known: dict[Outline, list[Topic]] = {}

    def hold(self, facts: Facts) -> bool:
        """Say whether all rules hold at all lines; False also where that is not known so easily."""
        if facts.has_empty_value or len(facts.parts) != facts.line_count:
            return False
        known: set[tuple[object, object]] = set()
        for part in facts.parts:
            outline, groups, _, say = part
            asked = self._known.get(outline)
            if asked is None:
                asked = self._asked(part, facts)
            if not hold(asked, groups, facts, known, say):
                return False
        return True

    def _asked(self, part: Part, facts: Facts) -> list[Topic]:
        if len(self._known) >= MOST_OUTLINES:
            self._known.clear()
        asked = self._known[part.outline] = topics(self._contexts, part.groups, facts, own=1)
        return asked
