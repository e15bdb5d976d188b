"""Putting every cell of the matrix to the portal, and saying which answers are wrong."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

import sqlalchemy as sa

from portal.kernel.db import Wall, metadata
from tests.matrix.asking import Answer, Asker
from tests.matrix.expectations import (
    ACTORS,
    CANARIES,
    MACHINES,
    SIGHT,
    SIGNED_IN,
    TABLE,
)
from tests.matrix.rule import Door, Rule
from tests.matrix.world import World

REFUSED = 400
Unseen = dict[tuple[str, str], tuple["Cell", object]]
"""By route and actor: the first answer about something that actor does not see."""


@dataclass(frozen=True, slots=True)
class Cell:
    rule: Rule
    target: str | None
    actor: str

    def __str__(self) -> str:
        return f"{self.actor}: {self.rule.route} [{self.target or ''}]"


@dataclass
class Verdict:
    """What came out: how many cells, and a sentence for each wrong answer."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)


def cells(rules: Iterable[Rule] = TABLE) -> Iterator[Cell]:
    for rule in rules:
        for target in SIGHT[rule.on] if rule.on else (None,):
            for actor in sorted(ACTORS):
                yield Cell(rule, target, actor)


def is_let_in(cell: Cell) -> bool:
    """Whether the caller gets past the door, to where roles and walls decide."""
    known = {Door.PAGE: SIGNED_IN, Door.API: MACHINES, Door.OPEN: ACTORS}
    return cell.actor in known[cell.rule.door]


def reaches_records(cell: Cell) -> bool:
    """Whether a tenant wall has a say: nobody was turned away for lack of a session or a role."""
    return is_let_in(cell) and (cell.rule.door is Door.OPEN or cell.actor in cell.rule.may)


def expected(cell: Cell) -> int:
    """Look the answer up in the table; the order of the questions is the order of the walls."""
    rule, target, actor = cell.rule, cell.target, cell.actor
    if rule.door is Door.OPEN:
        return rule.answers.get(actor, rule.answers["*"])
    if rule.door is Door.PAGE and actor not in SIGNED_IN:
        return 303
    if rule.door is Door.API and actor not in MACHINES:
        return 401
    if actor not in rule.may:
        return 403
    if rule.on is None or target is None:
        return rule.ok
    if actor not in SIGHT[rule.on][target]:
        return rule.unseen
    if actor not in rule.acts.get(target, ACTORS):
        return 403
    status, who = rule.elsewhere.get(target, (rule.ok, ACTORS))
    return status if actor in who else rule.ok


