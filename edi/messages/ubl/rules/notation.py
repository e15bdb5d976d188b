"""Reads rule tables and compiles their conditions.

A row is `id | context | condition | sentence`; the id ends in `?` for a warning. The context is a
path of aggregates from the document, `.` being the document and `Line` its lines; a step may be
narrowed, as in `AllowanceCharge[ChargeIndicator=true]`. Conditions, over paths from the context:

    has A B       at least one of them says something
    all A B       each says something
    not A         A does not stand there
    once A        A stands there once at most
    attr A@x      each A has the attribute x
    notneg A      each A is zero or more
    positive A    each A is more than zero
    decimals A    each A has two decimals at most
    code L A      each A, or A@x, is in the list L of codes.table
    order A B     the date A is not after the date B
    check name    what the function of that name says (`checks`, `sums`...)
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import NamedTuple

from edi.messages.ubl.nodes import Group, Item, Leaf
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.tables import TableError, codes
from edi.syntax.faults import Severity

Test = Callable[[Group, Facts], bool]
LINE = "Line"
CHECKS: dict[str, Test] = {}
_STEP = re.compile(r"(\w+)(?:\[([\w/]+)=([^\]]*)\])?")
_DECIMALS = 2
_CENT = Decimal("0.01")


def check(test: Test) -> Test:
    """Make a function known to rule tables under its own name."""
    CHECKS[test.__name__] = test
    return test


class Step(NamedTuple):
    """One step of a path, and what must hold for it to count."""

    key: str
    where: tuple[str, ...] = ()
    equals: str = ""


class Path(NamedTuple):
    """A path to basic components or aggregates; `before` is it without its last step, `key` that.

    `is_plain` says that no step is narrowed, so that most of it is one look-up after the other.
    """

    steps: tuple[Step, ...]
    attribute: str
    keys: tuple[str, ...]
    before: tuple[Step, ...]
    key: str
    is_plain: bool


class Rule(NamedTuple):
    """One business rule: `test` says whether it holds at each group of its context.

    `place` is the path from there to what a fault is about; `word` and `paths` are those of its
    condition, as far as it has them. One on a `category` of VAT is about documents, and holds where
    no tax category has that code.
    """

    id: str
    severity: Severity
    context: tuple[Step, ...]
    test: Test
    sentence: str
    place: tuple[str, ...] = ()
    word: str = ""
    paths: tuple[Path, ...] = ()
    category: str = ""


def read_rules(file: str) -> list[Rule]:
    """Read a rule table of this package."""
    text = (files(__package__) / file).read_text("utf-8")
    rows = (line.strip() for line in text.splitlines())
    return [_rule(row) for row in rows if row and not row.startswith("#")]


def _rule(row: str) -> Rule:
    cells = [cell.strip() for cell in row.split(" | ")]
    if len(cells) != 4:  # noqa: PLR2004 - the columns named above
        raise TableError(f"four columns expected: {row}")
    name, context, condition, sentence = cells
    test, place, word, paths = _compile(condition)
    severity = Severity.WARNING if name.endswith("?") else Severity.ERROR
    steps = () if context == "." else path(context).steps
    return Rule(name.rstrip("?"), severity, steps, test, sentence, place, word, paths)


def path(text: str) -> Path:
    """Read `A/B[C/D=x]/E@attribute`."""
    whole, _, attribute = text.partition("@")
    steps = tuple(_step(each) for each in re.split(r"/(?![^\[]*\])", whole))
    plain = not any(step.where or step.key == LINE for step in steps)
    keys = tuple(step.key for step in steps)
    return Path(steps, attribute, keys, steps[:-1], keys[-1], plain)


def _step(text: str) -> Step:
    match = _STEP.fullmatch(text)
    if not match:
        raise TableError(f"not understood: {text}")
    key, where, equals = match.groups("")
    return Step(key, tuple(where.split("/")) if where else (), equals)


def select(groups: list[Group], steps: tuple[Step, ...]) -> list[Group]:
    """Return the groups that steps lead to."""
    for step in steps:
        groups = [
            found
            for each in groups
            for found in each.groups(_key(each, step.key))
            if not step.where or _is(found, step)
        ]
    return groups


def _key(group: Group, key: str) -> str:
    return f"{group.table.name}Line" if key == LINE else key


def _is(group: Group, step: Step) -> bool:
    return said(group, step.where) == step.equals.upper()


def said(group: Group, where: tuple[str, ...]) -> str:
    """Return a value as steps compare it: texts without regard to case, TRUE and FALSE."""
    value = group.value(*where)
    if isinstance(value, bool):
        return str(value).upper()
    return value.upper() if isinstance(value, str) else ""


def leaves(group: Group, where: Path) -> list[Leaf]:
    return [item for item in items(group, where) if type(item) is Leaf]


def exists(group: Group, where: Path) -> bool:
    """Say whether a path leads to an aggregate, or to a basic component that is not empty."""
    here: Item | list[Item] | None = group
    if where.is_plain:
        for key in where.keys:
            if type(here) is not Group:
                break
            here = here.items.get(key)
        else:
            if here is None:
                return False
            if type(here) is Leaf:
                return here.value != ""
    return _any_exists(group, where)


def _any_exists(group: Group, where: Path) -> bool:
    step = where.steps[-1]
    for item in items(group, where):
        if type(item) is Leaf:
            if item.value != "":
                return True
        elif not step.where or _is(item, step):  # type: ignore[arg-type]
            return True
    return False


def items(group: Group, where: Path) -> Sequence[Item]:
    if where.is_plain:
        here: Item | list[Item] | None = group
        for key in where.keys:
            if type(here) is not Group:
                break
            here = here.items.get(key)
        if here is None:
            return ()
        if type(here) is Leaf or (type(here) is Group and here.name.endswith(where.key)):
            return (here,)
    return [
        item for each in select([group], where.before) for item in each.all(_key(each, where.key))
    ]


def _compile(condition: str) -> tuple[Test, tuple[str, ...], str, tuple[Path, ...]]:
    word, *operands = condition.split()
    if word == "check":
        if operands[0] not in CHECKS:
            raise TableError(f"no check {operands[0]}")
        return CHECKS[operands[0]], tuple(operands[1].split("/")) if operands[1:] else (), word, ()
    if word == "code":
        where = path(operands[1])
        return _in_list(operands[0], where), where.keys, word, (where,)
    paths = [path(each) for each in operands]
    if word not in _CONDITIONS:
        raise TableError(f"unknown condition: {condition}")
    return _CONDITIONS[word](paths), paths[0].keys, word, tuple(paths)


def _has(paths: list[Path]) -> Test:
    if len(paths) == 1:
        return lambda group, _facts: exists(group, paths[0])
    return lambda group, _facts: any(exists(group, each) for each in paths)


def _all(paths: list[Path]) -> Test:
    return lambda group, _facts: all(exists(group, each) for each in paths)


def _not(paths: list[Path]) -> Test:
    return lambda group, _facts: not any(exists(group, each) for each in paths)


def _once(paths: list[Path]) -> Test:
    return lambda group, _facts: len(items(group, paths[0])) <= 1


def _attr(paths: list[Path]) -> Test:
    name = paths[0].attribute
    return lambda group, _facts: all(
        bool((leaf.attributes or {}).get(name)) for leaf in leaves(group, paths[0])
    )


def _each_number(holds: Callable[[Decimal], bool]) -> Callable[[list[Path]], Test]:
    def make(paths: list[Path]) -> Test:
        where = paths[0]
        first, last = where.keys[:-1], where.key

        def test(group: Group, _facts: Facts) -> bool:
            here: Item | list[Item] | None = group if where.is_plain else None
            for key in first:
                here = here.items.get(key) if type(here) is Group else None
            leaf = here.items.get(last) if type(here) is Group else None
            if type(leaf) is Leaf:
                return not isinstance(leaf.value, Decimal) or holds(leaf.value)
            return all(
                holds(each.value)
                for each in leaves(group, where)
                if isinstance(each.value, Decimal)
            )

        return test

    return make


def has_two_decimals(number: Decimal) -> bool:
    if number.same_quantum(_CENT):
        return True
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DECIMALS


def _order(paths: list[Path]) -> Test:
    def test(group: Group, _facts: Facts) -> bool:
        start, end = group.value(*paths[0].keys), group.value(*paths[1].keys)
        return not (isinstance(start, date) and isinstance(end, date)) or start <= end

    return test


def _in_list(name: str, where: Path) -> Test:
    known = codes(name)

    def test(group: Group, _facts: Facts) -> bool:
        for leaf in leaves(group, where):
            if where.attribute:
                given = (leaf.attributes or {}).get(where.attribute)
                if given is not None and given not in known:
                    return False
            elif leaf.value not in known:
                return False
        return True

    return test


_CONDITIONS: dict[str, Callable[[list[Path]], Test]] = {
    "has": _has,
    "all": _all,
    "not": _not,
    "once": _once,
    "attr": _attr,
    "notneg": _each_number(lambda number: number >= 0),
    "positive": _each_number(lambda number: number > 0),
    "decimals": _each_number(has_two_decimals),
    "order": _order,
}
