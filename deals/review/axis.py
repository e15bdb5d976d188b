"""The first axis of a deal: where the host's decision on its registration stands."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from deals.numbered import Numbered
from deals.review.clocks import ReviewClocks
from deals.review.states import (
    AT_THE_HOST,
    REVIEW_TRANSITIONS,
    UNDECIDED,
    Review,
    review_told,
)
from partners.companies.business_days import HostCalendar


class ReviewAxis(ReviewClocks, Numbered):
    """The columns and steps of a review. What it means for the protection, the deal knows."""

    review: Mapped[Review]
    submitted_at: Mapped[datetime | None]
    submission_sequence: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Order of complete submissions over all partners: proof of first in time; host only."""
    decided_at: Mapped[datetime | None]

    def submit(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        self._enter(Review.SUBMITTED)
        self._complete(at=at, sequence=sequence, answer_due_at=answer_due_at)

    def start_review(self) -> None:
        """Take it into review. Back from a question or a hold lead steps of their own."""
        if not self.awaits_review:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)

    def return_for_information(self, *, at: datetime, due_at: datetime, warn_at: datetime) -> None:
        self._enter(Review.ACTION_REQUIRED)
        self._wait_for_reply(at=at, due_at=due_at, warn_at=warn_at)

    def resubmit(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        """Take the answer to a question that came too late: it goes to the end of the line."""
        if not self.awaits_answer:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        self.held_since = None
        self._complete(at=at, sequence=sequence, answer_due_at=answer_due_at)

    def resume_review(self, *, at: datetime, calendar: HostCalendar) -> None:
        """Take the answer to a question in time; its place and the promise stay what they were."""
        if not self.awaits_answer:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        self._run_on(at=at, calendar=calendar)

    def hold(self) -> None:
        """Wait for the end of a conflict. The promise to the partner runs on."""
        self._enter(Review.CONFLICT_HOLD)

    def release_hold(self) -> None:
        if not self.is_held:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)

    def wait_list(self) -> None:
        """Decide it later, in its place. The promise to answer is kept by saying so."""
        self._enter(Review.WAIT_LISTED)

    def reject(self, *, at: datetime) -> None:
        self._decide(Review.REJECTED, at=at)

    def withdraw(self, *, at: datetime) -> None:
        self._decide(Review.WITHDRAWN, at=at)

    def cancel(self, *, at: datetime) -> None:
        self._decide(Review.CANCELLED, at=at)

    def answer_is_late(self, now: datetime) -> bool:
        """Return whether the host broke its promise to answer."""
        return self.awaits_the_host and self.answer_due_at is not None and self.answer_due_at <= now

    def reply_is_late(self, now: datetime) -> bool:
        """Return whether the time to answer a question and keep its place is over."""
        return self.awaits_answer and self.reply_due_at is not None and self.reply_due_at <= now

    @property
    def is_undecided(self) -> bool:
        return self.review in UNDECIDED

    @property
    def awaits_review(self) -> bool:
        """Whether nobody at the host has taken it up. Deciding it starts and ends the review."""
        return self.review is Review.SUBMITTED

    @property
    def awaits_the_host(self) -> bool:
        """Whether the promised time runs: nobody decided, and no question is open."""
        return self.review in AT_THE_HOST

    @property
    def awaits_answer(self) -> bool:
        return self.review is Review.ACTION_REQUIRED

    @property
    def is_held(self) -> bool:
        return self.review is Review.CONFLICT_HOLD

    @property
    def is_wait_listed(self) -> bool:
        return self.review is Review.WAIT_LISTED

    @property
    def review_told(self) -> Review:
        return review_told(self.review)

    def may_enter(self, review: Review) -> bool:
        """Return whether the map of states leads from here to `review` in one step."""
        return review in REVIEW_TRANSITIONS[self.review]

    def may_be_decided(self, review: Review) -> bool:
        """Return whether a reviewer can bring it to `review` now, straight from the queue too."""
        start = Review.IN_REVIEW if self.awaits_review else self.review
        return review in REVIEW_TRANSITIONS[start]

    def check_is_wait_listed(self) -> None:
        if not self.is_wait_listed:
            raise self._moved_on()

    def check_leads_to(self, review: Review) -> None:
        """Refuse what the map of states does not lead to from here."""
        if not self.may_enter(review):
            raise self._moved_on()

    def _enter(self, review: Review) -> None:
        self.check_leads_to(review)
        self.review = review

    def _decide(self, review: Review, *, at: datetime) -> None:
        self._enter(review)
        self.decided_at = at

    def _complete(self, *, at: datetime, sequence: int, answer_due_at: datetime) -> None:
        self.submitted_at, self.submission_sequence = at, sequence
        self._promise(at=at, answer_due_at=answer_due_at)

    def _review_again(self, *, at: datetime, answer_due_at: datetime) -> None:
        if self.review not in {Review.WAIT_LISTED, Review.REJECTED}:
            raise self._moved_on()
        self._enter(Review.IN_REVIEW)
        self._promise(at=at, answer_due_at=answer_due_at)
        self.decided_at = None
