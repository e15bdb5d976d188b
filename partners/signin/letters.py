"""What is written to whoever is invited, forgot a password, or has a new one."""

from flask import g
from flask_babel import gettext, lazy_gettext

from partners.companies.models import Company
from partners.mails.letters import Desk, Item, Letter, writes
from partners.people import invitations
from partners.people.models import Invitation
from partners.signin import resets
from partners.signin.actors import find_actor
from partners.signin.joining import may_join
from portal.web.templating import format_day


@writes(invitations.LETTER, lazy_gettext("Invitation"))
def _invitation(desk: Desk) -> Letter | None:
    invitation = desk.work.find(Invitation, desk.mail.about_id)
    if invitation is None or not may_join(desk.work, invitation):
        return None
    company = desk.work.get(Company, invitation.owner_company_id).trade_name
    inviter = invitation.invited_by_name
    token = desk.token(invitations.LETTER, invitation.id)
    return Letter(
        subject=gettext("Your invitation to the partner portal"),
        paragraphs=(
            gettext(
                "%(name)s invites you to work for %(company)s in the partner portal.",
                name=inviter,
                company=company,
            ),
            gettext(
                "The link works once, until %(day)s.", day=format_day(invitation.expires_at, "long")
            ),
        ),
        action=Item(gettext("Accept the invitation"), desk.url("/invitation", t=token)),
        reason=gettext(
            "You get this mail because %(name)s entered your address. If you do not know them,"
            " do nothing.",
            name=inviter,
        ),
    )


@writes(resets.LETTER, lazy_gettext("New password"))
def _reset(desk: Desk) -> Letter | None:
    """Write to whoever has a login at the address; to anybody else nothing is sent."""
    person = resets.find_asker(desk.work, desk.mail.about_id)
    if person is None or find_actor(desk.work, person.id) is None:
        return None
    g.locale, g.timezone = person.locale, person.time_zone
    token = desk.token(resets.LETTER, desk.mail.about_id)
    return Letter(
        subject=gettext("Choose a new password"),
        paragraphs=(
            gettext("Somebody asked for a new password for this address."),
            gettext("The link works once, for one hour, until another is asked for."),
        ),
        action=Item(gettext("Choose a new password"), desk.url("/password-reset", t=token)),
        reason=gettext(
            "You get this mail because your address was entered at the sign-in page. If that was"
            " not you, do nothing: your password stays as it is."
        ),
    )


@writes(resets.CHANGED_LETTER, lazy_gettext("Password changed"))
def _changed(desk: Desk) -> Letter:
    return Letter(
        subject=gettext("Your password was changed"),
        paragraphs=(
            gettext("You have a new password, and every session of the old one has ended."),
        ),
        action=Item(gettext("That was not me"), desk.url("/password-reset")),
        reason=gettext("You get this mail because your password was changed by a mailed link."),
    )
