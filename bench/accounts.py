"""Pages of accounts with a million of them, beside the same pages with a thousand, in one run.

    python -m bench.accounts [--accounts 1000000] [--partners 500] [--grants 200000] [--rounds 60]
        [--keep FOLDER]

See bench/README.md for how each figure is made.
"""

import argparse
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask.testing import FlaskClient

from bench.house import PARTNERS, House, load_statements, open_house, open_kept_house
from bench.queries_per_page import Counter
from bench.server import quiet_logs
from partners.accounts.models import Account
from portal.app import create_app

FEW: Final = {"accounts": 1_000, "partners": PARTNERS, "grants": 800}
"""So few, and the readers' partner holds four hundred grants as in the large house."""
LIMIT: Final = 1.3
CUSTOMERS: Final = Path(__file__).with_name("customers.sql")
WARM_UPS: Final = 6
ROW: Final = 'class="row-title"'
READERS: Final = {"channel manager": "dana", "partner admin": "alice", "seller": "bob"}
AT_THE_HOST: Final = "channel manager"
GRANTED_IN_BOTH: Final = "824"
"""The number of an account that the readers' partner was granted in both houses."""
PAGES: Final = {
    "list by name": "/accounts",
    "list by name, second page": "/accounts next",
    "list, newest first": "/accounts?order=newest",
    "list by country": "/accounts?order=country",
    "list, last worked on": "/accounts?order=activity",
    "list, last worked on, second page": "/accounts?order=activity next",
    "list of one country": "/accounts?country=SE",
    "list of one country, last worked on": "/accounts?country=SE&order=activity",
    "list, not shared, last worked on": "/accounts?whose=closed&order=activity",
    "list, ours": "/accounts?whose=ours",
    "list, shared with us": "/accounts?whose=theirs",
    "list, shared by us": "/accounts?whose=opened",
    "list, not shared": "/accounts?whose=closed",
    "search, a common word": "/accounts?q=halden",
    "search, a common word, second page": "/accounts?q=customer next",
    "search, a beginning": "/accounts?q=st",
    "search, two common words": "/accounts?q=halden+customer",
    "search, a common and a rare word": "/accounts?q=halden+{rare}",
    "search, one account": "/accounts?q=customer-824.example",
    "search, nothing": "/accounts?q=zanzibar",
    "search everywhere": "/search?q=rostock",
    "possible duplicates": "/accounts/duplicates",
    "possible duplicates, second page": "/accounts/duplicates next",
    "an account and its timeline": "account",
}


@dataclass(slots=True)
class Contestant:
    """One page as one reader sees it in one house."""

    label: str
    client: FlaskClient
    path: str
    cookie: str
    counter: Counter
    times: list[float] = field(default_factory=list)
    statements: int = 0
    rows: int = 0

    def run(self) -> None:
        self.counter.reset()
        started = time.perf_counter()
        answer = self.client.get(self.path, headers={"Cookie": self.cookie})
        self.times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (self.path, answer.status)
        self.statements = self.counter.statements
        self.rows = answer.text.count(ROW)

    @property
    def p95(self) -> float:
        return sorted(self.times)[len(self.times) * 95 // 100]


@contextmanager
def furnished_house(keep: Path | None, figures: dict[str, int]) -> Iterator[House]:
    """Open a house with so many accounts: a new one, or the one that was kept."""

    def furnish(house: House) -> None:
        started = time.perf_counter()
        added = {**figures, "partners": figures["partners"] - PARTNERS}
        load_statements(house, CUSTOMERS.read_text(), added)
        print(f"loaded {figures} in {time.perf_counter() - started:.0f} s", flush=True)

    if keep is None:
        with open_house() as house:
            furnish(house)
            yield house
    else:
        with open_kept_house(keep / str(figures["accounts"]), furnish) as house:
            yield house


@contextmanager
def contestants(house: House, accounts: int) -> Iterator[list[Contestant]]:
    services = house.services()
    counter = Counter(services.database)
    client = create_app(services).test_client(use_cookies=False)
    found = []
    try:
        for reader, name in READERS.items():
            cookie = house.cookie(name)
            rare = rare_beginning(accounts) if reader == AT_THE_HOST else GRANTED_IN_BOTH
            for label, path in PAGES.items():
                address = _address(house, client, cookie, name, path.format(rare=rare))
                found.append(Contestant(f"{label}, {reader}", client, address, cookie, counter))
        yield found
    finally:
        services.database.close()


def rare_beginning(accounts: int) -> str:
    """Return how as many numbers begin in a house of any size: 8 of a thousand, 88 of ten."""
    return "8" * (len(str(accounts)) - len(str(FEW["accounts"])) + 1)


def _address(house: House, client: FlaskClient, cookie: str, name: str, path: str) -> str:
    """Return the address of a page; that of a second one is on the first."""
    if path == "account":
        database = house.database()
        with database.work(house.actor(name)) as work:
            shared = sa.select(Account.id).order_by(Account.created_at.desc()).limit(1)
            account_id = work.session.scalars(shared).one()
        database.close()
        return f"/accounts/{account_id}"
    if not path.endswith(" next"):
        return path
    page = client.get(path.removesuffix(" next"), headers={"Cookie": cookie}).text
    link = re.search(r'rel="next" href="([^"]+)"', page)
    return link.group(1).replace("&amp;", "&") if link else path.removesuffix(" next")


def race(few: list[Contestant], many: list[Contestant], rounds: int) -> None:
    for each in (*few, *many):
        for _ in range(WARM_UPS):
            each.run()
        each.times.clear()
    for _ in range(rounds):
        for small, large in zip(few, many, strict=True):
            small.run()
            large.run()


def report(few: list[Contestant], many: list[Contestant], figures: dict[str, int]) -> None:
    print(f"\n{'':54}{'1,000 accounts':^25}{figures['accounts']:>17,}{'':8}")
    side = f"{'p50':>7}{'p95':>7}{'SQL':>5}{'rows':>6}"
    print(f"{'':54}{side}  {side}{'p95 ratio':>11}")
    worst = 0.0
    for small, large in zip(few, many, strict=True):
        ratio = large.p95 / small.p95
        worst = max(worst, ratio)
        print(
            f"{large.label:54}{statistics.median(small.times):7.1f}{small.p95:7.1f}"
            f"{small.statements:5}{small.rows:6}{statistics.median(large.times):9.1f}{large.p95:7.1f}"
            f"{large.statements:5}{large.rows:6}{ratio:11.2f}{'' if ratio <= LIMIT else '   above'}"
            f"{'' if small.statements == large.statements else '   statements differ'}"
            f"{'' if small.rows == large.rows else '   rows differ'}"
        )
    together = [sum(each.p95 for each in side) for side in (few, many)]
    print(f"\nworst ratio {worst:.2f}, of all pages together {together[1] / together[0]:.2f}")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--accounts", type=int, default=1_000_000)
    given.add_argument("--partners", type=int, default=500)
    given.add_argument("--grants", type=int, default=200_000)
    given.add_argument("--rounds", type=int, default=60)
    given.add_argument("--keep", type=Path, help="a folder in which the houses stay for a next run")
    options = given.parse_args()
    many = {name: getattr(options, name) for name in FEW}
    quiet_logs()
    with ExitStack() as stack:
        sides = []
        for figures in (FEW, many):
            house = stack.enter_context(furnished_house(options.keep, figures))
            sides.append(stack.enter_context(contestants(house, figures["accounts"])))
        race(sides[0], sides[1], options.rounds)
        report(sides[0], sides[1], many)


if __name__ == "__main__":
    main()
