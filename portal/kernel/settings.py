"""Settings: one frozen, typed object, read once from `KONTOR_*`.

A missing or unsafe value stops the start with the fix in the message.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from portal.kernel.errors import KontorError

MINIMUM_SECRET_LENGTH = 32


class UnsafeSettings(KontorError):
    """A setting is missing or would be unsafe to run with."""

    code = "unsafe-settings"


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


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
    if settings.log_format not in {"console", "json"}:
        raise UnsafeSettings("KONTOR_LOG_FORMAT is either console or json")
