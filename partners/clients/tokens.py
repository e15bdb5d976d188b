"""Access tokens: opaque, random, stored as a hash, good for an hour or until revoked.

These look-ups run before a tenant is known, as the portal's own work. Each request asks again for
the token, its client and its company, so what is revoked is refused at the next one.
"""

import secrets
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from partners.clients import queries
from partners.clients.models import AccessToken, ApiClient, hash_secret
from partners.companies.models import Company
from partners.signin.actors import company_may_act, narrowed
from portal.kernel.actor import Actor, ActorKind, Reach, Side, system_actor
from portal.kernel.db import Database
from portal.kernel.permissions import Role

LIFETIME: Final = timedelta(hours=1)
TOKEN_BYTES: Final = 32

_TOKENS: Final = system_actor("access tokens")


class DatabaseTokens:
    """What `portal.web.api` asks for the actor of a token, and the token endpoint for a new one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_actor(self, token: str) -> Actor | None:
        """Return who acts with this token now; None when unknown, expired, revoked or suspended."""
        with self._database.work(_TOKENS) as work:
            found = queries.find_token(work, hash_secret(token))
            if found is None:
                return None
            held, client, (company, state) = found
            if not client.may_act(work.now) or not company_may_act(company, state):
                return None
            scopes = frozenset(held.scopes) & frozenset(client.scopes)
            return narrowed(machine_actor(client, company, scopes), state)

    def find_client(self, client_id: str) -> ApiClient | None:
        """Return a client that may ask for tokens now, ready to have its secret checked."""
        with self._database.work(_TOKENS) as work:
            found = queries.find_client(work, client_id)
            if found is None:
                return None
            client, (company, state) = found
            may_act = client.may_act(work.now) and company_may_act(company, state)
            return client if may_act else None

    def keep(self, token: str, client: ApiClient, scopes: list[str]) -> None:
        """Store a new token's hash, and sweep the client's dead ones."""
        with self._database.work(_TOKENS) as work:
            queries.forget_expired(work, client.id)
            queries.note_use(work, client)
            work.session.add(
                AccessToken(
                    token_hash=hash_secret(token),
                    client_id=client.id,
                    scopes=scopes,
                    issued_at=work.now,
                    expires_at=work.now + LIFETIME,
                )
            )

    def end(self, token: str, client: ApiClient) -> None:
        """End a token before its time; somebody else's, or an unknown one, is left as it is."""
        with self._database.work(_TOKENS) as work:
            work.session.execute(
                sa.delete(AccessToken).where(
                    AccessToken.token_hash == hash_secret(token),
                    AccessToken.client_id == client.id,
                )
            )


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def machine_actor(client: ApiClient, company: Company, scopes: frozenset[str]) -> Actor:
    return Actor(
        kind=ActorKind.MACHINE,
        id=client.id,
        name=client.name,
        company_id=company.id,
        company_name=company.trade_name,
        side=Side.HOST if company.is_host else Side.PARTNER,
        roles=frozenset({Role.INTEGRATION}),
        reach=Reach.ALL if company.is_host else Reach.COMPANY,
        scopes=scopes,
    )
