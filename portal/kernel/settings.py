"""Settings: one frozen, typed object, read once from `KONTOR_*`.

A missing or unsafe value stops the start with the fix in the message.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from portal.kernel.egress import AllowedTarget, read_allow_list
from portal.kernel.errors import KontorError

MINIMUM_SECRET_LENGTH = 32
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


class UnsafeSettings(KontorError):
    """A setting is missing or would be unsafe to run with."""

    code = "unsafe-settings"


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Tls(StrEnum):
    FROM_THE_START = "smtps"
    AFTER_STARTTLS = "smtp"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where documents live: endpoint `host:port`, bucket, key pair, and TLS or not."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str
    secure: bool

    @property
    def origin(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.endpoint}"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over: plainly, over TLS from the first byte, or after STARTTLS."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: Tls


def _setting(name: str, help_: str, default: Any = None) -> Any:
    return field(default=default, metadata={"name": name, "help": help_})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the portal can be told from outside. Names and defaults are the documentation."""

    mode: Mode = _setting(
        "KONTOR_MODE",
        "development or production; production refuses http and weak secrets",
        Mode.DEVELOPMENT,
    )
    url: str = _setting(
        "KONTOR_URL", "public address of the portal, no trailing slash", "http://127.0.0.1:8000"
    )
    listen: str = _setting("KONTOR_LISTEN", "host:port to listen on", "127.0.0.1:8000")
    data: Path = _setting(
        "KONTOR_DATA", "folder of the embedded stack and of generated secrets", Path("var")
    )
    database_url: str | None = _setting(
        "KONTOR_DATABASE_URL",
        "PostgreSQL, as a role that owns nothing; unset starts the embedded one",
    )
    database_owner_url: str | None = _setting(
        "KONTOR_DATABASE_OWNER_URL",
        "PostgreSQL, as the role that owns the tables; used by `kontor migrate` only",
    )
    s3_url: str | None = _setting(
        "KONTOR_S3_URL",
        "http(s)://ACCESS:SECRET@host:port/bucket?region=…; unset starts the embedded one",
    )
    s3_public_url: str | None = _setting(
        "KONTOR_S3_PUBLIC_URL", "origin browsers reach S3 under, when it differs from KONTOR_S3_URL"
    )
    redis_url: str | None = _setting(
        "KONTOR_REDIS_URL", "redis://…, joins several web processes; unset means one web process"
    )
    secret_key: str = _setting(
        "KONTOR_SECRET_KEY",
        f"at least {MINIMUM_SECRET_LENGTH} random characters; made in KONTOR_DATA in development",
        "",
    )
    trusted_proxies: int = _setting(
        "KONTOR_TRUSTED_PROXIES",
        "how many reverse proxies in front may set X-Forwarded-*; 0 believes none",
        0,
    )
    pool_size: int = _setting("KONTOR_POOL_SIZE", "database connections a process keeps", 12)
    smtp_url: str | None = _setting(
        "KONTOR_SMTP_URL",
        "smtp(s)://USER:PASSWORD@host:port; smtp:// insists on STARTTLS except on loopback, or with"
        " ?tls=off in development; unset keeps mails in the portal, unsent",
    )
    mail_from: str = _setting(
        "KONTOR_MAIL_FROM", "address mails come from, needed with KONTOR_SMTP_URL", ""
    )
    egress_allow: tuple[AllowedTarget, ...] = _setting(
        "KONTOR_EGRESS_ALLOW",
        "host:port or network:port, separated by commas, that the portal may connect to though they"
        " are not public, such as a mail server in its own network",
        (),
    )
    metrics_token: str = _setting(
        "KONTOR_METRICS_TOKEN", "bearer token of /metrics; unset answers this machine only", ""
    )
    log_format: str = _setting("KONTOR_LOG_FORMAT", "console or json", "console")

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def s3(self) -> S3Address:
        if self.s3_url is None:
            raise UnsafeSettings("KONTOR_S3_URL is not set and the embedded S3 is not running")
        return parse_s3_url(self.s3_url)

    @property
    def smtp(self) -> SmtpServer | None:
        return parse_smtp_url(self.smtp_url) if self.smtp_url else None

    @property
    def s3_browser_origin(self) -> str:
        return (self.s3_public_url or self.s3.origin).rstrip("/")


