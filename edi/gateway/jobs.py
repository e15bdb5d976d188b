"""What the worker does for the gateway, each in a transaction of its own."""

from uuid import UUID

from edi.gateway.events import (
    InterchangePartlyRefused,
    InterchangeQuarantined,
    InterchangeReceived,
    InterchangeRefused,
    InterchangeReplayed,
    MessageRefusedByPartner,
)
from edi.gateway.processing import process_interchange
from edi.gateway.responses import send_response
from edi.orders.events import OrderAccepted, OrderDeclined, OrderReceived
from edi.orders.models import OrderResponse
from edi.orders.queries import get_order
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from partners.people.queries import channel_manager_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services


@handles(InterchangeReceived)
@handles(InterchangeReplayed)
def process(work: Work, activity: Activity, services: Services) -> None:
    process_interchange(work, services, activity.subject_id)


@handles(OrderAccepted)
@handles(OrderDeclined)
def answer_order(work: Work, activity: Activity, services: Services) -> None:
    """Tell the partner's system what the host said to its order."""
    order = get_order(work, activity.subject_id)
    response = work.get(OrderResponse, UUID(activity.facts["response_id"]))
    send_response(work, services, order, response)


@handles(InterchangeRefused)
@handles(InterchangePartlyRefused)
@handles(InterchangeQuarantined)
@handles(MessageRefusedByPartner)
def tell_the_operators(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, people_of(work, host.id, Role.EDI_OPERATOR))


@handles(OrderReceived)
def tell_the_channel_manager(work: Work, activity: Activity, _services: Services) -> None:
    manager = channel_manager_of(work, activity.owner_company_id)
    notify(work, activity, get_host(work).id, [manager] if manager else [])
