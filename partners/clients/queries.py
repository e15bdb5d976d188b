"""Reads of clients and tokens, most of them before a tenant is known."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Self
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from partners.clients.models import AccessToken, ApiClient
from partners.companies.models import Company, PartnerRelationship, RelationshipState
from portal.kernel.db import Work

_CLIENT_ID: Final = re.compile(r"kc_[0-9a-f]{24}")

Standing = tuple[Company, RelationshipState | None]


class ClientPlace(NamedTuple):
    """Where a client stands in its company's list."""

    is_revoked: bool
    name: str
    id: UUID

    @classmethod
    def read(cls, first: str, second: str) -> Self:
        return cls(first.startswith("1"), first[1:], UUID(second))


def place_of(client: ApiClient) -> tuple[str, str]:
    return f"{int(not client.is_active)}{client.name}", str(client.id)


def maker_of(work: Work) -> UUID | None:
    """Return the person who made the machine that acts."""
    return work.session.scalars(
        sa.select(ApiClient.created_by_id).where(ApiClient.id == work.actor.id)
    ).first()


def clients_page(
    work: Work, *, after: ClientPlace | None = None, limit: int = 50
) -> Sequence[ApiClient]:
    """Return the clients of the actor's company, those in force first, then by name."""
    order = (sa.not_(ApiClient.is_active), ApiClient.name, ApiClient.id)
    statement = sa.select(ApiClient).order_by(*order).limit(limit)
    if after is not None:
        statement = statement.where(sa.tuple_(*order) > sa.tuple_(*after))
    return work.all(statement)


def find_client(work: Work, client_id: str) -> tuple[ApiClient, Standing] | None:
    """Return a client with its secret's hash and its company's standing."""
    if not _CLIENT_ID.fullmatch(client_id):
        return None
    statement = (
        sa.select(ApiClient, Company, PartnerRelationship.state)
        .join(Company, Company.id == ApiClient.owner_company_id)
        .outerjoin(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
        .where(ApiClient.client_id == client_id)
        .options(undefer(ApiClient.secret_hash))
    )
    row = work.session.execute(statement).first()
    return (row[0], (row[1], row[2])) if row else None


def find_token(work: Work, token_hash: bytes) -> tuple[AccessToken, ApiClient, Standing] | None:
    """Return a live token with its client and its company's standing."""
    statement = (
        sa.select(AccessToken, ApiClient, Company, PartnerRelationship.state)
        .join(ApiClient, ApiClient.id == AccessToken.client_id)
        .join(Company, Company.id == ApiClient.owner_company_id)
        .outerjoin(PartnerRelationship, PartnerRelationship.partner_id == Company.id)
        .where(AccessToken.token_hash == token_hash, AccessToken.expires_at > work.now)
    )
    row = work.session.execute(statement).first()
    return (row[0], row[1], (row[2], row[3])) if row else None


def note_use(work: Work, client: ApiClient) -> None:
    """Remember when a client last got a token; its version stays, nobody edited it."""
    work.session.execute(
        sa.update(ApiClient)
        .where(ApiClient.id == client.id)
        .values(last_used_at=work.now)
        .execution_options(synchronize_session=False)
    )


def forget_expired(work: Work, client_id: UUID) -> None:
    """Delete a client's tokens that no longer work."""
    work.session.execute(
        sa.delete(AccessToken).where(
            AccessToken.client_id == client_id, AccessToken.expires_at <= work.now
        )
    )
