"""The documentation is held to the code: links, paths, names, settings and commands must exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from partners.clients.forms import SCOPES
from portal.cli import main
from portal.kernel.settings import Settings

ROOT = Path(__file__).parents[1]
TOP = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
DOCS = [*TOP, *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "assets|bench|deals|docs|documents|edi|forums|partners|portal|requirements|tests"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")
MADE_AT_RUN_TIME = ("assets/node_modules",)

# Said elsewhere: registries hold what anybody may change, and a document is about the product.
FORBIDDEN = re.compile(
    r"\b(?:pypi\.org|pythonhosted|npmjs|crates\.io|docker\.io|ghcr\.io|quay\.io)"
    r"|\bshared/"
    r"|\b(?:Claude|ChatGPT|GPT|LLM|Copilot|AI|language model)\b"
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """Return a document without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        aim = (path.parent / file) if file else path
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            broken.append(target)
    assert broken == []


def anchors(path: Path) -> set[str]:
    """Return the anchors that common hosts make of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_path_named_exists(path: Path) -> None:
    named = {found.rstrip("/.") for found in PATH.findall(path.read_text())}
    assert sorted(each for each in named if not (ROOT / each).exists()) == []


def test_every_function_of_the_traced_slice_stands_in_its_file() -> None:
    """A file in backticks followed by a name in backticks: the file defines or uses that name."""
    text = (ROOT / "docs/architecture.md").read_text()
    pairs = re.findall(r"`([\w./-]+\.py)`\s+`([A-Za-z_]\w+)`", text)
    missing = [f"{file} {each}" for file, each in pairs if each not in defined_in(ROOT / file)]

    assert len(pairs) > 40
    assert missing == []


@cache
def defined_in(path: Path) -> frozenset[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return frozenset(n.name for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, kinds))


def test_every_name_of_the_glossary_is_in_the_code() -> None:
    rows = re.findall(
        r"^\|[^|]+\|[^|]+\|([^|]*)\|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    names = {part for row in rows for part in re.findall(r"`([A-Za-z_]+(?:\.[A-Za-z_]+)?)`", row)}
    known = words_of_the_code()

    assert len(names) > 50
    assert sorted(each for each in names if not set(each.split(".")) <= known) == []


@cache
def words_of_the_code() -> frozenset[str]:
    packages = ("portal", "partners", "documents", "edi", "forums", "deals")
    sources = (path.read_text() for package in packages for path in (ROOT / package).rglob("*.py"))
    return frozenset(word for source in sources for word in re.findall(r"[A-Za-z_]\w*", source))


@pytest.mark.parametrize("document", ["README.md", "docs/how-to/run-on-managed-services.md"])
def test_every_setting_is_documented_and_no_other(document: str) -> None:
    named = set(re.findall(r"KONTOR_[A-Z0-9_]+", (ROOT / document).read_text()))
    assert named == {each.metadata["name"] for each in fields(Settings)}


def test_no_document_names_a_setting_that_is_none() -> None:
    known = {"KONTOR_EXAMPLES", *(each.metadata["name"] for each in fields(Settings))}
    for path in DOCS:
        assert set(re.findall(r"KONTOR_[A-Z0-9_]+[A-Z0-9]", path.read_text())) <= known, path


def commands(program: str) -> Iterator[tuple[Path, str]]:
    """Yield what is shown as code after the program's name: in backticks or in a block."""
    settings = r"(?:[A-Z_]+=(?:\"[^\"]*\"|\S+) )*"
    for path in DOCS:
        text = path.read_text()
        blocks = "\n".join(re.findall(r"^```(.*?)^```", text, re.DOTALL | re.MULTILINE))
        shown = re.findall(rf"^{settings}{program} ([a-z][\w-]*)", blocks, re.MULTILINE)
        shown += re.findall(rf"`{settings}{program} ([a-z][\w-]*)", prose(path))
        for found in shown:
            yield path, found


def test_every_kontor_command_shown_exists_and_has_a_page_of_help() -> None:
    shown = {command for _, command in commands("kontor")}

    assert shown <= known_commands()
    assert shown >= {"run", "migrate", "web", "worker", "doctor", "jobs"}
    for command in shown:
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


def test_the_first_page_of_help_shows_each_command_whole() -> None:
    page = CliRunner().invoke(main, ["--help"]).output
    assert "..." not in page.partition("Commands:")[2]
    assert all(f"  {command} " in page for command in known_commands())


def known_commands() -> set[str]:
    return set(main.list_commands(click.Context(main)))


def test_every_make_target_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {target for _, target in commands("make")} <= targets


def test_every_scope_of_the_api_is_documented_and_no_other() -> None:
    named = set(re.findall(r"`([a-z]+:[a-z-]+)`", (ROOT / "docs/api.md").read_text()))
    assert named == set(SCOPES)


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_documents_are_about_the_product(path: Path) -> None:
    assert [found.group() for found in FORBIDDEN.finditer(path.read_text())] == []


def test_every_decision_is_listed_and_has_its_parts() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()))
    pages = {path.name for path in folder.glob("[0-9]*.md")}

    assert listed == pages
    assert [number for number, _ in map(split_number, sorted(pages))] == list(
        range(1, len(pages) + 1)
    )
    for page in pages:
        text = (folder / page).read_text()
        assert all(f"\n## {part}" in text for part in ("Context", "Decision", "Consequences")), page


def split_number(page: str) -> tuple[int, str]:
    number, _, rest = page.partition("-")
    return int(number), rest
