"""What is left to ask of parts of one outline: the rules that values decide.

Parts of one outline have the same elements. So that a line has an item with a name is known for
all of them from one, unless values of the document are empty; what is left to ask of each is what
its values say.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.outlines import LINE_KEYS
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.notation import LINE, Rule, Step, Test, items, said
from edi.messages.ubl.seen import CATEGORY

LINES = frozenset({LINE, *LINE_KEYS})
_BY_PRESENCE = frozenset({"has", "all", "not", "once"})
_BY_VALUE = frozenset({"attr", "notneg", "positive", "decimals", "code", "order"})
Contexts = Mapping[tuple[Step, ...], tuple[Rule, ...]]


class Question(NamedTuple):
    """What to ask of one aggregate of a part: `tests` by the value that `where` leads to.

    `only_if` are aggregates above it, by their number in the part, and the steps they must meet.
    """

    at: int
    only_if: tuple[tuple[int, Step], ...]
    where: tuple[str, ...]
    tests: dict[str, list[Test]]


class Topic(NamedTuple):
    """Questions that one tax category of a part alone decides, by its number; -1 for all others.

    What was found of one category is known of all in the document that say the same; `name` is
    what tells topics apart there.
    """

    category: int
    questions: list[Question]
    name: object


def hold(
    asked: Iterable[Topic],
    groups: list[Group],
    facts: Facts,
    known: set[tuple[object, object]],
    say: Callable[[int], object] | None = None,
) -> bool:
    """Say whether the answers are all yes for a part with these aggregates.

    `say` returns what a tax category of it says; `known` is what holds at those met so far.
    """
    for category, questions, name in asked:
        if category >= 0 and say:
            said_there = name, say(category)
            if said_there in known:
                continue
            known.add(said_there)
        for at, only_if, where, by_value in questions:
            group = groups[at]
            tests = by_value.get(said(group, where) if where else "")
            if tests and all(said(groups[n], s.where) == s.equals.upper() for n, s in only_if):
                for test in tests:
                    if not test(group, facts):
                        return False
    return True


def topics(contexts: Contexts, groups: list[Group], facts: Facts, own: int = 0) -> list[Topic]:
    """Return what to ask of parts with these aggregates; `own` steps of contexts lead to a part."""
    found: dict[int, dict[tuple[object, ...], Question]] = {}
    places = _places(groups)
    for context, rules in contexts.items():
        inside = context[own:]
        last = context[-1] if context else Step("")
        for numbers in places.get(tuple([step.key for step in inside]), ()):
            at = numbers[-1]
            above = zip(numbers[1:-1], inside, strict=False)
            narrow = tuple((n, step) for n, step in above if step.where)
            for rule in rules:
                if _is_settled(rule, groups[at], facts):
                    continue
                category = -1 if narrow else _deciding(rule, at, groups)
                question = Question(at, narrow, last.where, {})
                question = found.setdefault(category, {}).setdefault(question[:3], question)
                question.tests.setdefault(last.equals.upper(), []).append(rule.test)
    return [Topic(category, list(each.values()), object()) for category, each in found.items()]


def _places(groups: list[Group]) -> dict[tuple[str, ...], list[tuple[int, ...]]]:
    """Return by path from the part the aggregates there: the numbers of all on the way."""
    places: dict[tuple[str, ...], list[tuple[int, ...]]] = {(): [(0,)]}
    ways: dict[int, tuple[tuple[str, ...], tuple[int, ...]]] = {id(groups[0]): ((), (0,))}
    for at, group in enumerate(groups[1:], 1):
        keys, numbers = ways[id(group.parent)]
        way = (*keys, group.name.rpartition(":")[2]), (*numbers, at)
        ways[id(group)] = way
        places.setdefault(way[0], []).append(way[1])
    return places


def _deciding(rule: Rule, at: int, groups: list[Group]) -> int:
    """Return the number of the tax category that alone decides a rule at an aggregate, or -1.

    Where it is not the aggregate itself, it is the only thing below that the rule narrows.
    """
    if groups[at].table.name == CATEGORY:
        return at
    narrowed = {step.key for path in rule.paths for step in path.steps if step.where}
    found = [n for n, group in enumerate(groups) if group.table.name == CATEGORY]
    where = rule.context[-1].where if rule.context else ()
    if rule.word not in _BY_PRESENCE or where or len(found) != 1:
        return -1
    return found[0] if narrowed == {groups[found[0]].name.rpartition(":")[2]} else -1


def _is_settled(rule: Rule, group: Group, facts: Facts) -> bool:
    """Say whether a rule holds wherever all the same elements stand, none of them empty."""
    if not all(path.is_plain and LINES.isdisjoint(path.keys) for path in rule.paths):
        return False
    if rule.word in _BY_PRESENCE:
        return rule.test(group, facts)
    return rule.word in _BY_VALUE and any(not items(group, path) for path in rule.paths)