def parse_s3_url(url: str) -> S3Address:
    """Split `http(s)://ACCESS:SECRET@host:port/bucket?region=us-east-1`.

    Raises:
        UnsafeSettings: a part is missing.
    """
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if not (parts.hostname and parts.username and parts.password and bucket):
        raise UnsafeSettings(
            "KONTOR_S3_URL must read http(s)://ACCESS:SECRET@host:port/bucket?region=us-east-1"
        )
    return S3Address(
        endpoint=parts.netloc.rpartition("@")[2],
        bucket=bucket,
        access_key=unquote(parts.username),
        secret_key=unquote(parts.password),
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        secure=parts.scheme == "https",
    )


def parse_smtp_url(url: str) -> SmtpServer:
    """Split `smtp(s)://USER:PASSWORD@host:port`; the port may be left out (587, 465).

    Raises:
        UnsafeSettings: it cannot be read.
    """
    wrong = UnsafeSettings("KONTOR_SMTP_URL must read smtp(s)://USER:PASSWORD@host:port")
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise wrong from None
    query = parse_qs(parts.query)
    is_known = parts.scheme in DEFAULT_PORTS and query in ({}, {"tls": ["off"]})
    if not is_known or not parts.hostname or bool(parts.username) != bool(parts.password):
        raise wrong
    return SmtpServer(
        host=parts.hostname,
        port=port or DEFAULT_PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=Tls.OFF if query or _is_plain(parts.scheme, parts.hostname) else Tls(parts.scheme),
    )


def _is_plain(scheme: str, host: str) -> bool:
    return scheme == "smtp" and _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read `KONTOR_*` and refuse what is unknown or unsafe.

    Raises:
        UnsafeSettings: with the name of the setting and the fix.
    """
    values: dict[str, Any] = {}
    known = {f.metadata["name"]: f for f in fields(Settings)}
    for name, raw in environ.items():
        if not name.startswith("KONTOR_"):
            continue
        if name not in known:
            raise UnsafeSettings(f"{name} is not a setting of Kontor; see `kontor settings`")
        if raw:
            values[known[name].name] = _convert(name, known[name].name, raw)
    settings = Settings(**values)
    settings = _with_secret(settings)
    _refuse_unsafe(settings)
    return settings


def _convert(name: str, attribute: str, raw: str) -> Any:
    try:
        match attribute:
            case "mode":
                return Mode(raw)
            case "data":
                return Path(raw)
            case "trusted_proxies" | "pool_size":
                return int(raw)
            case "url":
                return raw.rstrip("/")
            case "egress_allow":
                return read_allow_list(raw)
            case _:
                return raw
    except ValueError:
        raise UnsafeSettings(f"{name}={raw!r} cannot be read; see `kontor settings`") from None


def _with_secret(settings: Settings) -> Settings:
    if settings.secret_key or settings.mode is Mode.PRODUCTION:
        return settings
    path = settings.data / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    values = {f.name: getattr(settings, f.name) for f in fields(Settings)}
    return Settings(**{**values, "secret_key": path.read_text().strip()})


def _refuse_unsafe(settings: Settings) -> None:
    if len(settings.secret_key) < MINIMUM_SECRET_LENGTH:
        raise UnsafeSettings(
            "KONTOR_SECRET_KEY is missing or short. Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if settings.mode is Mode.PRODUCTION and not settings.is_secure:
        raise UnsafeSettings("KONTOR_MODE=production needs KONTOR_URL=https://…")
    _refuse_unsafe_mail(settings)
    if settings.log_format not in {"console", "json"}:
        raise UnsafeSettings("KONTOR_LOG_FORMAT is either console or json")


def _refuse_unsafe_mail(settings: Settings) -> None:
    smtp = settings.smtp
    if smtp is None:
        return
    if not _ADDRESS.fullmatch(settings.mail_from):
        raise UnsafeSettings("KONTOR_SMTP_URL needs KONTOR_MAIL_FROM, like portal@example.com")
    is_exposed = smtp.tls is Tls.OFF and not _is_loopback(smtp.host)
    if is_exposed and (settings.mode is Mode.PRODUCTION or smtp.user):
        raise UnsafeSettings(
            "KONTOR_SMTP_URL with ?tls=off sends mails, and what they link to, in the clear: it is"
            " for development, without a password, or for a server on this machine"
        )
