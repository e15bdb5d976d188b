"""The timeline in the export of a partner that leaves: the last sheet, as it is the longest."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.farewell.parting import Sheet, register_sheet
from portal.kernel.activity import Activity
from portal.kernel.db import Work


def _timeline(work: Work, _partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Activity.at,
            Activity.actor_name,
            Activity.actor_company_name,
            Activity.verb,
            Activity.subject_type,
            Activity.subject_label,
            Activity.reason,
            Activity.facts,
        )
        .order_by(Activity.at, Activity.id)
        .execution_options(yield_per=500)
    )
    for *facts, more in work.session.execute(statement):
        yield *facts, json.dumps(more, ensure_ascii=False, sort_keys=True)


register_sheet(
    Sheet(
        "timeline.csv",
        ("at", "who", "company", "what", "kind", "subject", "reason", "facts"),
        _timeline,
    )
)
