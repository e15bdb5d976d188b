"""What a partner's page at the host begins with: figures, each leading to the list it counts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from deals.filters import read
from deals.queries import Total, totals_of_each
from partners.accounts.listing import shared_counts
from partners.companies.business_days import HOST_ZONE
from partners.companies.models import PartnerRelationship
from portal.kernel.db import Work
from portal.pages import queries
from portal.web.spans import span_in_words
from portal.web.templating import format_money

blueprint = Blueprint("partner_figures", __name__, template_folder="templates")

Count = tuple[str, int, str, str]
"""Label, figure, note and link."""
Address = dict[str, Any]


@blueprint.app_context_processor
def _on_the_partner_page() -> dict[str, object]:
    return {"figures_of": figures_of}


def figures_of(relationship: PartnerRelationship) -> Markup:
    """Return the strip of figures of a partner, of what the reader sees."""
    counts = partner_counts(g.work, relationship.partner_id)
    return Markup(render_template("pages/partner_figures.html", counts=counts))  # noqa: S704 - escaped


def partner_counts(work: Work, partner_id: UUID) -> list[Count]:
    """Return the figures of a partner, in two statements whatever there is."""
    lists = _lists(work, partner_id)
    waiting, protected, given, won = (
        (url_for("deals.index", **address), found)
        for address, found in zip(lists, _deals(work, lists), strict=True)
    )
    due, offered, to_answer, at_work, own, theirs = work.figures(
        queries.first_answer_due(partner_id),
        queries.leads_offered(partner_id),
        queries.leads_to_answer(partner_id, work.now),
        queries.leads_at_work(partner_id),
        *shared_counts(work, partner_id),
    )
    clock = span_in_words((due - work.now).total_seconds()) if due else ""
    return [
        _of_deals(gettext("Open registrations"), waiting, clock),
        _of_deals(gettext("Protected deals"), protected),
        _of_deals(gettext("Won this year"), won),
        (
            gettext("Leads offered"),
            offered,
            _open_leads(to_answer, at_work),
            url_for("leads.index", partner=partner_id),
        ),
        _of_deals(gettext("Hand-offs waiting"), given),
        (
            gettext("Shared accounts"),
            own + theirs,
            ngettext("%(num)s of theirs", "%(num)s of theirs", theirs) if theirs else "",
            url_for("accounts.index", partner=partner_id),
        ),
    ]


def _lists(work: Work, partner_id: UUID) -> list[Address]:
    """Return the lists of deals that are counted, as their addresses ask for them."""
    partner, year = str(partner_id), work.now.astimezone(HOST_ZONE).year
    return [
        {"partner": partner, "undecided": "yes"},
        {"partner": partner, "protected": "yes"},
        {"partner": partner, "offered_on": "yes"},
        {"partner": partner, "stage": "WON", "closed_from": date(year, 1, 1).isoformat()},
    ]


def _deals(work: Work, lists: Sequence[Address]) -> list[list[Total]]:
    return totals_of_each(work, [read(address) for address in lists])


def _of_deals(label: str, found: tuple[str, Sequence[Total]], note: str | None = None) -> Count:
    """Return how many deals a list has; without another note, what they come to."""
    url, sums = found
    worth = ", ".join(_rounded(each.value, each.currency) for each in sums)
    return label, sum(each.deals for each in sums), worth if note is None else note, url


def _rounded(value: Decimal, currency: str) -> str:
    return format_money(value.quantize(1), currency)


def _open_leads(to_answer: int, at_work: int) -> str:
    parts = []
    if to_answer:
        parts.append(ngettext("%(num)s to answer", "%(num)s to answer", to_answer))
    if at_work:
        parts.append(ngettext("%(num)s at work", "%(num)s at work", at_work))
    return ", ".join(parts)
