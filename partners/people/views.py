"""Who works for a company, on screen: for its own admins, and the host's for every partner."""

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from partners.companies.models import Company
from partners.companies.queries import get_own_company
from partners.people import actions, invitations, policies, queries
from partners.people.models import Invitation, Membership
from partners.people.presentation import MEMBER_BADGES, role_choices, roles_in_words
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.permissions import Role
from portal.kernel.policy import ensure
from portal.kernel.words import LANGUAGES, said
from portal.web.access import requires
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page, name_and_id
from portal.web.navigation import Page, register_page

blueprint = Blueprint("people", __name__, template_folder="templates")

LONGEST_REASON: Final = 500

register_page(
    Page(
        label=lazy_gettext("People"),
        icon="users-round",
        endpoint="people.index",
        permission="people:manage",
        order=85,
        section="/people",
    )
)


@blueprint.get("/people")
@requires("people:manage")
def index(work: Work) -> ResponseReturnValue:
    return _list_page(work, _company(work), {})


@blueprint.post("/people")
@requires("people:manage")
def create_invitation(work: Work) -> ResponseReturnValue:
    company = _company(work)
    email, locale = request.form.get("email", ""), request.form.get("locale", "")
    try:
        invitations.invite(work, company, email, _roles(), locale)
    except Invalid as error:
        return _list_page(work, company, error.fields), 422
    return redirect(_address(work, company), 303)


@blueprint.post("/people/invitations/<uuid:invitation_id>")
@requires("people:manage")
def update_invitation(work: Work, invitation_id: UUID) -> ResponseReturnValue:
    """Send an invitation again, under a new link, or withdraw it: as the button said."""
    invitation = work.get(Invitation, invitation_id)
    company = work.get(Company, invitation.owner_company_id)
    if request.form.get("step") == "again":
        invitations.invite(
            work, company, invitation.email, invitation.held_roles, work.actor.locale
        )
    else:
        invitations.withdraw_invitation(work, invitation)
    return redirect(_address(work, company), 303)


@blueprint.get("/people/<uuid:membership_id>")
@requires("people:manage")
def show(work: Work, membership_id: UUID) -> ResponseReturnValue:
    return _member_page(work, _member(work, membership_id), {})


@blueprint.post("/people/<uuid:membership_id>")
@requires("people:manage")
def update(work: Work, membership_id: UUID) -> ResponseReturnValue:
    """Change a member's roles, suspend them, let them in again or remove them: as the button said.

    What cannot be done, to the last administrator say, is said on the page itself.
    """
    member = _member(work, membership_id)
    work.expect_version(member, _version())
    try:
        _take_step(work, member, request.form.get("step", ""))
        work.flush()
    except Invalid as error:
        return _member_page(work, member, error.fields), 422
    return redirect(url_for("people.show", membership_id=member.id), 303)


def _take_step(work: Work, member: Membership, step: str) -> None:
    match step:
        case "roles":
            actions.change_roles(work, member, _roles())
        case "suspend":
            actions.suspend_member(work, member, _reason())
        case "resume":
            actions.resume_member(work, member)
        case "remove":
            actions.remove_member(work, member, _reason())
        case _:
            raise Invalid(said("Choose what to change."))


def _reason() -> str:
    reason = request.form.get("reason", "").strip()
    if not 1 <= len(reason) <= LONGEST_REASON or "\0" in reason:
        raise Invalid(fields={"reason": said("Say why, in a sentence: it stays in the history.")})
    return reason


def _version() -> int:
    version = request.form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() else 0


def _roles() -> frozenset[Role]:
    """Return the roles that were ticked.

    Raises:
        Invalid: one of them is not a role.
    """
    try:
        return frozenset(Role(each) for each in request.form.getlist("roles"))
    except ValueError:
        raise Invalid(fields={"roles": said("Choose roles from the list.")}) from None


def _company(work: Work) -> Company:
    """Return the company asked for, or the actor's own.

    Raises:
        NotFound: it is not visible.
        Forbidden: its people are not the actor's to manage.
    """
    asked = request.values.get("company")
    company = get_own_company(work) if asked is None else work.get(Company, _id_of(asked))
    ensure(policies.can_manage(work.actor, company))
    return company


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _member(work: Work, membership_id: UUID) -> Membership:
    member = work.get(
        Membership, membership_id, joinedload(Membership.person), joinedload(Membership.company)
    )
    ensure(policies.can_manage(work.actor, member.company))
    return member


def _address(work: Work, company: Company) -> str:
    own = work.actor.is_company(company.id)
    return url_for("people.index", company=None if own else company.id)


def _list_page(work: Work, company: Company, errors: dict[str, str]) -> str:
    after = asked_position("people.index", name_and_id)
    found = queries.members_page(work, company.id, after=after, limit=PAGE_SIZE + 1)
    members, next_url = cut_page("people.index", found, queries.member_place)
    return render_template(
        "people/index.html",
        company=company,
        is_own=work.actor.is_company(company.id),
        members=members,
        next_url=next_url,
        invitations=queries.open_invitations(work, company.id),
        now=work.now,
        badges=MEMBER_BADGES,
        roles_in_words=roles_in_words,
        choices=role_choices(policies.grantable_roles(work.actor, company)),
        form=request.form,
        languages=list(LANGUAGES.items()),
        language=request.form.get("locale", work.actor.locale),
        errors=errors,
    )


def _member_page(work: Work, member: Membership, errors: dict[str, str]) -> str:
    ticked = request.form.getlist("roles") if "roles" in errors else member.roles
    grantable = policies.grantable_roles(work.actor, member.company) | member.held_roles
    return render_template(
        "people/show.html",
        member=member,
        back_url=_address(work, member.company),
        badge_of=MEMBER_BADGES[member.state],
        is_oneself=member.person_id == work.actor.id,
        choices=role_choices(grantable),
        ticked=ticked,
        reason=request.form.get("reason", ""),
        step=request.form.get("step", ""),
        errors=errors,
    )
