"""What is written to a partner's former administrators: where their company's export is."""

from flask_babel import gettext, lazy_gettext

from partners.companies.models import Company
from partners.companies.queries import get_host
from partners.farewell.models import LETTER, Farewell
from partners.mails.letters import Desk, Item, Letter, writes
from portal.web.templating import format_day


@writes(LETTER, lazy_gettext("Farewell"), tells_of_records=True)
def _farewell(desk: Desk) -> Letter | None:
    """Tell only those it was made for, and only while the link lives."""
    farewell = desk.work.find(Farewell, desk.mail.about_id)
    if farewell is None or not farewell.is_open(desk.work.now):
        return None
    assert farewell.link_expires_at is not None  # noqa: S101 - it is open
    if desk.mail.person_id not in farewell.recipient_ids:
        return None
    host = get_host(desk.work).trade_name
    company = desk.work.get(Company, farewell.owner_company_id).trade_name
    return Letter(
        subject=gettext("An export is ready for you"),
        paragraphs=(
            gettext(
                "The relationship of %(company)s with %(host)s has ended.",
                company=company,
                host=host,
            ),
            gettext(
                "Your company's tables, documents and timeline are kept for you, as one ZIP,"
                " until %(day)s. Nobody at %(host)s can open it.",
                day=format_day(farewell.link_expires_at, "long"),
                host=host,
            ),
        ),
        action=Item(
            gettext("Fetch the export"),
            desk.url("/farewell", t=desk.token(LETTER, farewell.id)),
        ),
        reason=gettext(
            "You get this mail because you were an administrator of %(company)s.", company=company
        ),
    )
