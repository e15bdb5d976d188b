"""Agreements on screen: the host names them, partners read and execute them."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from markupsafe import Markup

from documents.agreements import actions, policies, queries
from documents.agreements.models import Agreement
from documents.models import Version
from partners.companies.models import PartnerRelationship, RelationshipState
from partners.companies.presentation import TYPE_LABELS
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.words import said
from portal.web.access import requires, services
from portal.web.navigation import Page, register_page

blueprint = Blueprint("agreements", __name__, template_folder="templates")

register_page(
    Page(
        label=lazy_gettext("Agreements"),
        icon="file-signature",
        endpoint="agreements.index",
        permission="agreements:read",
        order=55,
        section="/agreements",
    )
)


@blueprint.app_context_processor
def _on_the_partner_page() -> dict[str, object]:
    return {"agreements_of": agreements_of, "may_execute_agreements": may_execute}


def may_execute() -> bool:
    """Return whether the reader of this page may accept agreements for their company."""
    return policies.can_execute(g.work.actor)


def agreements_of(relationship: PartnerRelationship) -> Markup:
    """Return a partner's agreements for its page at the host, while it is being onboarded."""
    work: Work = g.work
    if relationship.state is not RelationshipState.ONBOARDING:
        return Markup()
    standings = queries.standings_of(work, relationship)
    return Markup(render_template("agreements/_standings.html", standings=standings))  # noqa: S704 - escaped


@blueprint.get("/agreements")
@requires("agreements:read")
def index(work: Work) -> ResponseReturnValue:
    return _host_page(work) if work.actor.is_host else _partner_page(work)


@blueprint.post("/agreements")
@requires("agreements:name")
def create(work: Work) -> ResponseReturnValue:
    try:
        actions.name_agreement(work, _chosen(work), request.form.getlist("types"))
    except Invalid as error:
        return _host_page(work, error.fields), error.status
    return redirect(url_for("agreements.index"), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/retirement")
@requires("agreements:name")
def create_retirement(work: Work, agreement_id: UUID) -> ResponseReturnValue:
    actions.retire_agreement(work, work.get(Agreement, agreement_id))
    return redirect(url_for("agreements.index"), 303)


@blueprint.get("/agreements/<uuid:agreement_id>/file")
@requires("agreements:read")
def download(work: Work, agreement_id: UUID) -> ResponseReturnValue:
    agreement = work.get(Agreement, agreement_id)
    return redirect(actions.link_to(services().storage, agreement), 303)


@blueprint.get("/agreements/<uuid:agreement_id>")
@requires("agreements:execute")
def show(work: Work, agreement_id: UUID) -> ResponseReturnValue:
    return _execution_page(work, _asked(work, agreement_id))


@blueprint.post("/agreements/<uuid:agreement_id>")
@requires("agreements:execute")
def create_execution(work: Work, agreement_id: UUID) -> ResponseReturnValue:
    agreement = _asked(work, agreement_id)
    form = request.form
    try:
        actions.execute_agreement(
            work,
            agreement,
            sha256=form.get("sha256", ""),
            name=form.get("name", ""),
            agreed=form.get("agreed") == "yes",
        )
    except Invalid as error:
        return _execution_page(work, agreement, error.fields), error.status
    except Conflict as error:
        work.rollback()
        agreement = _asked(work, agreement_id)
        return _execution_page(work, agreement, conflict=error), error.status
    return redirect(url_for("agreements.index"), 303)


def _asked(work: Work, agreement_id: UUID) -> Agreement:
    """Return an agreement as a partner sees it; at the host nobody executes one."""
    if work.actor.is_host:
        raise NotFound
    return work.get(Agreement, agreement_id)


def _chosen(work: Work) -> Version:
    try:
        return work.get(Version, UUID(request.form.get("version", "")))
    except (ValueError, NotFound):
        raise Invalid(fields={"version": said("Choose one of your own documents.")}) from None


def _host_page(work: Work, errors: Mapping[str, str] | None = None) -> str:
    return render_template(
        "agreements/host.html",
        agreements=queries.agreements_in_force(work),
        versions=[(each.id, each.file_name) for each in queries.nameable(work)],
        types=[(each.value, label) for each, label in TYPE_LABELS.items()],
        can_name=policies.can_name(work.actor),
        host_id=work.actor.company_id,
        errors=errors or {},
        typed=request.form,
    )


def _partner_page(work: Work) -> str:
    standings = queries.standings_of(work, queries.own_relationship(work))
    return render_template("agreements/partner.html", standings=standings)


def _execution_page(
    work: Work,
    agreement: Agreement,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        execution=queries.find_execution(work, agreement.id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
    )
