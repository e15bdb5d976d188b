"""Server-side sessions behind Flask's session interface: the cookie is an opaque token."""

import secrets
from typing import Any, Final, Protocol, cast
from uuid import UUID

from flask import Flask, Request, Response, g
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from portal.kernel.actor import Actor

STATIC_PREFIXES: Final = ("/static/", "/healthz", "/readyz", "/metrics", "/api/")


class StoredSession(Protocol):
    data: dict[str, Any]
    actor: Actor | None
    is_stale: bool


class SessionStore(Protocol):
    """Where sessions live; `partners.signin.sessions` keeps them in PostgreSQL."""

    def load(self, token: str) -> Any: ...
    def save(self, token: str, data: dict[str, Any]) -> None: ...
    def open(self, person_id: UUID, membership_id: UUID, data: dict[str, Any]) -> str: ...
    def close(self, token: str) -> None: ...


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """A visitor's session: a plain dict that remembers its token and who is signed in."""

    def __init__(self, token: str | None, stored: StoredSession | None) -> None:
        super().__init__(stored.data if stored else {}, self._on_change)
        self.token = token if stored else None
        self.actor = stored.actor if stored else None
        self.is_stale = bool(stored and stored.is_stale)
        self.modified = False
        self.was_ended = bool(token and not stored)
        self.is_out_of_reach = False
        """True when there may be a session, but the database does not answer."""
        self._store: SessionStore | None = None

    def _on_change(self, _dict: Any) -> None:
        self.modified = True

    def sign_in(self, store: SessionStore, actor: Actor, membership_id: UUID) -> None:
        """Start over under a new token: what was known before signing in is worth nothing after."""
        if self.token is not None:
            store.close(self.token)
        self.clear()
        self["_user_id"] = str(actor.id)
        self["csrf"] = secrets.token_urlsafe(24)
        assert actor.id is not None  # noqa: S101 - only people sign in
        self.token = store.open(actor.id, membership_id, dict(self))
        self.actor = actor
        self.modified = False

    def sign_out(self, store: SessionStore) -> None:
        if self.token is not None:
            store.close(self.token)
        self.clear()
        self.token, self.actor, self.modified, self.was_ended = None, None, False, True


class ServerSessions(SessionInterface):
    """Loads the session of a request and writes it back when it changed."""

    def __init__(self, store: SessionStore, *, secure: bool) -> None:
        self.store = store
        self.secure = secure
        self.cookie = "__Host-kontor" if secure else "kontor"

    def open_session(self, app: Flask, request: Request) -> ServerSession:  # noqa: ARG002
        token = request.cookies.get(self.cookie)
        if token is None or request.path.startswith(STATIC_PREFIXES):
            return ServerSession(None, None)
        try:
            return ServerSession(token, self.store.load(token))
        except (OperationalError, PoolTimeout):
            # Raised here, no error page could be shown: every page asks for its session.
            unknown = ServerSession(None, None)
            unknown.is_out_of_reach = True
            return unknown

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        visitor = cast("ServerSession", session)
        if visitor.token is not None and (visitor.modified or visitor.is_stale):
            self.store.save(visitor.token, dict(visitor))
        if visitor.token is not None and g.get("set_session_cookie"):
            response.set_cookie(
                self.cookie, visitor.token, secure=self.secure, httponly=True, samesite="Lax"
            )
        elif visitor.was_ended:
            response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax")
