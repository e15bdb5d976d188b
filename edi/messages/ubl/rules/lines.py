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
from edi.messages.ubl.seen import CATEGORY

LINES = frozenset({LINE, "OrderLine", "DespatchLine"})
_BY_PRESENCE = frozenset({"has", "all", "not", "once"})
_BY_VALUE = frozenset({"attr", "notneg", "positive", "decimals", "code", "order"})
Contexts = Mapping[tuple[Step, ...], tuple[Rule, ...]]


class _Question(NamedTuple):
    """What to ask of one aggregate of a line: `tests` by the value that `where` leads to.

    `only_if` are aggregates above it, by their number in the line, and the steps they must meet.
    `category` is the number of the tax category that alone decides the tests, -1 for none: what was
    found of one is known of all in the document that say the same.
    """

    at: int
    only_if: tuple[tuple[int, Step], ...]
    where: tuple[str, ...]
    category: int
    tests: dict[str, list[Test]]
    name: object


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
        known: set[tuple[object, object]] = set()
        return all(self._holds(part, facts, known) for part in facts.parts)

    def _holds(self, part: Part, facts: Facts, known: set[tuple[object, object]]) -> bool:
        """Say whether all rules hold at a line; `known` is what holds at tax categories."""
        _, groups, _, say = part
        questions = self._known.get(part.outline)
        if questions is None:
            if len(self._known) >= MOST_OUTLINES:
                self._known.clear()
            questions = self._known[part.outline] = list(self._questions(groups, facts))
        for at, only_if, where, category, by_value, name in questions:
            if category >= 0 and say:
                said_there = name, say(category)
                if said_there in known:
                    continue
                known.add(said_there)
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
                open_ = [each for each in rules if not _is_settled(each, groups[at], facts)]
                numbered = zip((n for _, n in place), context[1:], strict=True)
                narrow = tuple((n, step) for n, step in numbered if step.where and n != at)
                last = context[-1]
                for rule in open_:
                    category = -1 if narrow else _deciding(rule, at, groups)
                    question = _Question(at, narrow, last.where, category, {}, object())
                    question = found.setdefault(question[:4], question)
                    question.tests.setdefault(last.equals.upper(), []).append(rule.test)
        return found.values()


def _places(groups: list[Group]) -> list[tuple[tuple[str, int], ...]]:
    """Return how each aggregate of a line is come to: the names and numbers from the line on."""
    numbers = {id(group): at for at, group in enumerate(groups)}
    places: list[tuple[tuple[str, int], ...]] = [()]
    for at, group in enumerate(groups[1:], 1):
        above = places[numbers[id(group.parent)]]
        places.append((*above, (group.name.rpartition(":")[2], at)))
    return places


def _deciding(rule: Rule, at: int, groups: list[Group]) -> int:
    """Return the number of the tax category that alone decides a rule at an aggregate, or -1.

    Where it is not the aggregate itself, it is the only thing below that the rule narrows.
    """
    if groups[at].table.name == CATEGORY:
        return at
    narrowed = {step.key for path in rule.paths for step in path.steps if step.where}
    found = [n for n, group in enumerate(groups) if group.table.name == CATEGORY]
    if rule.word not in _BY_PRESENCE or rule.context[-1].where or len(found) != 1:
        return -1
    return found[0] if narrowed == {groups[found[0]].name.rpartition(":")[2]} else -1


def _is_settled(rule: Rule, group: Group, facts: Facts) -> bool:
    """Say whether a rule holds wherever all the same elements stand, none of them empty."""
    if not all(path.is_plain for path in rule.paths):
        return False
    if rule.word in _BY_PRESENCE:
        return rule.test(group, facts)
    return rule.word in _BY_VALUE and any(not items(group, path) for path in rule.paths)
