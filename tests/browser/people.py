"""People in front of their own browsers."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    expect,
)

from portal.demo.people import FIGURES, PASSWORD

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
EMAILS = {figure.email.split("@")[0]: figure.email for figure in FIGURES}


class Seat:
    """One person at one browser: nothing is shared with anybody else's.

    `complaints` collects what the browser's console says in anger: errors of scripts, refusals of
    the content security policy, resources that did not load.
    """

    def __init__(self, name: str, context: BrowserContext, url: str) -> None:
        self.name = name
        self.context = context
        self.url = url
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self) -> "Seat":
        """Sign in through the form, as anybody would."""
        self.open("/sign-in")
        self.page.get_by_label("E-mail").fill(EMAILS[self.name])
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.heading).to_have_text(re.compile("^(Home|Welcome to)"))
        return self

    def open(self, path: str) -> int:
        """Go to a page of the portal; return its status."""
        response = self.page.goto(path if path.startswith("http") else self.url + path)
        assert response is not None
        return response.status

    def go(self, label: str) -> None:
        """Follow the rail."""
        rail = self.page.get_by_role("navigation", name="Portal")
        rail.get_by_role("link", name=re.compile(rf"^{label}\b")).first.click()
        expect(self.heading).to_have_text(label)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, text: str | re.Pattern[str], **options: Any) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(**options)

    @property
    def heading(self) -> Any:
        return self.page.get_by_role("heading", level=1)

    @property
    def main(self) -> Any:
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} ({self.page.url})")


class Wiretap:
    """Everything one browser is sent, over HTTP and over its socket."""

    def __init__(self, context: BrowserContext) -> None:
        self.heard: list[bytes] = []
        self._context = context
        self._missed: list[str] = []
        context.on("requestfinished", self._note_answer)
        context.on("page", self._tap)
        for page in context.pages:
            self._tap(page)

    def has(self, text: str) -> bool:
        return any(text.encode() in each for each in self.heard)

    def hear_again(self) -> None:
        """Fetch as this browser what it let go of, on leaving a page, before we could look."""
        while self._missed:
            self.heard.append(self._context.request.get(self._missed.pop()).body())

    def _tap(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self._note_frame))

    def _note_frame(self, frame: str | bytes) -> None:
        self.heard.append(frame.encode() if isinstance(frame, str) else frame)

    def _note_answer(self, request: Request) -> None:
        try:
            response = request.response()
            if response is not None:
                self.heard.append(response.body())
        except Error:
            if request.method == "GET":
                self._missed.append(request.url)


SeatOf = Callable[..., Seat]


def take_seat(browser: Browser, url: str, name: str, **options: Any) -> Seat:
    """Sit somebody down at a browser that nobody used before."""
    chosen = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
    context = browser.new_context(**chosen)
    context.set_default_timeout(15_000)
    return Seat(name, context, url)
