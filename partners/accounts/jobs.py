"""What happens after an account's event: the people it was opened to are told."""

from partners.accounts.events import AccountShared, AccountShareRevoked
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services


@handles(AccountShared)
@handles(AccountShareRevoked)
def tell_the_grantee(work: Work, activity: Activity, _services: Services) -> None:
    """Tell the admins of the company that an account was opened to, or closed again."""
    grantee = activity.counterparty_company_id
    if grantee is not None:
        notify(work, activity, grantee, people_of(work, grantee, Role.PARTNER_ADMIN))
