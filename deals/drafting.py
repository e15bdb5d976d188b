"""Keeping the registration form as it is typed, or begun from a lead; continuing, discarding it."""

from uuid import UUID

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from deals.drafts import actions
from deals.drafts.models import DealDraft
from deals.drafts.policies import is_mine
from deals.drafts.queries import find_mine
from deals.leads.converting import held_lead
from deals.leads.customers import customer_of
from deals.leads.models import Lead
from deals.leads.offer_page import offer_page
from deals.leads.queries import get_offer
from deals.registration.forms import DealForm, LineInput
from deals.registration.page import registration_page
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, StaleVersion
from portal.web.access import requires
from portal.web.templating import format_clock_time

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/deals/drafts")
@requires("deals:register")
def save(work: Work) -> ResponseReturnValue:
    """Keep what is typed: for a script, which goes on, or as a button, which shows it again."""
    form = DealForm.of(request.form)
    version = request.form.get("draft_version", 0, type=int)
    account_id = form.find_account_id()
    try:
        draft = actions.save_draft(work, form.draft_key, form.texts(), account_id, version)
    except Invalid as error:
        return registration_page(work, form, error.fields), error.status
    except StaleVersion:
        stale = {"draft": gettext("This draft was saved from elsewhere. Open it from the list.")}
        return registration_page(work, form, stale), StaleVersion.status
    if request.accept_mimetypes.best == "application/json":
        saved = gettext("Draft saved at %(time)s.", time=format_clock_time(draft.saved_at))
        return jsonify(version=draft.version, saved=saved)
    return redirect(url_for("drafts.show", draft_id=draft.id), 303)


@blueprint.post("/leads/offers/<uuid:offer_id>/registration")
@requires("deals:register")
def create_from_lead(work: Work, offer_id: UUID) -> ResponseReturnValue:
    """Begin a draft with what a lead says, or go on with the one that was begun."""
    offer = get_offer(work, offer_id)
    lead = held_lead(work, offer)
    key = f"lead-{lead.id}"
    draft = find_mine(work, key)
    if draft is None:
        try:
            account = customer_of(work, lead)
            texts = _form_of(lead, account.id).texts()
            draft = actions.save_draft(work, key, texts, account.id, 0)
        except Invalid as error:
            work.rollback()
            return offer_page(work, get_offer(work, offer_id), errors=error.fields), error.status
    return redirect(url_for("drafts.show", draft_id=draft.id), 303)


def _form_of(lead: Lead, account_id: UUID) -> DealForm:
    form = DealForm.of(MultiDict())
    form.account, form.territory, form.lead = str(account_id), lead.territory_code, str(lead.id)
    form.lines = [LineInput(lead.family_code, "", "")]
    form.progress = gettext("What they look for: %(need)s", need=lead.contact.need)
    return form


@blueprint.get("/deals/drafts/<uuid:draft_id>")
@requires("deals:register")
def show(work: Work, draft_id: UUID) -> ResponseReturnValue:
    draft = work.get(DealDraft, draft_id)
    form = DealForm.from_texts(draft.form)
    if is_mine(work.actor, draft):
        form.draft_key, form.draft_version = draft.key, draft.version
    return registration_page(work, form, {}, draft=draft)


@blueprint.post("/deals/drafts/<uuid:draft_id>/discard")
@requires("deals:register")
def discard(work: Work, draft_id: UUID) -> ResponseReturnValue:
    actions.discard(work, work.get(DealDraft, draft_id))
    return redirect(url_for("deals.index"), 303)
