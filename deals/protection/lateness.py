"""When the host's answer is late: its people are warned, then the partner is protected at once."""

from datetime import datetime

from deals.models import Deal
from deals.policies import can_review
from deals.programme.queries import terms_of
from deals.promise import BROKEN, warnings_of
from deals.protection import queries
from deals.protection.actions import new_protection, record_on
from deals.protection.events import AnswerRunsLate, ProtectionProvided
from deals.protection.states import ProtectionState
from partners.companies.queries import host_calendar
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure


def start_clock(work: Work, deal: Deal) -> None:
    """Say when the reviewer is warned next: after the submission, and after each answer."""
    deal.warn_at = next(
        (at for percent, at in _warnings(work, deal) if percent > deal.warned), None
    )


def warn_reviewer(work: Work, deal: Deal) -> None:
    """Warn of a promise that runs out, or do what follows when it has.

    Of several warnings that are due, after a pause of the worker, only the last is sent.
    """
    ensure(work.actor.is_system)
    before = deal.warned
    deal.warned = max([before, *(each for each, at in _warnings(work, deal) if at <= work.now)])
    start_clock(work, deal)
    if deal.warned == before:  # the programme gives more time than it did
        return
    if deal.warned < BROKEN:
        record_on(work, AnswerRunsLate(deal.id, deal.warned), deal, {})
    elif deal.protection is ProtectionState.NONE:
        provide_protection(work, deal)


def _warnings(work: Work, deal: Deal) -> list[tuple[int, datetime]]:
    start, due = deal.clock_from, deal.answer_due_at
    assert start is not None  # noqa: S101 - it was submitted
    assert due is not None  # noqa: S101 - and promised an answer
    return warnings_of(start, due, host_calendar(work), terms_of(work))


def provide_protection(work: Work, deal: Deal) -> None:
    """Protect from the submission on, because the host did not answer in time.

    Where another partner is protected already it keeps nobody away: the partner is told the same
    either way, and whoever decides meets the conflict.
    """
    ensure(work.actor.is_system or can_review(work.actor, deal))
    before = {"protection": deal.protection}
    deal.protect_provisionally()
    queries.wait_for_turn(work, deal)
    for line in deal.lines:
        _provide(work, deal, line.family_code)
    record_on(work, ProtectionProvided(deal.id), deal, before)


def _provide(work: Work, deal: Deal, family_code: str) -> None:
    for is_exclusive in (True, False):
        try:
            with work.session.begin_nested():
                protection = new_protection(work, deal, family_code)
                protection.is_exclusive = is_exclusive
                work.flush()
        except Conflict:
            continue
        return
