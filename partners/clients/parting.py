"""Machines at the end of a relationship: their clients are revoked, their tokens are gone."""

import sqlalchemy as sa

from partners.clients.models import AccessToken, ApiClient
from partners.farewell.parting import Parting, Tie, register_tie
from portal.kernel.words import said


def _revoke(parting: Parting) -> None:
    work = parting.work
    clients = work.all(sa.select(ApiClient).where(ApiClient.owner_company_id == parting.partner.id))
    for client in clients:
        if client.is_active:
            client.revoke(at=work.now)
    work.session.execute(
        sa.delete(AccessToken)
        .where(AccessToken.client_id.in_([client.id for client in clients]))
        .execution_options(synchronize_session=False)
    )


# That a machine exists is its company's affair: the preview says it without a number.
register_tie(
    Tie(
        said("API clients and their tokens"),
        said("are revoked: the partner's systems are refused from their next request on"),
        _revoke,
    )
)
