"""Whom a cascade asks in which order, told to the host before it offers a lead, and why."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from flask_babel import gettext, ngettext

from deals.leads.candidates import Candidate, Nearness
from deals.leads.models import Lead
from deals.leads.placing import cascade_of
from partners.companies.models import PartnerRelationship
from portal.kernel.db import Work
from portal.web.access import services
from portal.web.templating import format_day

SHOWN: Final = 8


class Turn(NamedTuple):
    """A partner by its place in the order, and what decided it."""

    place: int
    name: str
    why: str


class Turns(NamedTuple):
    """The first of those that the reader looks after, and how many more are asked."""

    shown: list[Turn]
    others: int


def turns_of(work: Work, lead: Lead, partners: Sequence[PartnerRelationship]) -> Turns:
    """Return the order of a cascade now; by name those of `partners`, whom the reader sees."""
    names = {each.partner_id: each.partner.trade_name for each in partners}
    order = cascade_of(services().database, work.actor, lead.id)
    shown = [
        Turn(place, names[each.partner_id], _why(each))
        for place, each in enumerate(order, start=1)
        if each.partner_id in names
    ][:SHOWN]
    return Turns(shown, len(order) - len(shown))


def _why(candidate: Candidate) -> str:
    return ", ".join((_nearness(candidate), _room(candidate), _waited(candidate)))


def _nearness(candidate: Candidate) -> str:
    match candidate.nearness:
        case Nearness.HERE:
            return gettext("sells here")
        case Nearness.NEARBY:
            return gettext("sells nearby")
    return gettext("new here")


def _room(candidate: Candidate) -> str:
    return ngettext("room for %(num)s lead", "room for %(num)s leads", candidate.free)


def _waited(candidate: Candidate) -> str:
    if candidate.last_offered_at is None:
        return gettext("was offered none yet")
    return gettext("was offered one on %(day)s", day=format_day(candidate.last_offered_at))
