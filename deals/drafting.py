"""Keeping the registration form as it is typed, continuing it later, discarding it."""

from uuid import UUID

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from deals.drafts import actions
from deals.drafts.models import DealDraft
from deals.drafts.policies import is_mine
from deals.registration.forms import DealForm
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
