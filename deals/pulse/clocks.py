"""How long a sale may stand still, by the host's business days."""

from datetime import date, datetime, timedelta

from deals.pipeline.states import Stage
from deals.programme.queries import terms_of
from deals.pulse.models import TELLS_OWNER
from partners.companies.business_days import DAY
from partners.companies.queries import host_calendar
from portal.kernel.db import Work


class Patience:
    """What the programme and the host's calendar say about waiting, read once for many deals."""

    def __init__(self, work: Work) -> None:
        self._now = work.now
        self._terms = terms_of(work)
        self._calendar = host_calendar(work)

    def stalls_at(self, stage: Stage, next_step_on: date | None = None) -> datetime:
        """Return until when something has to happen: in the days of the stage, or the next step."""
        by_stage = self._later(self._terms.stalls_after[stage])
        if next_step_on is None:
            return by_stage
        after = datetime.combine(next_step_on + DAY, datetime.min.time(), self._calendar.zone)
        return max(by_stage, self._calendar.later(after, timedelta()))

    def next_nudge(self, nudges: int) -> datetime:
        """Return when somebody is told after so many times: the owner again, or then the host."""
        is_owners = nudges < TELLS_OWNER
        days = self._terms.nudge_again_days if is_owners else self._terms.nudge_host_days
        return self._later(days)

    def _later(self, days: int) -> datetime:
        return self._calendar.later(self._now, days * DAY)
