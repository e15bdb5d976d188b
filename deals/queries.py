"""Reads of deals that are longer than a line."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from deals.events import DealQuestionAsked
from deals.models import Deal
from deals.narrowing import Narrowing, protection_ends
from deals.registration.models import DealLine, DealNumberCounter
from deals.review.states import UNDECIDED, Review, review_told
from portal.kernel.activity import Activity, verb_of
from portal.kernel.db import Work, raw


def get_deal(work: Work, deal_id: UUID) -> Deal:
    """Return a visible deal with what its page shows.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(
        Deal,
        deal_id,
        joinedload(Deal.account),
        joinedload(Deal.partner),
        joinedload(Deal.territory),
        joinedload(Deal.pulse),
        selectinload(Deal.lines).joinedload(DealLine.family),
    )


MOST_ADDED_UP: Final = 10_000
"""Deals whose values are added up each time that a page of a list is shown."""


class Asked(TypedDict, total=False):
    """What a list of deals is asked for."""

    review: Review | None
    search: str
    """Part of the customer's name or of the number."""
    narrowed: Narrowing | None


def deals_page(
    work: Work,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
    **asked: Unpack[Asked],
) -> Sequence[Deal]:
    """Return visible deals, newest submission first, past the cursor (submitted_at, id)."""
    statement = (
        sa.select(Deal)
        .where(*_conditions(work, **asked))
        .options(
            joinedload(Deal.partner),
            joinedload(Deal.pulse),
            selectinload(Deal.lines).joinedload(DealLine.family),
        )
        .order_by(Deal.submitted_at.desc(), Deal.id)
        .limit(limit)
    )
    if after is not None:
        submitted_at, deal_id = after
        statement = statement.where(
            sa.or_(
                Deal.submitted_at < submitted_at,
                sa.and_(Deal.submitted_at == submitted_at, Deal.id > deal_id),
            )
        )
    return work.all(statement)


class Total(NamedTuple):
    """How many deals there are in one currency, and what they come to."""

    currency: str
    deals: int
    value: Decimal


def totals(work: Work, **asked: Unpack[Asked]) -> list[Total] | None:
    """Return what all visible deals that are asked for come to, the commonest currency first.

    None says that they are more than are added up for one page (`MOST_ADDED_UP`).
    """
    deals = (
        sa.select(Deal.currency, Deal.value)
        .where(*_conditions(work, **asked))
        .limit(MOST_ADDED_UP + 1)
        .subquery()
    )
    count = sa.func.count()
    rows = work.session.execute(
        sa.select(deals.c.currency, count, sa.func.sum(deals.c.value))
        .group_by(deals.c.currency)
        .order_by(count.desc(), deals.c.currency)
    )
    found = [Total(*row) for row in rows]
    return found if sum(each.deals for each in found) <= MOST_ADDED_UP else None


def totals_of_each(work: Work, lists: Sequence[Asked]) -> list[list[Total]]:
    """Return what `totals` says of each of several lists, in one statement."""
    conditions = [sa.and_(sa.true(), *_conditions(work, **asked)) for asked in lists]
    count, value = sa.func.count(Deal.id), sa.func.sum(Deal.value)
    rows = work.session.execute(
        sa.select(
            Deal.currency,
            *(column.filter(each) for each in conditions for column in (count, value)),
        )
        .where(sa.or_(*conditions))
        .group_by(Deal.currency)
        .order_by(Deal.currency)
    )
    found: list[list[Total]] = [[] for _ in lists]
    for currency, *sums in rows:
        for totals_of_list, deals, value_of_list in zip(found, sums[::2], sums[1::2], strict=True):
            if deals:
                totals_of_list.append(Total(currency, deals, value_of_list))
    return found


def registrations_to_decide(work: Work, limit: int = 12) -> Sequence[Deal]:
    """Return undecided registrations, the soonest promise first."""
    return work.all(
        sa.select(Deal)
        .where(Deal.review.in_([Review.SUBMITTED, Review.IN_REVIEW, Review.CONFLICT_HOLD]))
        .options(joinedload(Deal.partner))
        .order_by(Deal.answer_due_at, Deal.id)
        .limit(limit)
    )


def questions_to_answer(work: Work, limit: int = 12) -> Sequence[Deal]:
    """Return the own company's registrations that wait for an answer, as far as one sees them."""
    return work.all(
        sa.select(Deal)
        .where(
            Deal.review == Review.ACTION_REQUIRED, Deal.owner_company_id == work.actor.company_id
        )
        .order_by(Deal.answer_due_at, Deal.id)
        .limit(limit)
    )


def question_asked(work: Work, deal: Deal) -> str | None:
    """Return the words of the last question on a deal."""
    return work.session.scalars(
        sa.select(Activity.facts["question"].astext)
        .where(Activity.subject_id == deal.id, Activity.verb == verb_of(DealQuestionAsked))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    ).first()


def undecided_count() -> sa.ScalarSelect[int]:
    """Select how many visible deals are not decided yet."""
    undecided = Deal.review.in_(list(UNDECIDED))
    return sa.select(sa.func.count(Deal.id)).where(undecided).scalar_subquery()


def protections_ending_count(work: Work, before: datetime) -> sa.ScalarSelect[int]:
    """Select how many visible deals have a running protection that ends before an instant."""
    ending = protection_ends(work.now, before)
    return sa.select(sa.func.count(Deal.id)).where(*ending).scalar_subquery()


def next_number(work: Work, partner_id: UUID) -> int:
    """Take a partner's next deal number; its row lock orders simultaneous registrations."""
    counter = insert(DealNumberCounter).values(owner_company_id=partner_id, last=1)
    taken: int = work.session.scalars(
        raw(
            counter.on_conflict_do_update(
                index_elements=[DealNumberCounter.owner_company_id],
                set_={"last": DealNumberCounter.__table__.c.last + 1},
            ).returning(DealNumberCounter.__table__.c.last),
            "one statement takes the number; row security holds it to the own company",
        )
    ).one()
    return taken


def next_submission_sequence(work: Work) -> int:
    """Take the next place in the order of all submissions (for the host's eyes only).

    One transaction takes one after the other: a later place never commits before an earlier one.
    """
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("submissions", 0))
    work.session.execute(raw(sa.select(lock), "a lock reads no rows"))
    taken: int = work.session.scalars(
        raw(sa.select(sa.func.nextval("deal_submissions_seq")), "a sequence holds no rows")
    ).one()
    return taken


def _stands_at(work: Work, review: Review) -> sa.ColumnElement[bool]:
    """Return who is asked for: for others than the host a held one is in review (`review_told`)."""
    if work.actor.is_host:
        return Deal.review == review
    told = [each for each in Review if review_told(each) is review]
    return Deal.review.in_(told)


def _conditions(
    work: Work,
    review: Review | None = None,
    search: str = "",
    narrowed: Narrowing | None = None,
) -> list[sa.ColumnElement[bool]]:
    found = narrowed.conditions(work.now) if narrowed is not None else []
    if review is not None:
        found.append(_stands_at(work, review))
    if search:
        found.append(
            sa.or_(
                Deal.customer_name.icontains(search, autoescape=True),
                Deal.number.icontains(search, autoescape=True),
            )
        )
    return found
