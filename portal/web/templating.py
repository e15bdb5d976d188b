"""What every template may use: icons, asset addresses, and amounts and times as people read them.

Times are stored in UTC and shown in the reader's zone and language: `g.timezone` and `g.locale`
where a request sets them, else Berlin and English. The day it is now comes from `g.now` where set.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import (
    NumberPattern,
    format_currency,
    format_decimal,
    format_percent,
    parse_pattern,
)
from flask import g, has_app_context
from flask_babel import Babel, gettext
from jinja2 import pass_context
from markupsafe import Markup

from portal.kernel.words import spoken
from portal.web.assets import asset_url, icons
from portal.web.catalogues import TRANSLATIONS, compile_catalogues

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.runtime import Context

DEFAULT_LOCALE = "en"
DEFAULT_TIMEZONE = "Europe/Berlin"
HUES = 8
KIBI = 1024
# "en" alone would mean American dates; the house writes 24 Nov 2026.
_FORMATTING_LOCALES = {"en": "en_GB"}


class UnknownIconError(LookupError):
    """A template asked for an icon that Lucide does not have."""


def init_templating(app: Flask) -> None:
    """Register the filters and globals of every template, and Babel if the app has none yet."""
    if "babel" not in app.extensions:
        compile_catalogues()
        Babel(
            app,
            default_translation_directories=str(TRANSLATIONS),
            locale_selector=current_locale,
            timezone_selector=current_timezone,
        )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset_url=asset_url,
        csrf_field=csrf_field,
        icon=icon,
        time_tag=time_tag,
        current_locale=current_locale,
    )
    app.jinja_env.filters.update(
        avatar_hue=avatar_hue,
        country=format_country,
        date=format_day,
        datetime_exact=format_exact,
        filesize=format_filesize,
        initials=initials,
        money=format_money,
        number=format_number,
        percent=format_share,
        per_cent=format_per_cent,
        spoken=lambda sentence: spoken(sentence, gettext),
        time=format_clock_time,
    )


def icon(name: str, size: int = 16, label: str | None = None) -> Markup:
    """Inline drawing of a Lucide icon; hidden from screen readers unless it has a label."""
    try:
        inner = icons()[name]
    except KeyError:
        raise UnknownIconError(f"Lucide has no icon named {name!r}.") from None
    return _drawing(inner, size, label)


@lru_cache(maxsize=2048)
def _drawing(inner: str, size: int, label: str | None) -> Markup:
    voice = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    drawing = Markup(inner)  # noqa: S704  (made by our own build from Lucide)
    return Markup(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" {1}>{2}</svg>',
    ).format(size, voice, drawing)


@pass_context
def csrf_field(context: Context) -> Markup:
    """Hidden input a POST form carries; reads `frame.csrf_token` of the page being rendered."""
    token = context["frame"].csrf_token
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


def format_money(amount: Decimal | float, currency: str, *, exact: bool = False) -> str:
    """Show an amount with its currency; whole amounts lose their cents unless `exact`."""
    value = Decimal(str(amount))
    whole = not exact and value == value.to_integral_value()
    return format_currency(
        value,
        currency,
        locale=_formatting_locale(),
        currency_digits=not whole,
        format=_whole_currency_pattern(_formatting_locale()) if whole else None,
    )


def format_number(value: Decimal | float) -> str:
    return format_decimal(value, locale=_formatting_locale())


def format_share(value: Decimal | float) -> str:
    """Show a share of one as per cent, to the last digit: 0.25 is 25 %, 0.025 is 2.5 %."""
    exact = Decimal(str(value))
    return format_percent(exact, locale=_formatting_locale(), decimal_quantization=False)


def format_per_cent(value: Decimal | float | str) -> str:
    """Show a number of per cent, 2.5 say."""
    return format_share(Decimal(str(value)) / 100)


def format_country(code: str) -> str:
    """Name a country (ISO 3166-1 alpha-2) in the reader's language; a code of none as it is."""
    return str(_formatting_locale().territories.get(code, code))


def format_day(value: date | datetime, style: str = "date") -> str:
    """Write a day: `date` 24 Nov 2026, `day` Tue 24 Nov, `month` November 2026.

    `long` is Tuesday 24 November 2026; `short-day` 24 Nov and `short-month` Nov stand on an axis.
    """
    local = _local(value).date() if isinstance(value, datetime) else value
    return _day(local, style, _formatting_locale())


def format_clock_time(value: datetime) -> str:
    return format_time(_local(value).timetz(), "short", locale=_formatting_locale())


