"""The composition root: with `portal.cli`, the only module that knows every package."""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Final

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from partners.clients.tokens import DatabaseTokens
from partners.signin.sessions import DatabaseSessions
from partners.signin.visitor import new_login_manager
from portal.kernel.db import Database
from portal.kernel.logs import configure_logs
from portal.kernel.services import Services
from portal.kernel.settings import Settings, UnsafeSettings
from portal.kernel.storage import Storage
from portal.web import health, static_files
from portal.web.access import refuse_silent_routes
from portal.web.api.description import init_api
from portal.web.hooks import init_hooks
from portal.web.sessions import ServerSessions
from portal.web.templating import init_templating

PACKAGES: Final = (
    "partners.companies",
    "partners.people",
    "partners.onboarding",
    "partners.farewell",
    "partners.applications",
    "partners.accounts",
    "partners.contacts",
    "partners.interactions",
    "partners.mails",
    "partners.sharing",
    "partners.accounts.browsing",
    "partners.accounts.duplicates",
    "partners.accounts.imports",
    "partners.accounts.merging",
    "partners.notifications",
    "partners.signin",
    "partners.clients",
    "partners",
    "documents",
    "documents.agreements",
    "edi.orders",
    "edi.gateway",
    "deals",
    "deals.amendments",
    "deals.approval",
    "deals.review",
    "deals.programme",
    "deals.protection",
    "deals.pipeline",
    "deals.closing",
    "deals.conflicts",
    "deals.disputes",
    "deals.evidence",
    "deals.drafts",
    "deals.leads",
    "deals.leads.sheets",
    "deals.campaigns",
    "deals.insights",
    "deals.pulse",
    "deals.commissions",
    "deals.receipts",
    "deals.access",
    "deals.attribution",
    "deals.handoffs",
    "deals.sheets",
    "forums",
    "portal.pages",
)
DOMAIN_PARTS: Final = (
    "models",
    "policies",
    "subjects",
    "actions",
    "jobs",
    "parting",
    "following",
    "companion",
    "sentences",
    "letters",
)
EDGE_PARTS: Final = ("views", "api", "sockets")
MAX_FORM_BYTES: Final = 2 * 1024 * 1024


def register_packages() -> None:
    """Import what registers itself: models, read rules, subject types, handlers."""
    importlib.import_module("portal.kernel.idempotency")
    importlib.import_module("portal.kernel.visits")
    for package in PACKAGES:
        for part in DOMAIN_PARTS:
            _import(f"{package}.{part}")


def build_services(settings: Settings) -> Services:
    """Connect to the configured database and storage.

    Raises:
        UnsafeSettings: one of them is not configured.
    """
    register_packages()
    configure_logs(settings.log_format)
    if settings.database_url is None:
        raise UnsafeSettings("KONTOR_DATABASE_URL is not set")
    return Services(
        settings=settings,
        database=Database(settings.database_url, pool_size=settings.pool_size),
        storage=Storage(settings.s3, settings.s3_browser_origin),
    )


def create_app(services: Services) -> Flask:
    """Build the Flask app over the given database and storage.

    Raises:
        RuntimeError: a route does not declare who may knock.
    """
    register_packages()
    app = Flask("portal", static_folder=None)
    app.config.update(
        PORTAL_NAME="Kontor",
        SECRET_KEY=services.settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
    )
    app.extensions["kontor"] = services
    app.template_folder = str(Path(__file__).parent / "web" / "templates")
    app.session_interface = ServerSessions(
        DatabaseSessions(services.database), secure=services.settings.is_secure
    )
    new_login_manager().init_app(app)
    init_templating(app)
    init_hooks(app)
    init_api(app, DatabaseTokens(services.database))
    app.register_blueprint(health.blueprint)
    app.register_blueprint(static_files.blueprint)
    for package in PACKAGES:
        for part in EDGE_PARTS:
            module = _import(f"{package}.{part}")
            for blueprint in _blueprints(module):
                app.register_blueprint(blueprint)
    refuse_silent_routes(app)
    if services.settings.trusted_proxies:
        hops = services.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _blueprints(module: ModuleType | None) -> tuple[Blueprint, ...]:
    """Return what a views or api module brings: its `blueprints`, or its one `blueprint`."""
    many: tuple[Blueprint, ...] = getattr(module, "blueprints", ())
    one: Blueprint | None = getattr(module, "blueprint", None)
    return many or ((one,) if one is not None else ())


def _import(name: str) -> ModuleType | None:
    if importlib.util.find_spec(name) is None:
        return None
    return importlib.import_module(name)
