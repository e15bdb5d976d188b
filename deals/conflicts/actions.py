"""Holding a registration for a conflict, and saying what a conflict is."""

from dataclasses import dataclass

from deals.actions import start_review
from deals.approval.actions import begin_anew
from deals.conflicts import policies, queries
from deals.conflicts.events import ConflictSettingsChanged, DealHeld, DealHoldReleased
from deals.conflicts.models import ConflictHold, ConflictSettings, PartnerAnswer
from deals.models import Deal
from deals.policies import can_review
from partners.accounts.actions import check_length
from partners.audiences import at_host
from partners.companies.queries import get_host
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_conflict_settings_owner_company_id",
    lambda: Conflict(said("Somebody else changed this meanwhile. Look at it again.")),
)


def hold_deal(work: Work, deal: Deal, reason: str) -> None:
    """Keep a registration from being decided until its conflict is; the partner is not told.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: it is not in review.
    """
    ensure(can_review(work.actor, deal))
    if not reason.strip():
        raise Invalid(fields={"hold_reason": said("Say what you wait for; colleagues read this.")})
    check_length("hold_reason", reason)
    if deal.awaits_review:
        start_review(work, deal)
    deal.hold()
    begin_anew(work, deal)
    hold = work.add(
        ConflictHold(
            owner_company_id=deal.owner_company_id,
            deal_id=deal.id,
            label=f"{deal.number}, {deal.customer_name}",
            reason=reason.strip(),
            placed_by_name=work.actor.name,
        )
    )
    work.flush()  # Who may record what happened to a hold is asked of the hold.
    host_id = get_host(work).id
    work.record(DealHeld(deal.id), subject=hold, owner=host_id, reason=hold.reason)
    _ring(work, deal)


def release_hold(work: Work, deal: Deal) -> None:
    """Let the review of a held registration go on.

    Raises:
        TransitionRefused: it is not held.
    """
    ensure(can_review(work.actor, deal))
    deal.release_hold()
    hold = queries.find_hold(work, deal)
    if hold is not None:
        hold.released_at = work.now
        work.record(DealHoldReleased(deal.id), subject=hold, owner=get_host(work).id)
    _ring(work, deal)


def _ring(work: Work, deal: Deal) -> None:
    """Ring at the host alone: a page of the partner that fetched itself anew would tell it."""
    work.ring("deals", "home", f"deal:{deal.id}", to=at_host(work, deal.owner_company_id))


@dataclass(frozen=True, slots=True)
class NewSettings:
    """Thresholds in points of a hundred, and what partners are told."""

    conflict_from: int
    possible_from: int
    name_similarity: int
    partner_answer: PartnerAnswer


def change_settings(work: Work, new: NewSettings, version: int) -> None:
    """Say what counts as a conflict from now on.

    Raises:
        Invalid: thresholds out of order or out of range.
        StaleVersion: somebody else changed them meanwhile.
    """
    ensure(policies.can_set(work.actor), said("This needs the role programme admin."))
    _check(new)
    settings = queries.find_settings(work)
    if settings is None:
        settings = work.add(ConflictSettings(owner_company_id=work.actor.company_id))
    else:
        work.expect_version(settings, version)
    settings.conflict_from, settings.possible_from = new.conflict_from, new.possible_from
    settings.name_similarity = new.name_similarity
    settings.partner_answer = new.partner_answer
    work.flush()
    work.record(
        ConflictSettingsChanged(settings.id),
        subject=settings,
        after={
            "conflict_from": new.conflict_from,
            "possible_from": new.possible_from,
            "name_similarity": new.name_similarity,
            "partner_answer": new.partner_answer,
        },
    )
    work.ring("deals", to=[company_audience(settings.owner_company_id)])


def _check(new: NewSettings) -> None:
    fields = {}
    if not 1 <= new.conflict_from <= 100:  # noqa: PLR2004 - points of a hundred
        fields["conflict_from"] = said("Choose between 1 and 100 points.")
    if not 1 <= new.possible_from <= new.conflict_from:
        fields["possible_from"] = said("Choose at most as many points as for a conflict.")
    if not 80 <= new.name_similarity <= 100:  # noqa: PLR2004 - below it names are unlike
        fields["name_similarity"] = said("Choose between 80 and 100.")
    if fields:
        raise Invalid(fields=fields)
