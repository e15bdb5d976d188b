"""Detection of conflicts with a million registrations, beside ten thousand, in one run.

    python -m bench.conflicts [--registrations 1000000] [--asked 400] [--seed 5]

See bench/README.md for how each figure is made.
"""

import argparse
import random
import statistics
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from bench.house import House, as_owner, load_statements, open_house
from bench.server import quiet_logs
from deals.conflicts.detection import DETECTOR, Level, detect, scope_of
from deals.models import Deal
from deals.queries import get_deal
from deals.review.states import UNDECIDED
from portal.kernel.db import Database, raw

FEW: Final = 10_000
MOST_MILLISECONDS: Final = 50
MOST_TIMES: Final = 3
WARM_UPS: Final = 20
REGISTRATIONS: Final = Path(__file__).with_name("registrations.sql")
_TRIGGERED: Final = ("accounts", "account_identities")
_LARGE: Final = ("accounts", "account_identities", "contacts", "deals", "deal_lines")


@dataclass(slots=True)
class Side:
    """One house, the registrations that are asked for in it, and what that took."""

    registrations: int
    database: Database
    asked: list[UUID]
    times: list[float] = field(default_factory=list)
    found: dict[Level, int] = field(default_factory=dict)
    plans: list[str] = field(default_factory=list)

    def ask(self, deal_id: UUID) -> None:
        """Detect as the page of a deal does; loading the deal itself is not measured."""
        with self.database.work(DETECTOR) as work:
            scope = scope_of(get_deal(work, deal_id))
            started = time.perf_counter()
            findings = detect(work, scope)
            self.times.append((time.perf_counter() - started) * 1000)
        for each in findings:
            self.found[each.level] = self.found.get(each.level, 0) + 1

    def p(self, share: int) -> float:
        return sorted(self.times)[min(len(self.times) * share // 100, len(self.times) - 1)]

    def explain(self) -> None:
        """Keep the plans of the look-up, and refuse one that reads a whole table."""

        def explained(_c: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            if statement.lstrip().startswith("WITH names"):
                lines = cursor.execute("EXPLAIN " + statement, parameters).fetchall()
                self.plans.append("\n".join(line for (line,) in lines))

        sa.event.listen(self.database.engine, "before_cursor_execute", explained)
        for deal_id in self.asked[:WARM_UPS]:
            self.ask(deal_id)
        sa.event.remove(self.database.engine, "before_cursor_execute", explained)
        self.times.clear()
        self.found.clear()


def load(house: House, registrations: int, seed: int) -> None:
    """Load them without the triggers that write words and signs, which nothing here reads."""
    for table in _TRIGGERED:
        as_owner(house, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    as_owner(house, "GRANT CREATE ON SCHEMA public TO kontor_system")
    load_statements(
        house, REGISTRATIONS.read_text(), {"registrations": registrations, "seed": seed}
    )
    for table in _TRIGGERED:
        as_owner(house, f"ALTER TABLE {table} ENABLE TRIGGER USER")


def side_of(house: House, registrations: int, asked: int, seed: int) -> Side:
    """Choose among the registrations that wait for a decision: theirs are the pages that ask."""
    database = house.database()
    with database.work(DETECTOR) as work:
        statement = sa.select(Deal.id).where(Deal.review.in_(UNDECIDED))
        statement = statement.order_by(Deal.submission_sequence)
        waiting = list(work.session.scalars(raw(statement, "bench")).all())
    chance = random.Random(seed)  # noqa: S311 - a sample
    return Side(registrations, database, chance.choices(waiting, k=asked))


def race(sides: list[Side], asked: int) -> None:
    for number in range(asked):
        for side in sides:
            side.ask(side.asked[number])


def report(sides: list[Side], seed: int) -> None:
    print(f"\nseed {seed}, {len(sides[0].times)} registrations asked for on each side, by turns")
    print(f"{'registrations':>14}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}   conflicts, possible")
    for side in sides:
        found = ", ".join(str(side.found.get(level, 0)) for level in Level)
        print(
            f"{side.registrations:14,}{statistics.median(side.times):9.1f}{side.p(95):9.1f}"
            f"{max(side.times):9.1f}   {found}"
        )
    few, many = sides
    ratio = many.p(95) / few.p(95)
    scans = [line for plan in many.plans for line in plan.splitlines() if _reads_all(line)]
    print(
        f"p95 {many.p(95):.1f} ms, wanted under {MOST_MILLISECONDS}: "
        f"{'HOLDS' if many.p(95) < MOST_MILLISECONDS else 'MISSED'}"
    )
    print(
        f"p95 {ratio:.2f} x that of {few.registrations:,}, wanted at most {MOST_TIMES}: "
        f"{'HOLDS' if ratio <= MOST_TIMES else 'MISSED'}"
    )
    print(f"{len(many.plans)} plans looked at, {len(scans)} read a whole table")
    for line in sorted(set(scans)):
        print(line)


def _reads_all(line: str) -> bool:
    return any(f"Seq Scan on {table}" in line for table in _LARGE)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--registrations", type=int, default=1_000_000)
    given.add_argument("--asked", type=int, default=400)
    given.add_argument("--seed", type=int, default=5)
    options = given.parse_args()
    quiet_logs()
    with ExitStack() as stack:
        sides = []
        for registrations in (FEW, options.registrations):
            house = stack.enter_context(open_house())
            started = time.perf_counter()
            load(house, registrations, options.seed)
            took = time.perf_counter() - started
            print(f"loaded {registrations:,} registrations in {took:.0f} s", flush=True)
            side = side_of(house, registrations, options.asked, options.seed)
            stack.callback(side.database.close)
            side.explain()
            sides.append(side)
        race(sides, options.asked)
        report(sides, options.seed)


if __name__ == "__main__":
    main()
