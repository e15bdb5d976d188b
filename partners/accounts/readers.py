"""Who will read what is shared on an account, in words, before it is typed."""

from typing import Final

from babel.lists import format_list
from flask_babel import gettext

from partners.accounts.audience import Standing
from partners.accounts.models import GrantObject
from portal.kernel.actor import Reach
from portal.web.templating import current_locale

NAMED: Final = 4


def shared_label(standing: Standing, opened: GrantObject) -> str:
    """Say who reads a shared row of a kind; whom the writer may not know, without a name."""
    actor, readers = standing.actor, standing.readers(opened)
    if standing.is_owner and len(readers) == 1 and actor.reach is not Reach.ASSIGNED:
        return gettext("%(company)s, and whoever you share with later", company=readers[0])
    if standing.is_owner and actor.reach is Reach.ASSIGNED:
        names = _joined([*readers[:NAMED], gettext("every other partner it is shared with")])
        return gettext("%(companies)s will read this", companies=names)
    named = readers[:NAMED]
    if more := len(readers) - len(named):
        named.append(gettext("%(number)s more", number=more))
    return gettext("%(companies)s will read this", companies=_joined(named))


def _joined(names: list[str]) -> str:
    """Join names as the reader's language does: A, B and C."""
    return format_list(names, locale=current_locale().replace("-", "_"))
