"""Kinds and modes in words."""

from typing import Final

from flask_babel import lazy_gettext

from partners.notifications.models import Kind, Mode

KIND_NAMES: Final = {
    Kind.SHARING: lazy_gettext("Sharing, partners and people"),
    Kind.DEALS: lazy_gettext("Deals"),
    Kind.DOCUMENTS: lazy_gettext("Documents"),
    Kind.MESSAGES: lazy_gettext("Messages that mention you"),
    Kind.ORDERS: lazy_gettext("Orders and the gateway"),
    Kind.REMINDERS: lazy_gettext("Reminders"),
}
MODE_NAMES: Final = {
    Mode.INSTANT: lazy_gettext("At once"),
    Mode.DIGEST: lazy_gettext("Daily digest"),
    Mode.MUTED: lazy_gettext("No mail"),
}
