"""The two clocks of a review: the host's promise to answer, and the partner's time to reply."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from partners.companies.business_days import HostCalendar


class ReviewClocks:
    """The columns of both clocks. A question stops the first one and starts the second."""

    clock_from: Mapped[datetime | None]
    """Where the promised time began: at the submission, later by what questions stopped it."""
    answer_due_at: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(default=0)
    """Per cent of the promised time at which the reviewer was warned last."""
    warn_at: Mapped[datetime | None]
    """When the reviewer is warned next, the last time when the promise is broken."""
    held_since: Mapped[datetime | None]
    """When a question stopped the clock; the partner's answer lets the rest of it run."""
    reply_due_at: Mapped[datetime | None]
    """Until when the partner answers the question and keeps its place."""
    reply_warn_at: Mapped[datetime | None]
    """When the partner is reminded of that next, the last time when it is over."""

    def _promise(self, *, at: datetime, answer_due_at: datetime) -> None:
        self.clock_from, self.answer_due_at, self.warned = at, answer_due_at, 0
        self.reply_due_at = self.reply_warn_at = None

    def _wait_for_reply(self, *, at: datetime, due_at: datetime, warn_at: datetime) -> None:
        self.held_since = at
        self.reply_due_at, self.reply_warn_at = due_at, warn_at

    def _run_on(self, *, at: datetime, calendar: HostCalendar) -> None:
        """Let what was left of the promised time run on; a broken promise stays broken."""
        held, start, due = self.held_since, self.clock_from, self.answer_due_at
        self.held_since = self.reply_due_at = self.reply_warn_at = None
        if held is None or start is None or due is None or due <= held:
            return
        self.clock_from = calendar.earlier(at, calendar.time_between(start, held))
        self.answer_due_at = calendar.later(at, calendar.time_between(held, due))
