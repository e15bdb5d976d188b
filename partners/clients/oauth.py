"""The portal's OAuth 2 authorisation server, on authlib: client credentials and revocation.

RFC 6749 section 4.4, RFC 7009, RFC 8414. Unknown client, wrong secret, revoked client and suspended
company get the same answer.
"""

from typing import Any, Final

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc7009 import RevocationEndpoint
from flask import Request, request

from partners.clients.models import ApiClient
from partners.clients.tokens import LIFETIME, DatabaseTokens, new_token
from portal.web.access import services

AUTH_METHODS: Final = ("client_secret_basic", "client_secret_post")
GRANT: Final = "client_credentials"


class KnownClient(ClientMixin):  # type: ignore[misc]
    """A client as authlib asks about one; `held` is None for who does not exist or may not act."""

    def __init__(self, held: ApiClient | None) -> None:
        self.held = held

    def __repr__(self) -> str:
        return f"KnownClient({self.held.client_id if self.held else None})"

    def check_client_secret(self, client_secret: str) -> bool:
        return self.held is not None and self.held.has_secret(client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002
        return method in AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return all of the client's scopes when it names none; None refuses one it lacks."""
        assert self.held is not None  # noqa: S101 - its secret was checked
        wanted = (scope or "").split()
        if not set(wanted) <= set(self.held.scopes):
            return None
        return " ".join(sorted(set(wanted)) or self.held.scopes)


class FormPayload(FlaskOAuth2Payload):  # type: ignore[misc]
    """Parameters of the body only: authlib would read the address too, and addresses are logged."""

    @property
    def data(self) -> Any:
        return self._request.form


class FormRequest(FlaskOAuth2Request):  # type: ignore[misc]
    """A request to the server. Whether plain http may be used at all is decided by the settings."""

    def __init__(self, sent: Request) -> None:
        uri = f"https://{sent.host}{sent.path}"
        OAuth2Request.__init__(self, method=sent.method, uri=uri, headers=sent.headers)
        self._request = sent
        self.payload = FormPayload(sent)


class PortalGrant(ClientCredentialsGrant):  # type: ignore[misc]
    """Client credentials, without authlib's debug line that would write the token to the log."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        token = self.generate_token(scope=self.request.payload.scope, include_refresh_token=False)
        self.save_token(token)
        return 200, token, self.TOKEN_RESPONSE_HEADER


class PortalRevocation(RevocationEndpoint):  # type: ignore[misc]
    """RFC 7009: the answer is 200 whether or not there was such a token of this client."""

    CLIENT_AUTH_METHODS = AUTH_METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> "SentToken":  # noqa: ARG002
        return SentToken(token_string)

    def revoke_token(self, token: "SentToken", request: OAuth2Request) -> None:
        _tokens().end(token.value, request.client.held)


class SentToken:
    """A token somebody wants to end; whose it is, is decided where it is ended."""

    def __init__(self, value: str) -> None:
        self.value = value

    def check_client(self, client: KnownClient) -> bool:  # noqa: ARG002
        return True


class PortalServer(AuthorizationServer):  # type: ignore[misc]
    """authlib's server over the portal's own units of work."""

    def create_oauth2_request(self, request: Any) -> FormRequest:  # noqa: ARG002
        return FormRequest(current_request())


def new_server() -> PortalServer:
    server = PortalServer(query_client=_query_client, save_token=_save_token)
    server.load_config(
        {
            "OAUTH2_ACCESS_TOKEN_GENERATOR": lambda **_asked: new_token(),
            "OAUTH2_TOKEN_EXPIRES_IN": {GRANT: int(LIFETIME.total_seconds())},
        }
    )
    server.register_grant(PortalGrant)
    server.register_endpoint(PortalRevocation)
    return server


def current_request() -> Request:
    return request


def _tokens() -> DatabaseTokens:
    return DatabaseTokens(services().database)


def _query_client(client_id: str) -> KnownClient:
    return KnownClient(_tokens().find_client(client_id))


def _save_token(token: dict[str, Any], asked: OAuth2Request) -> None:
    _tokens().keep(token["access_token"], asked.client.held, token["scope"].split())
