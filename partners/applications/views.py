"""Applications on screen: the public form and the applicant's own page, the host's queue."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from partners.applications import actions, queries
from partners.applications.forms import choices, field_labels, typed_in
from partners.applications.models import UNDECIDED, Application
from partners.companies.queries import get_host
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid, NotFound
from portal.kernel.link_tokens import read_link_token
from portal.kernel.permissions import Role
from portal.web.access import public, requires, services
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, moment_and_id
from portal.web.navigation import Page, register_page
from portal.web.spans import span_in_words
from portal.web.templating import current_locale
from portal.web.timeline import activities_of

blueprint = Blueprint("applications", __name__, template_folder="templates")

APPLICANT: Final = system_actor("applicant")
HONEYPOT: Final = "fax"

register_page(
    Page(
        label=lazy_gettext("Applications"),
        icon="mail-plus",
        endpoint="applications.index",
        permission="partners:write",
        order=11,
        staff=True,
        count=queries.waiting_count,
        strong=True,
        section="/applications",
    )
)


@blueprint.app_template_filter("time_left")
def _time_left(application: Application) -> str:
    assert application.answer_due_at is not None  # noqa: S101 - asked only while a promise runs
    return span_in_words((application.answer_due_at - g.now).total_seconds())


# ------------------------------------------------------------------ for whoever wants to be one


@blueprint.get("/apply")
@public
def new() -> ResponseReturnValue:
    if "sent" in request.args:
        return render_template("applications/sent.html", host=_host_name())
    return _form_page({})


@blueprint.post("/apply")
@public
def create() -> ResponseReturnValue:
    """Take it in. Whoever fills in the field nobody sees is answered like everybody else."""
    if not request.form.get(HONEYPOT):
        typed = typed_in(request.form)
        new = actions.NewApplication(typed, typed["email"], current_locale())
        try:
            with services().database.work(APPLICANT) as work:
                actions.apply(work, new, request.remote_addr or "unknown")
        except Invalid as error:
            return _form_page(error.fields), error.status
    return redirect(url_for("applications.new", sent=""), 303)


@blueprint.get("/apply/mine")
@public
def show_own() -> ResponseReturnValue:
    with services().database.work(APPLICANT) as work:
        return _own_page(work, _own(work))


@blueprint.post("/apply/mine")
@public
def update_own() -> ResponseReturnValue:
    """Do what the applicant's page offers now: confirm, answer or withdraw."""
    try:
        with services().database.work(APPLICANT) as work:
            application = _own(work)
            match request.form.get("step"):
                case "confirmation":
                    actions.confirm(work, application)
                case "answer":
                    actions.answer(work, application, request.form)
                case "withdrawal":
                    actions.withdraw(work, application)
                case _:
                    raise NotFound
    except (Invalid, Conflict) as error:
        with services().database.work(APPLICANT) as work:
            return _own_page(work, _own(work), error), error.status
    return redirect(url_for("applications.show_own", t=request.args.get("t")), 303)


def _own(work: Work) -> Application:
    token = request.args.get("t", "")
    found = read_link_token(services().settings.secret_key, actions.LETTER, token)
    return actions.find_application(work, found)


def _own_page(work: Work, application: Application, error: Invalid | Conflict | None = None) -> str:
    return render_template(
        "applications/own.html",
        application=application,
        is_open=application.state in UNDECIDED,
        host=get_host(work).trade_name,
        labels=field_labels(),
        errors=error.fields if isinstance(error, Invalid) else {},
        conflict=error if isinstance(error, Conflict) else None,
        typed=request.form,
        token=request.args.get("t", ""),
        **choices(),
    )


def _form_page(errors: Mapping[str, str]) -> str:
    return render_template(
        "applications/new.html",
        errors=errors,
        typed=typed_in(request.form),
        host=_host_name(),
        honeypot=HONEYPOT,
        labels=field_labels(),
        **choices(),
    )


def _host_name() -> str:
    with services().database.work(APPLICANT) as work:
        return get_host(work).trade_name


# ------------------------------------------------------------------------------ for the host


@blueprint.get("/applications")
@requires("partners:write")
def index(work: Work) -> ResponseReturnValue:
    is_open = request.args.get("view") != "decided"
    after = asked_position("applications.index", moment_and_id)
    found = queries.applications_page(work, is_open=is_open, after=after, limit=PAGE_SIZE + 1)
    shown, next_url = cut_page("applications.index", found, _place)
    chips = [
        (lazy_gettext("To decide"), url_for("applications.index"), is_open, None),
        (
            lazy_gettext("Decided"),
            url_for("applications.index", view="decided"),
            not is_open,
            None,
        ),
    ]
    return render_template(
        "applications/index.html",
        applications=shown,
        is_open=is_open,
        chips=chips,
        next_url=next_url,
        now=work.now,
    )


@blueprint.get("/applications/<uuid:application_id>")
@requires("partners:write")
def show(work: Work, application_id: UUID) -> ResponseReturnValue:
    return _page(work, work.get(Application, application_id))


@blueprint.post("/applications/<uuid:application_id>/<step>")
@requires("partners:write")
def create_step(work: Work, application_id: UUID, step: str) -> ResponseReturnValue:
    application = work.get(Application, application_id)
    take = _STEPS.get(step)
    if take is None:
        raise NotFound
    try:
        work.expect_version(application, request.form.get("version", application.version, type=int))
        take(work, application)
        work.flush()
    except Invalid as error:
        return _page(work, application, errors=error.fields), error.status
    except Conflict as error:
        work.rollback()
        return _page(work, work.get(Application, application_id), conflict=error), error.status
    return redirect(url_for("applications.show", application_id=application_id), 303)


def _accept(work: Work, application: Application) -> None:
    manager_id = request.form.get("manager", "")
    manager = next((each for each in _managers(work) if str(each.id) == manager_id), None)
    actions.accept(work, application, request.form.get("code", ""), manager)


_STEPS: Final[dict[str, Callable[[Work, Application], Any]]] = {
    "review": actions.start_review,
    "question": lambda work, application: actions.ask(
        work, application, request.form.get("question", ""), request.form.getlist("fields")
    ),
    "refusal": lambda work, application: actions.decline(
        work, application, request.form.get("decline", "")
    ),
    "acceptance": _accept,
}


def _managers(work: Work) -> list[Person]:
    """Return the host's people who may look after a partner, by name."""
    statement = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.owner_company_id == work.actor.company_id,
            Membership.state == MembershipState.ACTIVE,
            Membership.roles.contains([Role.CHANNEL_MANAGER.value]),
        )
        .order_by(Person.name, Person.id)
    )
    return list(work.all(statement))


def _page(
    work: Work,
    application: Application,
    *,
    errors: Mapping[str, str] | None = None,
    conflict: Conflict | None = None,
) -> str:
    return render_template(
        "applications/show.html",
        application=application,
        likenesses=queries.likenesses(work, application),
        managers=[("", lazy_gettext("Nobody yet")), *((p.id, p.name) for p in _managers(work))],
        labels=field_labels(),
        activities=activities_of(work, application.id),
        errors=errors or {},
        conflict=conflict,
        typed=request.form,
        now=work.now,
    )


def _place(application: Application) -> tuple[str, str]:
    at = application.decided_at or application.answer_due_at
    assert at is not None  # noqa: S101 - proven applications have one
    return at.isoformat(), str(application.id)
