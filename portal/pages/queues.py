"""Queues of a company that wait for whoever may answer them: one row each on the home page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext, ngettext

from deals.commissions import queries as commissions
from deals.commissions.policies import can_settle
from deals.commissions.queries import Waiting
from deals.handoffs import queries as handoffs
from deals.handoffs.policies import can_place
from deals.handoffs.states import HandOffState
from deals.leads.policies import can_route
from deals.leads.states import LeadState
from deals.leads.waiting import late_contacts, waiting_for_the_host
from partners.applications import queries as applications
from partners.applications.policies import can_review
from partners.sharing import queries as sharing
from partners.sharing.policies import can_answer_request
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.pages.needs import Need
from portal.web.spans import span_in_words

Figures = Sequence[sa.ScalarSelect[Any]]
SOON: Final = timedelta(days=7)
STALE: Final = timedelta(days=2)
"""After which whoever hands a deal over has waited long enough to be answered first."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is selected of it, first how many wait; and its row, of these figures."""

    is_for: Callable[[Actor], bool]
    figures: Callable[[Work], Figures]
    row: Callable[..., Need]


def queues_for(actor: Actor) -> list[Queue]:
    """Return the queues that the actor may answer; others are not even counted."""
    return [queue for queue in _QUEUES if queue.is_for(actor)]


def _offers(work: Work, count: int, ends: datetime) -> Need:
    return Need(
        title=ngettext("Answer %(num)s offered account", "Answer %(num)s offered accounts", count),
        detail_of=None,
        action=gettext("Answer"),
        url=url_for("sharing.index", side="with-us", state="offered"),
        glyph="key-round",
        due=ends,
        used=0.5 if ends - work.now <= SOON else 0.0,
        left=gettext("First one ends"),
        line=gettext("Nothing is opened before you accept"),
        day=ends.astimezone(ZoneInfo(work.actor.time_zone)).date(),
    )


def _requests(work: Work, count: int, since: datetime) -> Need:
    return _waiting_since(
        work,
        since,
        patience=SOON,
        title=ngettext(
            "Answer %(num)s request for a customer", "Answer %(num)s requests for customers", count
        ),
        action=gettext("Answer"),
        url=url_for("sharing.index", side="requests", state="waiting"),
        glyph="message-circle-question-mark",
        left=gettext("Oldest asked"),
        line=gettext("Partners would like these shared"),
    )


def _applications(work: Work, count: int, since: datetime, due: datetime) -> Need:
    promised = (due - since).total_seconds()
    left = (due - work.now).total_seconds()
    return Need(
        title=ngettext("Decide %(num)s application", "Decide %(num)s applications", count),
        detail_of=None,
        action=gettext("Decide"),
        url=url_for("applications.index"),
        glyph="user-plus",
        due=due,
        used=min(max(1 - left / promised, 0.0), 1.0) if promised > 0 else 1.0,
        left=span_in_words(left),
        line=gettext("Companies that would like to become partners"),
    )


def _handoffs(work: Work, count: int, since: datetime) -> Need:
    return _waiting_since(
        work,
        since,
        patience=STALE,
        title=ngettext(
            "Choose whom to ask for %(num)s deal that is handed over",
            "Choose whom to ask for %(num)s deals that are handed over",
            count,
        ),
        action=gettext("Choose"),
        url=url_for("handoffs.index", state=HandOffState.DRAFT.value),
        glyph="arrow-right-left",
        left=gettext("Oldest begun"),
        line=gettext("Partners leave to you who carries them on"),
    )


def _new_leads(work: Work, count: int, since: datetime) -> Need:
    return _waiting_since(
        work,
        since,
        patience=STALE,
        title=ngettext("Qualify %(num)s new lead", "Qualify %(num)s new leads", count),
        action=gettext("Qualify"),
        url=url_for("leads.index", state=LeadState.NEW.value),
        glyph="inbox",
        left=gettext("Oldest came"),
        line=gettext("No partner is asked before you have looked at it"),
    )


def _late_contacts(work: Work, count: int, since: datetime) -> Need:
    return Need(
        title=ngettext(
            "%(num)s lead's customer was not reached in time",
            "%(num)s leads' customers were not reached in time",
            count,
        ),
        detail_of=None,
        action=gettext("Open"),
        url=url_for("leads.index", state=LeadState.ACCEPTED.value),
        glyph="phone",
        due=since,
        used=1.0,
        left=span_in_words((since - work.now).total_seconds()),
        line=gettext("You can take such a lead back and offer it anew"),
    )


def _commissions(work: Work, count: int, since: datetime) -> Need:
    return _waiting_since(
        work,
        since,
        patience=SOON,
        title=ngettext("Approve %(num)s commission", "Approve %(num)s commissions", count),
        action=gettext("Approve"),
        url=url_for("commissions.index", waiting=Waiting.APPROVAL.value),
        glyph="coins",
        left=gettext("Oldest earned"),
        line=gettext("Partners earned them by deals that were won"),
    )


def _waiting_since(work: Work, since: datetime, *, patience: timedelta, **row: Any) -> Need:
    """Return the row of a queue that promises no day: it presses once the oldest waited so long."""
    return Need(
        detail_of=None,
        due=work.now,
        used=0.5 if work.now - since >= patience else 0.0,
        day=since.astimezone(ZoneInfo(work.actor.time_zone)).date(),
        **row,
    )


def _application_figures(work: Work) -> Figures:
    return applications.waiting_count(work), *applications.first_waiting()


_QUEUES: Final = (
    Queue(lambda actor: actor.has_permission("accounts:share"), sharing.offers_waiting, _offers),
    Queue(can_answer_request, lambda _work: sharing.requests_waiting(), _requests),
    Queue(can_review, _application_figures, _applications),
    Queue(can_place, lambda _work: handoffs.waiting_for_the_host(), _handoffs),
    Queue(can_route, lambda _work: waiting_for_the_host(), _new_leads),
    Queue(can_settle, lambda _work: commissions.approval_waiting(), _commissions),
    Queue(can_route, late_contacts, _late_contacts),
)
