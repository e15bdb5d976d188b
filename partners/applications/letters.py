"""What is written to an applicant: one letter for each place their application can be in."""

from flask_babel import gettext, lazy_gettext

from partners.applications.actions import LETTER
from partners.applications.models import Application
from partners.companies.models import RelationshipState
from partners.companies.queries import get_host
from partners.mails.letters import Desk, Item, Letter, writes


@writes(LETTER, lazy_gettext("Application"))
def _letter(desk: Desk) -> Letter | None:
    application = desk.work.find(Application, desk.mail.about_id)
    if application is None:
        return None
    host = get_host(desk.work).trade_name
    worded = _worded(application, host)
    if worded is None:
        return None
    subject, paragraphs, action = worded
    token = desk.token(LETTER, application.id)
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        action=Item(action, desk.url("/apply/mine", t=token)),
        reason=gettext(
            "You get this mail because somebody applied to %(host)s with your address. If it was"
            " not you, do nothing.",
            host=host,
        ),
    )


def _worded(application: Application, host: str) -> tuple[str, tuple[str, ...], str] | None:
    match application.state:
        case RelationshipState.PROSPECT:
            return (
                gettext("Confirm your application to %(host)s", host=host),
                (
                    # Nothing that was typed: the address is not proven, and no relay for anybody.
                    gettext("Somebody applied to become a partner of %(host)s.", host=host),
                    gettext("It is read once you confirm it. The link works for three days."),
                ),
                gettext("Confirm the application"),
            )
        case RelationshipState.ACTION_REQUIRED:
            return (
                gettext("%(host)s has a question on your application", host=host),
                (application.question or "",),
                gettext("Answer"),
            )
        case RelationshipState.DECLINED:
            return (
                gettext("Your application to %(host)s", host=host),
                (
                    gettext("%(host)s does not take the application further.", host=host),
                    application.decline_reason or "",
                ),
                gettext("See the application"),
            )
        case _:
            return None