class Judge:
    """Asks cell by cell, each in a savepoint that is rolled back, and compares with the table."""

    def __init__(self, asker: Asker, world: World) -> None:
        self.asker = asker
        self.world = world
        self.readers = {world.canaries[name]: CANARIES[name] for name in CANARIES}
        self.name_of = {word: name for name, word in world.canaries.items()}
        self.untouched = self.fingerprint()

    def judge(self, chosen: Iterable[Cell], *, until_first: bool = False) -> Verdict:
        """Judge the cells, route by route: first what must be refused, then what is allowed."""
        verdict = Verdict()
        for _route, found in groupby(chosen, key=lambda cell: cell.rule.route):
            group = list(found)
            refused = [cell for cell in group if self._is_refused(cell)]
            unseen: Unseen = {}
            verdict.cells += len(group)
            verdict.wrong += self._put_refused(refused, unseen, until_first=until_first)
            for cell in group:
                if until_first and verdict.wrong:
                    return verdict
                if not self._is_refused(cell):
                    with self._savepoint():
                        verdict.wrong += self._put(cell, unseen)
        return verdict

    def _put_refused(self, refused: list[Cell], unseen: Unseen, *, until_first: bool) -> list[str]:
        """Put what must be refused in one savepoint: after all of it nothing may have changed."""
        wrong = []
        with self._savepoint():
            for cell in refused:
                wrong += self._put(cell, unseen)
                if until_first and wrong:
                    return wrong
            if self.fingerprint() == self.untouched:
                return wrong
        return wrong + [fault for cell in refused for fault in self._changes(cell)]

    def _changes(self, cell: Cell) -> list[str]:
        with self._savepoint():
            self.asker.ask(cell.rule, cell.target, cell.actor)
            changed = self.fingerprint() != self.untouched
        return [f"{cell}: must be refused, and yet the database changed"] if changed else []

    def _put(self, cell: Cell, unseen: Unseen) -> list[str]:
        answer = self.asker.ask(cell.rule, cell.target, cell.actor)
        faults = [*self._status(cell, answer), *self._leaks(cell, answer)]
        faults += [*self._list(cell, answer), *self._differs_from_absent(cell, answer, unseen)]
        return [f"{cell}: {fault}" for fault in faults]

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        savepoint = self.world.database.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()

    def _status(self, cell: Cell, answer: Answer) -> Iterator[str]:
        wanted = expected(cell)
        if answer.status != wanted:
            yield f"answers {answer.status}, not {wanted}"
        elif self._is_turned_away(cell) and not answer.location.startswith("/sign-in"):
            yield f"goes to {answer.location}, not to the sign-in form"

    def _leaks(self, cell: Cell, answer: Answer) -> Iterator[str]:
        for word in answer.canaries():
            if self._is_told(cell, word):
                continue
            if cell.actor not in self.readers.get(word, ACTORS):  # a random token may look like one
                yield f"shows “{self.name_of[word]}”"

    def _is_told(self, cell: Cell, word: str) -> bool:
        target = cell.target or ""
        opened = cell.rule.tells.get(target, ())
        return self.name_of.get(word) in opened and cell.actor in cell.rule.acts.get(target, ())

    def _list(self, cell: Cell, answer: Answer) -> Iterator[str]:
        kind = cell.rule.lists
        if kind is None or answer.status != 200:
            return
        for record, readers in SIGHT[kind].items():
            stored = "company" if kind == "partner" else kind
            shown = record != "absent" and self.world.id(stored, record) in answer.body
            if shown != (cell.actor in readers):
                yield f"{'shows' if shown else 'lacks'} the {kind} {record}"

    def _differs_from_absent(self, cell: Cell, answer: Answer, unseen: Unseen) -> list[str]:
        """Compare with the first answer about something this actor does not see."""
        rule, target = cell.rule, cell.target
        if rule.on is None or target is None or cell.actor not in rule.may:
            return []
        sight = SIGHT["account" if rule.on == "prefill" else rule.on][target]
        if cell.actor in sight:
            return []
        comparable = answer.without(self.asker.address(rule, target)[2] | {self.world.absent})
        first, other = unseen.setdefault((rule.route, cell.actor), (cell, comparable))
        return [] if other == comparable else [f"reads differently from {first.target}"]

    def _is_refused(self, cell: Cell) -> bool:
        if cell.rule.door is Door.OPEN:
            return False
        return expected(cell) >= REFUSED or self._is_turned_away(cell)

    @staticmethod
    def _is_turned_away(cell: Cell) -> bool:
        return cell.rule.door is Door.PAGE and cell.actor not in SIGNED_IN

    def fingerprint(self) -> tuple[object, ...]:
        """Count the rows of every table and find its youngest: any write changes one of the two."""
        connection = self.world.database.connection
        connection.execute(sa.text("SELECT set_config('role', 'kontor_system', true)"))
        return tuple(connection.execute(_FINGERPRINT).one())


_TABLES = [*sorted(metadata.tables), "procrastinate_jobs"]
_FINGERPRINT = sa.text(
    "SELECT "
    + ", ".join(
        f"(SELECT count(*) || ':' || coalesce(max(xmin::text::bigint), 0) FROM {name})"
        for name in _TABLES
    )
)


def judge_all(judge: Judge, walls: Wall, name: str) -> None:
    """Put the cells with these walls standing; fail with each wrong answer, print the count.

    Every cell is put when KONTOR_EXAMPLES asks for more than every run can do.
    """
    chosen = list(cells())
    count = len(chosen)
    if "KONTOR_EXAMPLES" not in os.environ:
        chosen = [cell for cell in chosen if _is_put_in_every_run(cell, walls)]
    judge.world.database.walls = walls
    started = time.perf_counter()
    try:
        verdict = judge.judge(chosen)
    finally:
        judge.world.database.walls = Wall.BOTH
    seconds = time.perf_counter() - started
    print(
        f"figure: authorization matrix, {name}: {verdict.cells} of {count} cells"
        f" in {seconds:.0f} s, {len(verdict.wrong)} wrong answers"
    )
    assert verdict.wrong == [], "\n".join(verdict.wrong)


def _is_put_in_every_run(cell: Cell, walls: Wall) -> bool:
    """Leave out what another cell answers as well.

    Whoever lacks the session or the role is turned away before any record is looked for: one
    record stands for all. One wall alone shows at least what both show: a write that both let
    pass, it lets pass. And what each alone shows just as it should, both together show: rows that
    both let through.
    """
    if not reaches_records(cell):
        return walls is Wall.BOTH and cell.target == _likeliest(cell)
    reads = cell.rule.method == "GET"
    return not reads if walls is Wall.BOTH else reads or expected(cell) >= REFUSED


def _likeliest(cell: Cell) -> str | None:
    """Return the record that would open first if the door or the role were forgotten."""
    if cell.rule.on is None:
        return None
    sight = SIGHT[cell.rule.on]
    return next(
        (target for target, readers in sight.items() if cell.actor in readers), next(iter(sight))
    )
