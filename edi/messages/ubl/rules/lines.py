"""Rules on lines, decided once for all lines of one outline as far as values do not matter.

Lines of one outline have the same elements. So that a line has an item with a name is known for
all of them from one, unless values of the document are empty; what is left to ask of each line is
what its values say.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.outlines import MOST_OUTLINES, Outline, Part
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.notation import LINE, Rule, Step, Test, items, said

LINES = frozenset({LINE, "OrderLine", "DespatchLine"})
_BY_PRESENCE = frozenset({"has", "all", "not", "once"})
_BY_VALUE = frozenset({"attr", "notneg", "positive", "decimals", "code", "order"})
Contexts = Mapping[tuple[Step, ...], tuple[Rule, ...]]


class _Question(NamedTuple):
    """What to ask of one aggregate of a line: `tests` by the value that `where` leads to.

    `only_if` are aggregates above it, by their number in the line, and the steps they must meet.
    """

    at: int
    only_if: tuple[tuple[int, Step], ...]
    where: tuple[str, ...]
    tests: dict[str, list[Test]]


class LineRules:
    """The rules of one set whose context is a line or something in it."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = {
            context: rules
            for context, rules in contexts.items()
            if context and context[0].key in LINES
        }
        self._known: dict[Outline, list[_Question]] = {}

    def hold(self, facts: Facts) -> bool:
        """Say whether all rules hold at all lines; False also where that is not known so easily."""
        if facts.has_empty_value or len(facts.parts) != facts.line_count:
            return False
        return all(self._holds(part, facts) for part in facts.parts)

    def _holds(self, part: Part, facts: Facts) -> bool:
        groups = part.groups
        questions = self._known.get(part.outline)
        if questions is None:
            if len(self._known) >= MOST_OUTLINES:
                self._known.clear()
            questions = self._known[part.outline] = list(self._questions(groups, facts))
        for at, only_if, where, by_value in questions:
            group = groups[at]
            tests = by_value.get(said(group, where) if where else "")
            if tests and all(said(groups[n], s.where) == s.equals.upper() for n, s in only_if):
                for test in tests:
                    if not test(group, facts):
                        return False
        return True

    def _questions(self, groups: list[Group], facts: Facts) -> Iterable[_Question]:
        found: dict[tuple[object, ...], _Question] = {}
        places = _places(groups)
        for context, rules in self._contexts.items():
            keys = tuple(step.key for step in context[1:])
            for at, place in enumerate(places):
                if tuple(key for key, _ in place) != keys:
                    continue
                tests = [each.test for each in rules if not _is_settled(each, groups[at], facts)]
                if not tests:
                    continue
                numbered = zip((n for _, n in place), context[1:], strict=True)
                narrow = tuple((n, step) for n, step in numbered if step.where and n != at)
                last = context[-1]
                question = _Question(at, narrow, last.where, {})
                question = found.setdefault(question[:3], question)
                question.tests.setdefault(last.equals.upper(), []).extend(tests)
        return found.values()


def _places(groups: list[Group]) -> list[tuple[tuple[str, int], ...]]:
    """Return how each aggregate of a line is come to: the names and numbers from the line on."""
    numbers = {id(group): at for at, group in enumerate(groups)}
    places: list[tuple[tuple[str, int], ...]] = [()]
    for at, group in enumerate(groups[1:], 1):
        above = places[numbers[id(group.parent)]]
        places.append((*above, (group.name.rpartition(":")[2], at)))
    return places


def _is_settled(rule: Rule, group: Group, facts: Facts) -> bool:
    """Say whether a rule holds wherever all the same elements stand, none of them empty."""
    if not all(path.is_plain for path in rule.paths):
        return False
    if rule.word in _BY_PRESENCE:
        return rule.test(group, facts)
    return rule.word in _BY_VALUE and any(not items(group, path) for path in rule.paths)
