"""Beginning a registration from a lead: a draft with what the lead says, to be completed."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from deals.drafts.actions import save_draft
from deals.drafts.queries import find_mine
from deals.leads import policies, queries
from deals.leads.customers import customer_of
from deals.leads.models import Lead, LeadOffer
from deals.leads.offer_page import offer_page
from deals.leads.states import HELD
from deals.registration.forms import DealForm, LineInput
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said
from portal.web.access import requires

blueprint = Blueprint("lead_registrations", __name__)


@blueprint.post("/leads/offers/<uuid:offer_id>/registration")
@requires("deals:register")
def create(work: Work, offer_id: UUID) -> ResponseReturnValue:
    """Begin a draft from a lead, or go on with the one that was begun."""
    offer = queries.get_offer(work, offer_id)
    lead = _held(work, offer)
    key = f"lead-{lead.id}"
    draft = find_mine(work, key)
    if draft is None:
        try:
            account = customer_of(work, lead)
            form = _form(lead, str(account.id))
            draft = save_draft(work, key, form.texts(), account.id, 0)
        except Invalid as error:
            work.rollback()
            offer = queries.get_offer(work, offer_id)
            return offer_page(work, offer, errors=error.fields), error.status
    return redirect(url_for("drafts.show", draft_id=draft.id), 303)


def _held(work: Work, offer: LeadOffer) -> Lead:
    if offer.lead is None:
        raise NotFound
    ensure(policies.can_work_on(work.actor, offer.lead))
    if offer.lead.state not in HELD:
        raise TransitionRefused(said("This lead has moved on. Look at where it stands now."))
    return offer.lead


def _form(lead: Lead, account_id: str) -> DealForm:
    form = DealForm.of(MultiDict())
    form.account, form.territory, form.lead = account_id, lead.territory_code, str(lead.id)
    form.lines = [LineInput(lead.family_code, "", "")]
    form.progress = gettext("What they look for: %(need)s", need=lead.contact.need)
    return form
