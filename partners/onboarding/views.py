"""Checklists on screen: in the partner's home, and on its page at the host."""

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from partners.companies.models import PartnerRelationship, RelationshipState
from partners.onboarding import actions
from partners.onboarding.models import OnboardingTask
from partners.onboarding.presentation import checklist_of
from portal.kernel.db import Work
from portal.web.access import requires

blueprint = Blueprint("onboarding", __name__, template_folder="templates")


@blueprint.app_context_processor
def _on_the_partner_page() -> dict[str, object]:
    return {"onboarding_of": onboarding_of}


def onboarding_of(relationship: PartnerRelationship) -> Markup:
    """Return the checklist for the partner's page at the host, while it is being onboarded."""
    work: Work = g.work
    if relationship.state is not RelationshipState.ONBOARDING:
        return Markup()
    tasks = checklist_of(work, relationship.partner_id)
    return Markup(render_template("onboarding/_checklist.html", tasks=tasks))  # noqa: S704 - escaped


@blueprint.post("/onboarding/<uuid:task_id>/completion")
@requires("onboarding:do")
def create_completion(work: Work, task_id: UUID) -> ResponseReturnValue:
    task = work.get(OnboardingTask, task_id)
    work.expect_version(task, request.form.get("version", task.version, type=int))
    actions.complete_task(work, task)
    if work.actor.is_host:
        return redirect(url_for("partners.show", partner_id=task.owner_company_id), 303)
    return redirect(url_for("home.show"), 303)
