"""What hand-offs need of a partner: a deal it is offered an answer, and a proposal with its own."""

from zoneinfo import ZoneInfo

from flask_babel import gettext

from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.presentation import clock_of, clock_of_proposal
from deals.handoffs.proposals import proposals_to_answer
from deals.handoffs.queries import offers_to_answer
from portal.kernel.db import Work
from portal.pages.needs import Need


def needs_of_handoffs(work: Work) -> list[Need]:
    """Return a row for each answer that a hand-off waits for."""
    if not (work.actor.is_partner and work.actor.has_permission("deals:hand-off")):
        return []
    return [
        *(_proposal(work, handoff) for handoff in proposals_to_answer(work)),
        *(_offer(work, offer) for offer in offers_to_answer(work)),
    ]


def _proposal(work: Work, handoff: HandOff) -> Need:
    due = handoff.consent_due_at
    assert due is not None  # noqa: S101 - it is proposed
    used, left = clock_of_proposal(handoff, work.now) or (1.0, "")
    return Need(
        title=gettext(
            "Answer whether %(number)s, %(customer)s is handed over",
            number=handoff.deal.number,
            customer=handoff.deal.customer_name,
        ),
        detail_of=None,
        action=gettext("Answer"),
        url=f"/handoffs/{handoff.id}",
        glyph="arrow-right-left",
        due=due,
        used=used,
        left=left,
        line=gettext("Nobody else is asked unless you agree"),
        day=due.astimezone(ZoneInfo(work.actor.time_zone)).date(),
    )


def _offer(work: Work, offer: HandOffOffer) -> Need:
    used, left = clock_of(offer, work.now) or (1.0, "")
    return Need(
        title=gettext(
            "Answer the offer of a deal in %(territory)s", territory=offer.territory.name
        ),
        detail_of=None,
        action=gettext("Answer"),
        url=f"/handoffs/offers/{offer.id}",
        glyph="arrow-right-left",
        due=offer.expires_at,
        used=used,
        left=left,
        line=f"{offer.from_name}, {offer.families}",
        day=offer.expires_at.astimezone(ZoneInfo(work.actor.time_zone)).date(),
    )
