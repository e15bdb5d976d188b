"""Every write to API clients by people; tokens are the portal's own work, see `tokens`."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from partners.clients import policies
from partners.clients.events import ApiClientCreated, ApiClientRevoked
from partners.clients.models import ApiClient, hash_secret
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.permissions import ROLE_PERMISSIONS, Role
from portal.kernel.policy import ensure
from portal.kernel.words import said

LONGEST_NAME: Final = 80
LONGEST_DAYS: Final = 730
SECRET_BYTES: Final = 32
GRANTABLE: Final = ROLE_PERMISSIONS[Role.INTEGRATION]


@dataclass(frozen=True, slots=True)
class NewClient:
    """A machine as entered. `scopes` are permissions of the role INTEGRATION; it ends in `days`."""

    name: str
    scopes: tuple[str, ...]
    days: int = 365


@dataclass(frozen=True, slots=True)
class IssuedClient:
    """A new client with its secret, which exists here and at its owner's, and nowhere else."""

    client: ApiClient
    secret: str

    def __repr__(self) -> str:
        return f"IssuedClient({self.client.client_id})"


def create_client(work: Work, new: NewClient) -> IssuedClient:
    """Give a machine of the actor's own company access; the secret is returned this once.

    Raises:
        Forbidden: the role may not manage clients.
        Invalid: no name, no scope or one a machine cannot have, or a term that is too long.
    """
    ensure(policies.can_manage(work.actor), said("API clients are managed by administrators."))
    _check(new)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client = work.add(
        ApiClient(
            owner_company_id=work.actor.company_id,
            client_id=f"kc_{secrets.token_hex(12)}",
            secret_hash=hash_secret(secret),
            name=new.name.strip(),
            scopes=sorted(set(new.scopes)),
            is_active=True,
            created_by_id=work.actor.id,
            created_by_name=work.actor.name,
            expires_at=work.now + timedelta(days=new.days),
        )
    )
    work.flush()
    work.record(
        ApiClientCreated(client.id, tuple(client.scopes)),
        subject=client,
        after={"until": client.expires_at},
    )
    return IssuedClient(client, secret)


def revoke_client(work: Work, client: ApiClient) -> None:
    """Shut a machine out: its credentials and tokens are refused from the next request on.

    Raises:
        Forbidden: not an administrator of the client's company.
        TransitionRefused: it is already revoked.
    """
    ensure(
        policies.can_revoke(work.actor, client), said("API clients are managed by administrators.")
    )
    client.revoke(at=work.now)
    work.record(ApiClientRevoked(client.id), subject=client)


def _check(new: NewClient) -> None:
    fields: dict[str, str] = {}
    if not 1 <= len(new.name.strip()) <= LONGEST_NAME or "\0" in new.name:
        fields["name"] = said(
            "Name the machine in 1 to %(most)s characters, like Warehouse ERP.", most=LONGEST_NAME
        )
    if not new.scopes or not set(new.scopes) <= GRANTABLE:
        fields["scopes"] = said("Choose at least one thing the machine may do.")
    if not 1 <= new.days <= LONGEST_DAYS:
        fields["days"] = said("Choose between 1 and %(most)s days.", most=LONGEST_DAYS)
    if fields:
        raise Invalid(fields=fields)
