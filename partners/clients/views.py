"""API clients on screen, and the token endpoint their machines call."""

from functools import partial
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from partners.clients import actions, queries
from partners.clients.door import answer_credentials
from partners.clients.forms import ClientForm, scope_choices
from partners.clients.models import ApiClient
from partners.clients.oauth import AUTH_METHODS, GRANT, new_server
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said
from portal.web.access import open_to_tools, requires, services
from portal.web.api.description import api_scopes
from portal.web.cursors import PAGE_SIZE, asked_position, cut_page
from portal.web.navigation import Page, register_page

pages = Blueprint("clients", __name__, template_folder="templates")
oauth = Blueprint("oauth", __name__)
blueprints = (pages, oauth)

server = new_server()

register_page(
    Page(
        label=lazy_gettext("API clients"),
        icon="key-round",
        endpoint="clients.index",
        permission="clients:manage",
        order=90,
        section="/settings/clients",
    )
)


@pages.get("/settings/clients")
@requires("clients:manage")
def index(work: Work) -> ResponseReturnValue:
    after = asked_position("clients.index", queries.ClientPlace.read)
    found = queries.clients_page(work, after=after, limit=PAGE_SIZE + 1)
    clients, next_url = cut_page("clients.index", found, queries.place_of)
    return render_template("clients/index.html", clients=clients, next_url=next_url, now=work.now)


@pages.get("/settings/clients/new")
@requires("clients:manage")
def new(work: Work) -> ResponseReturnValue:
    return _form_page(work, ClientForm(), {})


@pages.post("/settings/clients")
@requires("clients:manage")
def create(work: Work) -> ResponseReturnValue:
    form = ClientForm.of(request.form)
    _refuse_key()
    try:
        issued = actions.create_client(work, form.new_client())
    except Invalid as error:
        return _form_page(work, form, error.fields), 422
    # Shown in this one answer: it is stored nowhere, so there is no page to redirect to.
    return render_template("clients/created.html", client=issued.client, secret=issued.secret), 201


@pages.get("/settings/clients/<uuid:client_id>/revocation")
@requires("clients:manage")
def new_revocation(work: Work, client_id: UUID) -> ResponseReturnValue:
    return render_template("clients/revoke.html", client=work.get(ApiClient, client_id))


@pages.post("/settings/clients/<uuid:client_id>/revocation")
@requires("clients:manage")
def create_revocation(work: Work, client_id: UUID) -> ResponseReturnValue:
    actions.revoke_client(work, work.get(ApiClient, client_id))
    return redirect(url_for("clients.index"), 303)


@oauth.post("/oauth/token")
@open_to_tools
def token() -> ResponseReturnValue:
    return answer_credentials(services().database, request, server.create_token_response)


@oauth.post("/oauth/revoke")
@open_to_tools
def revoke() -> ResponseReturnValue:
    return answer_credentials(
        services().database, request, partial(server.create_endpoint_response, "revocation")
    )


@oauth.get("/.well-known/oauth-authorization-server")
@open_to_tools
def metadata() -> ResponseReturnValue:
    """RFC 8414: what this server can do, and where."""
    url = services().settings.url
    return jsonify(
        issuer=url,
        token_endpoint=f"{url}/oauth/token",
        revocation_endpoint=f"{url}/oauth/revoke",
        scopes_supported=api_scopes(),
        response_types_supported=[],
        grant_types_supported=[GRANT],
        token_endpoint_auth_methods_supported=list(AUTH_METHODS),
        revocation_endpoint_auth_methods_supported=list(AUTH_METHODS),
        service_documentation=f"{url}/api/v1/",
    )


def _form_page(work: Work, form: ClientForm, errors: dict[str, str]) -> str:
    choices = scope_choices(work.actor)
    return render_template("clients/new.html", form=form, errors=errors, choices=choices)


def _refuse_key() -> None:
    """Refuse an idempotency key: keeping the answer for a repeat would keep the secret.

    Raises:
        Invalid: there is one.
    """
    if request.headers.get("Idempotency-Key") or request.form.get("idempotency_key"):
        raise Invalid(said("A secret is shown once: send this without an idempotency key."))
