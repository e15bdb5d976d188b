"""Walks the portal as a reader would, link by link, and notes what is wrong with each page."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import html5lib
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Response, ViewportSize
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from tests.browser.people import DESKTOP, PHONE, Seat

Mode = tuple[Literal["light", "dark"], ViewportSize]
PAIRS: tuple[tuple[Mode, Mode], ...] = (
    (("light", DESKTOP), ("dark", PHONE)),
    (("light", PHONE), ("dark", DESKTOP)),
)
"""Every page is looked at in the light and in the dark, wide and narrow, one way on one page and
the other way on the next: so the frame around all of them is seen in all four. With KONTOR_EXAMPLES
every page is."""
NARROW: ViewportSize = {"width": 320, "height": 640}
EXAMPLES = {
    "deals.show": 4,
    "gateway.show": 3,
    "handoffs.show": 2,
    "orders.show": 2,
    "rooms.show": 2,
}
"""How many records of a kind are looked at, where their states make different pages. Else one."""
TABS = frozenset({"side", "tab", "view"})
"""What in an address chooses among pages of their own: each of its values makes another."""
AXE = """async () => {
    const tired = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const frame = () => Promise.race([new Promise(requestAnimationFrame), tired(1000)]);
    const moves = (each) => each.playState === "running"
        && each.effect.getComputedTiming().iterations !== Infinity;
    await frame().then(frame);
    for (let n = 0; n < 60 && document.getAnimations().some(moves); n++) await frame();
    await frame();
    const asked = { resultTypes: ["violations"], preload: false, iframes: false };
    return (await axe.run(document, asked)).violations;
}"""
"""Looks once the page has been painted in the colours and the width it was just given; a browser
that paints nothing for a while (an occluded window does not) is not waited for without end."""
SIDEWAYS = """() => [document.documentElement, document.querySelector("main"),
        document.querySelector("#content")]
    .filter((element) => element && element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}`)"""


@dataclass
class Findings:
    """What was looked at, and what was found, each as a sentence that names the page."""

    endpoints: set[str] = field(default_factory=set)
    pages: int = 0
    views: int = 0
    violations: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    dead_links: list[str] = field(default_factory=list)


Seen = Counter[tuple[str, ...]]
"""How many pages of each kind the people of one side of the counter have looked at."""


class Survey:
    """One reader's walk, on to what nobody of the same side has `seen`.

    `urls` tells the pages of one kind from those of another.
    """

    def __init__(self, seat: Seat, urls: Map, findings: Findings, seen: Seen) -> None:
        self._seat = seat
        self._urls = urls.bind("127.0.0.1")
        self._findings = findings
        self._seen = seen
        self._waiting: list[tuple[str, str]] = []

    def walk(self, *starts: str) -> None:
        """Look at the given pages and at all that they lead to, a few of each kind."""
        for start in starts:
            self._is_new(start)
            self._follow(start, "asked for")
        while self._waiting:
            path, found_on = self._waiting.pop(0)
            if self._is_new(path):
                self._follow(path, found_on)

    def _follow(self, path: str, found_on: str) -> None:
        response = self.visit(path)
        if not response.ok:
            dead = f"{self._seat.name}, {found_on}: {path} answers {response.status}"
            self._findings.dead_links.append(dead)

    def visit(self, path: str) -> Response:
        self._seat.complaints.clear()
        response = self._seat.page.goto(self._seat.url + path)
        assert response is not None
        self.look(response)
        self._waiting.extend((link, path) for link in self._links())
        return response

    def look(self, response: Response) -> None:
        """Hold the page that is open now against everything it must be."""
        page, name = self._seat.page, f"{self._seat.name} {urlsplit(response.url).path}"
        if query := urlsplit(response.url).query:
            name += f"?{query}"
        found = self._findings
        found.pages += 1
        found.faults += [f"{name}: {fault}" for fault in faults(response.text())]
        page.evaluate(AXE_SCRIPT)
        for scheme, size in modes_of(found.pages):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            found.views += 1
            mode = f"{name} ({scheme}, {size['width']} px)"
            found.violations += [f"{mode}: {each}" for each in _read(page.evaluate(AXE))]
        page.set_viewport_size(NARROW)
        found.sideways += [f"{name}: {each}" for each in page.evaluate(SIDEWAYS)]
        is_refusal = "the server responded with a status of 4"
        found.complaints += [
            f"{name}: {each}"
            for each in self._seat.complaints
            if response.ok or is_refusal not in each
        ]

    def _is_new(self, path: str) -> bool:
        """Return whether a page of this kind is still wanted, and count it."""
        parts = urlsplit(path)
        try:
            endpoint, arguments = self._urls.match(parts.path, method="GET")
        except HTTPException:
            return False
        kinds = _kinds(endpoint, arguments, parse_qs(parts.query))
        wanted = EXAMPLES.get(endpoint, 1) if arguments and not parts.query else 1
        if endpoint in NOT_PAGES or self._seen[(path,)]:
            return False
        if all(self._seen[kind] >= wanted for kind in kinds):
            return False
        self._seen.update([(path,), *kinds])
        self._findings.endpoints.add(endpoint)
        return True

    def _links(self) -> list[str]:
        links = self._seat.page.locator("a[href^='/'], [data-refresh-url]").evaluate_all(
            "(all) => all.map((each) => each.getAttribute('href') ?? each.dataset.refreshUrl)"
        )
        return [re.sub(r"#.*", "", link) for link in links]


NOT_PAGES = frozenset(
    {
        "documents.download",  # the way to the store
        "gateway.show_raw",  # a file
        "agreements.download",  # a file
        "browsing.export",  # a file
        "deals.export",  # a file
        "leads.export_fairness",  # a file
        "insights.export",  # a file
        "commissions.export",  # a file
        "receipts.download",  # a file
        "static_files.serve",
        "rooms.show_of_subject",  # opens a room and goes there
        "health.live",
        "health.ready",
        "health.metrics",
        "oauth.metadata",
        "api.document",
        "pages.rail",  # a part of every page, looked at with it
    }
)


def modes_of(number: int) -> list[Mode]:
    """Return the colour schemes and sizes in which a page is looked at, by its number."""
    if "KONTOR_EXAMPLES" in os.environ:
        return [mode for pair in PAIRS for mode in pair]
    return list(PAIRS[number % 2])


def _kinds(
    endpoint: str, arguments: Mapping[str, Any], query: Mapping[str, list[str]]
) -> list[tuple[str, ...]]:
    """Return of which kinds a page is: one for each thing that its address asks of the endpoint.

    A page is new that asks for something no page before it did: each filter, order and cursor of
    a list is looked at once, and not each of their some hundred combinations.
    """
    step = [str(arguments["name"])] if "name" in arguments else []
    asked = [(key, *values) if key in TABS else (key,) for key, values in query.items()]
    return [(endpoint, *step, *each) for each in asked] or [(endpoint, *step)]


def is_page(endpoint: str, methods: set[str]) -> bool:
    return "GET" in methods and endpoint not in NOT_PAGES and not endpoint.startswith("api_")


def faults(html: str) -> Iterator[str]:
    """Yield where a document breaks the standard, its one heading and its ids."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    for position, code, details in parser.errors:
        yield f"{code} {details} at {position}"
    headings = len(tree.findall(".//h1"))
    if headings != 1:
        yield f"{headings} h1"
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    for twice in (each for each, count in ids.items() if count > 1):
        yield f"id {twice} stands twice"


def _read(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['target']} {node['html'][:160]}"