def format_exact(value: datetime) -> str:
    """Day, second and zone, for a tooltip: Tuesday 24 November 2026, 09:48:12 CET."""
    return _exact(_local(value).astimezone(UTC), _zone(), _formatting_locale())


def time_tag(value: datetime | date, style: str = "smart") -> Markup:
    """Machine-readable `<time>` with the exact moment on hover.

    `smart` says "Today, 09:12", "Yesterday, 16:40" or the day; `time`, `date`, `day` and `long`
    are fixed forms.
    """
    exact = format_exact(value) if isinstance(value, datetime) else format_day(value, "long")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(),
        exact,
        _time_text(value, style),
    )


def format_filesize(size: int) -> str:
    """Bytes as 812 B, 412 KB, 1.2 MB; a step is 1024."""
    value, units = float(size), ["B", "KB", "MB", "GB", "TB"]
    while value >= KIBI and len(units) > 1:
        value /= KIBI
        units.pop(0)
    exact = Decimal(str(round(value, 1 if units[0] not in {"B", "KB"} else 0)))
    return f"{format_number(exact)} {units[0]}"


def initials(name: str) -> str:
    """Two letters for an avatar: the first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    return (
        "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper() if words else "?"
    )


def avatar_hue(name: str) -> int:
    """Give a name the same hue in every process and on every page."""
    return sum(name.encode()) % HUES


def current_locale() -> str:
    return str(g.get("locale") or DEFAULT_LOCALE) if has_app_context() else DEFAULT_LOCALE


def current_timezone() -> str:
    return str(g.get("timezone") or DEFAULT_TIMEZONE) if has_app_context() else DEFAULT_TIMEZONE


def day_title(value: datetime) -> str:
    """Name the reader's calendar day of an instant: Today, Yesterday, Fri 20 Nov."""
    local, today = _local(value).date(), _now().date()
    if local == today:
        return str(gettext("Today"))
    if local == today - timedelta(days=1):
        return str(gettext("Yesterday"))
    return format_day(value, "day" if local.year == today.year else "date")


def _time_text(value: datetime | date, style: str) -> str:
    if not isinstance(value, datetime):
        return format_day(value, "date" if style == "smart" else style)
    if style == "time":
        return format_clock_time(value)
    return _smart(value) if style == "smart" else format_day(value, style)


def _smart(value: datetime) -> str:
    local, today = _local(value), _now().date()
    clock = format_clock_time(value)
    if local.date() == today:
        return str(gettext("Today, %(time)s", time=clock))
    if local.date() == today - timedelta(days=1):
        return str(gettext("Yesterday, %(time)s", time=clock))
    if local.year == today.year:
        return f"{format_day(local, 'day')}, {clock}"
    return format_day(local, "date")


_SKELETONS = {
    "day": "MMMEd",
    "long": "yMMMMEEEEd",
    "month": "yMMMM",
    "short-day": "MMMd",
    "short-month": "MMM",
}


# A page of fifty rows has a hundred times, and the next page mostly the same ones.
@lru_cache(maxsize=8192)
def _exact(value: datetime, zone: ZoneInfo, locale: Locale) -> str:
    local = value.astimezone(zone)
    clock = format_time(local, "medium", tzinfo=zone, locale=locale)
    return f"{_day(local.date(), 'long', locale)}, {clock} {local.tzname()}"


@lru_cache(maxsize=4096)
def _day(value: date, style: str, locale: Locale) -> str:
    if style == "date":
        return format_date(value, "medium", locale=locale)
    skeleton = _SKELETONS[style]
    text = format_skeleton(skeleton, value, locale=locale)
    return text.replace(",", "", 1) if locale.language == "en" else text


@lru_cache(maxsize=64)
def _whole_currency_pattern(locale: Locale) -> NumberPattern:
    """Take the decimals out of the locale's own currency pattern."""
    pattern = str(locale.currency_formats["standard"].pattern)
    return parse_pattern(pattern.replace(".00", ""))


def _formatting_locale() -> Locale:
    return _parsed_locale(current_locale())


@lru_cache(maxsize=64)
def _parsed_locale(name: str) -> Locale:
    return Locale.parse(_FORMATTING_LOCALES.get(name, name.replace("-", "_")))


def _zone() -> ZoneInfo:
    return ZoneInfo(current_timezone())


def _local(value: datetime) -> datetime:
    """Move a moment to the reader's zone; one without a zone is a mistake upstream."""
    if value.tzinfo is None:
        raise ValueError("A time without a zone cannot be shown.")
    return value.astimezone(_zone())


def _now() -> datetime:
    return _local(g.get("now") or datetime.now(UTC))
