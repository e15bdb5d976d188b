"""Spans of time in words."""

from flask_babel import gettext, ngettext


def span_in_words(seconds: float) -> str:
    """`3 h 12 min left`, `1 day 2 h left`, `overdue by 40 min`."""
    minutes = int(abs(seconds)) // 60
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        text = ngettext("%(num)s day", "%(num)s days", days)
        text = f"{text} {hours} h" if hours else text
    else:
        text = f"{hours} h {rest} min" if hours else f"{rest} min"
    if seconds < 0:
        return gettext("overdue by %(span)s", span=text)
    return gettext("%(span)s left", span=text)
