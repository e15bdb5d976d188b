"""What follows the end of a relationship: the partner's export is made."""

import sqlalchemy as sa

from partners.audiences import at_host
from partners.companies.models import Company
from partners.farewell.events import PartnerTerminated
from partners.farewell.export import make_export
from partners.farewell.models import LETTER, ExportState, Farewell
from partners.mails.actions import Recipient, send_mail
from partners.people.models import Person
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.services import Services


@handles(PartnerTerminated)
def produce_export(work: Work, activity: Activity, services: Services) -> None:
    """Make the export once; a repeated job finds it made."""
    partner = work.get(Company, activity.owner_company_id)
    farewell = work.one(sa.select(Farewell).where(Farewell.owner_company_id == partner.id))
    if farewell.state is ExportState.READY:
        return
    export = make_export(services.database, work, services.storage, partner)
    stored = export.stored
    farewell.keep(stored.key, stored.sha256, stored.size, export.files, at=work.now)
    work.flush()
    _write(work, farewell)
    work.ring("partners", f"partner:{partner.id}", to=at_host(work, partner.id))


def _write(work: Work, farewell: Farewell) -> None:
    """Mail the link to whoever administered the partner; nobody at the host gets one."""
    for person in work.all(sa.select(Person).where(Person.id.in_(farewell.recipient_ids))):
        to = Recipient(person.email, person.locale, farewell.owner_company_id, person.id)
        send_mail(work, LETTER, farewell.id, to)
