"""Home: what needs this reader, in one ordered list, and what happened since."""

from datetime import datetime, time
from itertools import chain, islice
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from deals import queries as deal_queries
from deals.disputes.models import Dispute
from deals.disputes.presentation import clock_of as clock_of_dispute
from deals.disputes.queries import disputes_to_decide
from deals.models import Deal
from deals.presentation import clock_of
from deals.promise import ENDING_SOON
from deals.protection.models import ExtensionRequest
from deals.protection.queries import extensions_to_answer
from documents.agreements.queries import own_relationship, standings_of
from partners.companies.queries import get_host
from partners.interactions.models import NextStep
from partners.interactions.queries import steps_due
from partners.onboarding.policies import is_onboarding
from partners.onboarding.presentation import checklist_of
from portal.kernel.db import Work
from portal.pages.handoffs import needs_of_handoffs
from portal.pages.inbox import unread_count
from portal.pages.leads import needs_of_leads
from portal.pages.needs import Need
from portal.pages.queues import queues_for
from portal.web.access import requires
from portal.web.navigation import Page, register_page
from portal.web.timeline import latest_activities

blueprint = Blueprint("home", __name__, template_folder="templates")

Count = tuple[str, int, str, str]
"""Label, figure, note and link."""

register_page(
    Page(
        label=lazy_gettext("Home"),
        icon="house",
        endpoint="home.show",
        permission="home:read",
        order=10,
        tab=True,
    )
)


@blueprint.get("/")
@requires("home:read")
def show(work: Work) -> ResponseReturnValue:
    if is_onboarding(work.actor):
        return _onboarding(work)
    counts, queues = _counts(work)
    return render_template(
        "pages/home.html",
        needs=sorted([*_needs(work), *queues], key=lambda need: need.due),
        counts=counts,
        activities=latest_activities(work),
        today=work.now,
    )


def _onboarding(work: Work) -> str:
    """Show a company that is not a partner yet its checklist and agreements, and no numbers."""
    relationship = own_relationship(work)
    return render_template(
        "pages/onboarding.html",
        tasks=checklist_of(work, relationship.partner_id),
        standings=standings_of(work, relationship),
        host=get_host(work).trade_name,
        today=work.now,
    )


def _counts(work: Work) -> tuple[list[Count], list[Need]]:
    """Return the few counts that lead to filtered lists, and the queues in which somebody waits."""
    queues = queues_for(work.actor)
    asked = [queue.figures(work) for queue in queues]
    undecided, ending, unread, *others = work.figures(
        deal_queries.undecided_count(),
        deal_queries.protections_ending_count(work, work.now + ENDING_SOON),
        unread_count(work),
        *chain.from_iterable(asked),
    )
    found = iter(others)
    figures = [list(islice(found, len(each))) for each in asked]
    needs = [queue.row(work, *each) for queue, each in zip(queues, figures, strict=True) if each[0]]
    return _leading_to_lists(undecided, ending, unread), needs


def _leading_to_lists(undecided: int, ending: int, unread: int) -> list[Count]:
    return [
        (
            gettext("Open registrations"),
            undecided,
            gettext("not decided yet"),
            url_for("deals.index", undecided="yes"),
        ),
        (
            gettext("Protections ending"),
            ending,
            gettext("within 30 days"),
            url_for("deals.index", ending="soon"),
        ),
        (gettext("Inbox"), unread, gettext("unread"), url_for("inbox.index")),
    ]


def _needs(work: Work) -> list[Need]:
    """Return what waits for the reader, each with a row of its own."""
    needs: list[Need] = []
    if work.actor.has_permission("deals:approve"):
        needs += [_decision(work, deal) for deal in deal_queries.registrations_to_decide(work)]
        needs += [_extension(work, *found) for found in extensions_to_answer(work)]
        needs += [_dispute(work, *found) for found in disputes_to_decide(work)]
    if work.actor.has_permission("deals:register"):
        needs += [_question(work, deal) for deal in deal_queries.questions_to_answer(work)]
    needs += needs_of_leads(work)
    needs += needs_of_handoffs(work)
    if work.actor.has_permission("interactions:write"):
        needs += [_step(work, step) for step in steps_due(work)]
    return needs


def _step(work: Work, step: NextStep) -> Need:
    zone = ZoneInfo(work.actor.time_zone)
    is_overdue = step.is_overdue(work.now.astimezone(zone).date())
    return Need(
        title=step.text,
        detail_of=None,
        action=gettext("Open"),
        url=f"/accounts/{step.account_id}?entry={step.interaction_id}",
        glyph="list-todo",
        due=datetime.combine(step.due_on, time.max, zone),
        used=1.0 if is_overdue else 0.5,
        left=gettext("Overdue") if is_overdue else gettext("Due today"),
        line=step.account.name,
        day=step.due_on,
    )


def _decision(work: Work, deal: Deal) -> Need:
    return _need(
        work,
        deal,
        title=gettext(
            "Decide %(number)s, %(customer)s", number=deal.number, customer=deal.customer_name
        ),
        action=gettext("Review"),
        glyph="handshake",
    )


def _extension(work: Work, deal: Deal, asked: ExtensionRequest) -> Need:
    return Need(
        title=gettext(
            "Decide the extension of %(number)s, %(customer)s",
            number=deal.number,
            customer=deal.customer_name,
        ),
        detail_of=None,
        action=gettext("Decide"),
        url=f"/deals/{deal.id}",
        glyph="hourglass",
        due=asked.ends_at,
        used=1.0 if asked.ends_at <= work.now else 0.5,
        left=gettext("the protection is held open"),
        line=deal.partner.trade_name,
        day=asked.ends_at.astimezone(ZoneInfo(work.actor.time_zone)).date(),
    )


def _dispute(work: Work, deal: Deal, dispute: Dispute) -> Need:
    used, left = clock_of_dispute(dispute, work.now)
    return Need(
        title=gettext(
            "Decide the dispute on %(number)s, %(customer)s",
            number=deal.number,
            customer=deal.customer_name,
        ),
        detail_of=deal,
        action=gettext("Decide"),
        url=f"/deals/{deal.id}#dispute",
        glyph="scale",
        due=dispute.due_at,
        used=used,
        left=left,
    )


def _question(work: Work, deal: Deal) -> Need:
    return _need(
        work,
        deal,
        title=gettext("Answer the question on %(number)s", number=deal.number),
        action=gettext("Answer"),
        glyph="message-circle-question-mark",
    )


def _need(work: Work, deal: Deal, *, title: str, action: str, glyph: str) -> Need:
    used, left = clock_of(deal, work.now) or (0.0, "")
    return Need(
        title=title,
        detail_of=deal,
        action=action,
        url=f"/deals/{deal.id}",
        glyph=glyph,
        due=deal.held_since or deal.answer_due_at or work.now,
        used=used,
        left=left,
    )
