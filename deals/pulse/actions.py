"""What lets a sale go on, and what is said when nothing does."""

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deals import policies
from deals.bells import ring_deal
from deals.models import Deal
from deals.pipeline.states import CLOSED
from deals.pulse import queries
from deals.pulse.clocks import Patience
from deals.pulse.events import DealKeptAlive, DealStalled, DealStillStalled
from deals.pulse.models import TELLS_HOST, Pulse
from deals.review.states import Review
from partners.accounts.audience import Audience
from partners.accounts.models import Account
from partners.interactions.actions import NewInteraction, NewStep, log_interaction
from partners.interactions.models import LONGEST_STEP, InteractionKind
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

FURTHEST_STEP: Final = timedelta(days=90)
"""How far ahead a next step may lie that keeps everybody quiet."""


def first_beat(work: Work, deal: Deal, patience: Patience) -> Pulse:
    """Begin to watch an open deal, from now on."""
    pulse = Pulse(owner_company_id=deal.owner_company_id, deal_id=deal.id)
    pulse.beat(work.now, patience.stalls_at(deal.stage))
    return work.add(pulse)


def beat(work: Work, deal: Deal) -> None:
    """Note that something happened to a deal; a next step that was named before still stands."""
    pulse = queries.find_pulse(work, deal)
    if pulse is None or deal.stage in CLOSED:
        return
    pulse.beat(work.now, Patience(work).stalls_at(deal.stage, pulse.next_step_on))


def keep_alive(work: Work, deal: Deal, step: str, step_on: date | None) -> None:
    """Say that a sale is alive, and what comes next; until that day is over nobody is nudged.

    Where the actor sees the customer's account, the next step is theirs there, and they are
    reminded of it in the morning of its day.

    Raises:
        Forbidden: it is not the actor's sale.
        Invalid: no step, or a day that is over or too far ahead.
        TransitionRefused: the sale has not begun, or has ended.
    """
    ensure(
        policies.can_move(work.actor, deal),
        said("The partner moves its deal along, and the host only one that both sell."),
    )
    if deal.review is not Review.APPROVED or deal.stage in CLOSED:
        raise TransitionRefused(said("This sale is not open, so it has no next step."))
    text, day = _checked(work, step, step_on)
    patience = Patience(work)
    pulse = queries.find_pulse(work, deal) or first_beat(work, deal, patience)
    pulse.next_step_on = day
    pulse.beat(work.now, patience.stalls_at(deal.stage, day))
    work.record(
        DealKeptAlive(deal.id, text, day),
        subject=deal,
        account_id=deal.account_id,
    )
    _log(work, deal, text, day)
    ring_deal(work, deal)


def nudge(work: Work, pulse: Pulse, deal: Deal, patience: Patience) -> None:
    """Tell whoever registered a deal that it stands still, and at the end the host."""
    ensure(work.actor.is_system)
    told = pulse.nudge(patience.next_nudge(pulse.nudges + 1))
    event = DealStillStalled if told == TELLS_HOST else DealStalled
    work.record(event(deal.id, pulse.beat_at), subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)


def _checked(work: Work, step: str, step_on: date | None) -> tuple[str, date]:
    fields: dict[str, str] = {}
    today = work.now.astimezone(ZoneInfo(work.actor.time_zone)).date()
    text = step.strip()
    if not text:
        fields["step"] = said("Say what is to be done.")
    elif len(text) > LONGEST_STEP:
        fields["step"] = said("Shorten this to %(most)s characters.", most=LONGEST_STEP)
    if step_on is None or not today <= step_on <= today + FURTHEST_STEP:
        fields["step_on"] = said(
            "Choose a day from today on, at most %(most)s days ahead.", most=FURTHEST_STEP.days
        )
    if fields or step_on is None:
        raise Invalid(fields=fields)
    return text, step_on


def _log(work: Work, deal: Deal, text: str, day: date) -> None:
    account = work.find(Account, deal.account_id)
    if account is None or not work.actor.has_permission("interactions:write"):
        return
    note = NewInteraction(
        kind=InteractionKind.NOTE,
        text=f"{deal.number}: {text}"[:LONGEST_STEP],
        audience=Audience.INTERNAL,
        step=NewStep(text, day),
    )
    log_interaction(work, account, note)
