"""The registration form on screen, as typed, with what is wrong with it."""

from collections.abc import Mapping

from flask import render_template

from deals.catalogue.queries import product_families, territories
from deals.conflicts.answers import Answer, answer_to_partner
from deals.drafts.models import KEPT, DealDraft
from deals.drafts.policies import is_mine
from deals.registration.forms import DealForm
from deals.review.replies import answer_due_now
from partners.accounts.listing import accounts_page
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.web.access import services


def registration_page(
    work: Work,
    form: DealForm,
    errors: Mapping[str, str],
    answer: Answer | None = None,
    draft: DealDraft | None = None,
) -> str:
    """Show the form; `answer` is what the partner was told of others, if it asked."""
    return render_template(
        "deals/new.html",
        form=form,
        errors=errors,
        accounts=accounts_page(work, limit=200),
        answer=answer,
        is_told=(answer or answer_to_partner(services().database, None)).is_given,
        families=product_families(work),
        territories=territories(work),
        corrected=form.corrects_id,
        promise=answer_due_now(work),
        host_name=get_host(work).trade_name,
        draft=draft,
        colleague=draft.person_name if draft and not is_mine(work.actor, draft) else None,
        kept_days=KEPT.days,
    )
