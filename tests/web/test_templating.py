from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import jinja2
import pytest
from flask import Flask, g, render_template, render_template_string

import portal
from portal.pages.components import components_page
from portal.web import static_files
from portal.web.assets import DIST, build_assets
from portal.web.templating import (
    UnknownIconError,
    avatar_hue,
    format_country,
    format_filesize,
    format_money,
    format_per_cent,
    icon,
    init_templating,
    initials,
    time_tag,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTAL = Path(portal.__file__).parent
NOW = datetime(2026, 11, 24, 8, 48, tzinfo=UTC)
ERROR_PAGES = ("400", "403", "404", "409", "413", "422", "429", "500", "503")


@dataclass
class NavItem:
    label: str
    icon: str
    url: str
    is_current: bool = False
    count: int | None = None
    count_tone: str | None = None


@dataclass
class Room:
    label: str
    url: str
    is_current: bool = False
    unread: bool = False
    mentions: int = 0


@dataclass
class Frame:
    portal_name: str = "Kontor"
    company_name: str = "Hansa Components"
    person_name: str = "Dana Mertens"
    role_label: str = "Channel manager"
    is_staff: bool = True
    nav: list[NavItem] = field(default_factory=lambda: [NavItem("Home", "house", "/", count=2)])
    staff_nav: list[NavItem] = field(
        default_factory=lambda: [NavItem("Gateway", "arrow-left-right", "/gateway")],
    )
    rooms: list[Room] = field(default_factory=lambda: [Room("halden-rfp", "/rooms/1", unread=True)])
    csrf_token: str = "t0ken"
    theme: str | None = None


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    if not (DIST / "manifest.json").exists():
        build_assets()


@pytest.fixture
def frame() -> Frame:
    return Frame()


@pytest.fixture
def app(frame: Frame) -> Iterator[Flask]:
    app = Flask("portal.web", static_folder=None)
    app.register_blueprint(static_files.blueprint)
    app.jinja_loader = jinja2.FileSystemLoader(
        [PORTAL / "web" / "templates", PORTAL / "pages" / "templates"],
    )
    init_templating(app)
    app.context_processor(lambda: {"frame": frame})
    with app.test_request_context("/"):
        g.now = NOW
        yield app


def parsed(html: str) -> Any:
    """Fail on anything a strict HTML parser would have to repair."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html)


def test_whole_amounts_lose_their_cents_and_others_keep_them(app: Flask) -> None:
    assert format_money(184_000, "EUR") == "€184,000"
    assert format_money(Decimal("38720.50"), "EUR") == "€38,720.50"
    assert format_money(38_720, "EUR", exact=True) == "€38,720.00"
    assert format_money(1_200, "JPY", exact=True) == "JP¥1,200"


def test_amounts_follow_the_readers_language(app: Flask) -> None:
    g.locale = "de"
    assert format_money(Decimal("38720.50"), "EUR") == "38.720,50\N{NO-BREAK SPACE}€"
    assert format_money(184_000, "EUR") == "184.000\N{NO-BREAK SPACE}€"


def test_a_country_goes_by_its_name_in_the_readers_language(app: Flask) -> None:
    assert format_country("DE") == "Germany"
    assert format_country("XX") == "XX"
    for language, name in (("de", "Norwegen"), ("pl", "Norwegia"), ("ru", "Норвегия")):
        g.locale = language
        assert render_template_string("{{ 'NO'|country }}") == name


def test_a_moment_of_today_says_today_and_keeps_the_second_on_hover(app: Flask) -> None:
    tag = time_tag(datetime(2026, 11, 24, 8, 12, 7, tzinfo=UTC))
    assert tag == (
        '<time datetime="2026-11-24T08:12:07+00:00" '
        'title="Tuesday 24 November 2026, 09:12:07 CET">Today, 09:12</time>'
    )


def test_older_moments_say_yesterday_the_weekday_or_the_year(app: Flask) -> None:
    assert ">Yesterday, 17:40<" in time_tag(datetime(2026, 11, 23, 16, 40, tzinfo=UTC))
    assert ">Fri 20 Nov, 15:30<" in time_tag(datetime(2026, 11, 20, 14, 30, tzinfo=UTC))
    assert ">20 Nov 2025<" in time_tag(datetime(2025, 11, 20, 14, 30, tzinfo=UTC))


def test_the_day_changes_at_midnight_of_the_reader_not_of_utc(app: Flask) -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert ">Today, 00:30<" in time_tag(late)
    g.timezone = "America/New_York"
    g.now = NOW
    assert ">Yesterday, 18:30<" in time_tag(late)


def test_a_plain_day_has_no_clock(app: Flask) -> None:
    assert time_tag(date(2026, 12, 18)) == (
        '<time datetime="2026-12-18" title="Friday 18 December 2026">18 Dec 2026</time>'
    )


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="zone"):
        time_tag(datetime(2026, 11, 24, 8, 12))  # noqa: DTZ001  (the mistake under test)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1,023 B"), (421_888, "412 KB"), (1_258_291, "1.2 MB"), (5 << 40, "5 TB")],
)
def test_file_sizes_read_as_people_say_them(app: Flask, size: int, text: str) -> None:
    assert format_filesize(size) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Elena Sorokina", "ES"), ("Ирина Волкова", "ИВ"), ("Cher", "C"), ("Ana de la Cruz", "AC")],
)
def test_initials_are_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_nobody_has_a_question_mark_as_initials() -> None:
    assert initials("  ") == "?"


def test_a_name_keeps_its_hue() -> None:
    assert avatar_hue("Elena Sorokina") == avatar_hue("Elena Sorokina") == 3


def test_an_icon_is_silent_unless_it_has_a_label(app: Flask) -> None:
    assert 'aria-hidden="true"' in icon("house")
    assert 'role="img" aria-label="&lt;Home&gt;"' in icon("house", label="<Home>")


def test_an_unknown_icon_is_a_mistake_not_a_blank(app: Flask) -> None:
    with pytest.raises(UnknownIconError, match="haus"):
        icon("haus")


def test_the_csrf_field_carries_the_token_of_the_frame(app: Flask, frame: Frame) -> None:
    html = render_template_string("{{ csrf_field() }}")
    assert html == f'<input type="hidden" name="csrf_token" value="{frame.csrf_token}">'


def test_the_components_page_is_valid_html_with_one_h1_and_unique_ids(app: Flask) -> None:
    document = parsed(components_page())
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(list(document.iter("h1"))) == 1
    assert len(ids) == len(set(ids))


def test_the_components_page_needs_no_inline_script_or_style(app: Flask) -> None:
    document = parsed(components_page())
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    assert not [element.tag for element in elements if element.get("style")]
    assert not [name for element in elements for name in element.attrib if name.startswith("on")]
    assert not list(document.iter("style"))
    assert all(script.get("src") for script in document.iter("script"))


def test_every_label_on_the_components_page_points_at_a_control(app: Flask) -> None:
    document = parsed(components_page())
    ids = {element.get("id") for element in document.iter()}
    assert {label.get("for") for label in document.iter("label")} - {None} <= ids


@pytest.mark.parametrize("code", ERROR_PAGES)
def test_an_error_page_says_what_to_do_and_names_its_reference(app: Flask, code: str) -> None:
    html = render_template(f"errors/{code}.html", reference="01JD8Q")
    document = parsed(html)
    assert len(list(document.iter("h1"))) == 1
    assert "01JD8Q" in html
    assert '<a class="button" href="/' in html


def test_an_error_page_works_without_a_frame(app: Flask) -> None:
    app.template_context_processors[None].clear()
    assert parsed(render_template("errors/500.html")) is not None


def test_the_chosen_theme_is_in_the_document_before_any_script(app: Flask, frame: Frame) -> None:
    assert "data-theme=" not in render_template_string('{% extends "frame.html" %}')
    frame.theme = "dark"
    html = render_template_string('{% extends "frame.html" %}')
    assert '<html lang="en" data-theme="dark">' in html


def test_a_panel_appears_only_where_a_page_fills_it(app: Flask) -> None:
    page = '{% extends "frame.html" %}{% block title %}Deals{% endblock %}'
    assert "data-panel-region" not in render_template_string(page)
    filled = page + "{% block panel %}<p>DR-2041</p>{% endblock %}"
    assert "data-panel-region" in render_template_string(filled)


def test_sentences_of_the_readers_are_escaped_in_every_row(app: Flask) -> None:
    html = render_template_string(
        '{% from "components/rows.html" import title_cell %}{{ title_cell(name, "/x", name) }}',
        name="<b>Halden</b>",
    )
    assert "<b>" not in html


def test_the_clock_turns_amber_at_half_and_red_at_four_fifths(app: Flask) -> None:
    template = '{% from "components/status.html" import clock %}{{ clock(used, "left") }}'
    tones = [
        re.findall('data-tone="(.*?)"', render_template_string(template, used=used))[0]
        for used in (0, 0.49, 0.5, 0.79, 0.8, 1.3)
    ]
    assert tones == ["neutral", "neutral", "amber", "amber", "red", "red"]


def test_templates_hold_no_code_for_htmx_to_run() -> None:
    forbidden = re.compile(r"hx-on|\bjs:|javascript:|hx-vals='js|<script(?![^>]*\bsrc=)")
    found = [
        path.name
        for folder in ("web", "pages")
        for path in (PORTAL / folder / "templates").rglob("*.html")
        if forbidden.search(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("en", ["80%", "2.5%", "0.25%"]), ("de", ["80 %", "2,5 %", "0,25 %"])],
)
def test_per_cent_are_shown_to_the_last_digit_in_the_readers_locale(
    app: Flask, locale: str, shown: list[str]
) -> None:
    with app.test_request_context():
        g.locale = locale
        told = [format_per_cent(each) for each in (80, "2.50", Decimal("0.25"))]
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in told] == shown
