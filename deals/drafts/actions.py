"""Keeping what was typed, and throwing it away. Neither is told to anybody."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from deals.drafts import queries
from deals.drafts.models import LONGEST, MOST, DealDraft
from deals.policies import can_register
from partners.accounts.models import Account
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_deal_drafts_owner_company_id_person_id_key",
    lambda: Conflict(said("This draft was saved in another window. Open it from the list.")),
)


def save_draft(
    work: Work, key: str, form: Mapping[str, Any], account_id: UUID | None, version: int
) -> DealDraft:
    """Keep a form as typed, over what was kept of it before.

    `version` is that of the draft as the writer knows it, 0 for one not saved yet.

    Raises:
        Invalid: it is too long, or there are too many drafts.
        StaleVersion: it was saved from elsewhere meanwhile.
    """
    ensure(can_register(work.actor), said("Registering deals needs the role seller or above."))
    if len(json.dumps(form)) > LONGEST:
        raise Invalid(fields={"progress": said("This is too long to keep. Shorten the texts.")})
    account = work.find(Account, account_id) if account_id else None
    draft = queries.find_mine(work, key)
    if draft is None:
        draft = _begin(work, key)
    else:
        work.expect_version(draft, version)
    draft.customer = account.name if account else ""
    draft.form, draft.saved_at = dict(form), work.now
    work.add(draft)
    work.flush()
    return draft


def discard(work: Work, draft: DealDraft) -> None:
    work.session.delete(draft)


def discard_mine(work: Work, key: str) -> None:
    """Throw away the draft of a form that was submitted, if there is one."""
    draft = queries.find_mine(work, key) if key else None
    if draft is not None:
        discard(work, draft)


def _begin(work: Work, key: str) -> DealDraft:
    if not 1 <= len(key) <= DealDraft.__table__.c.key.type.length:  # type: ignore[attr-defined]
        raise Invalid(said("This form cannot be kept. Open it anew."))
    if queries.count_mine(work) >= MOST:
        most = said("You have %(most)s drafts. Submit or discard one first.", most=MOST)
        raise Invalid(fields={"drafts": most})
    return DealDraft(
        owner_company_id=work.actor.company_id,
        person_id=work.actor.id,
        person_name=work.actor.name,
        key=key,
    )
