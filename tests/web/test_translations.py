"""The shipped languages: every sentence is in each catalogue, and readers get their own."""

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask

from partners.people.models import Person
from portal.kernel.actor import system_actor
from portal.kernel.words import LANGUAGES, said, spoken
from portal.web.catalogues import TRANSLATIONS, compile_catalogues
from tests.cast import Cast
from tests.conftest import ORIGIN, TransactionalDatabase
from tests.web.conftest import Browser
from tests.web.test_story import registration

ROOT = Path(__file__).parents[2]
PACKAGES = ("portal", "partners", "documents", "edi", "forums", "deals")
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
PLURALS = {"de": 2, "pl": 3, "ru": 3}
PAGES = (
    "/",
    "/inbox",
    "/deals",
    "/deals/new",
    "/accounts",
    "/accounts/new",
    "/documents",
    "/rooms",
    "/orders",
    "/gateway",
    "/search",
    "/profile",
)
# Refusals that only machines meet are said in English, the language of the API's documentation.
MACHINES = {"portal/web/api/refusals.py", "partners/clients/door.py"}
REFUSALS = {
    *("Conflict", "Forbidden", "Invalid", "NotFound", "TooLarge", "TransitionRefused"),
    *("Unavailable", "UploadRefused", "ensure"),
}


@pytest.fixture(scope="module")
def said_here(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """What code and templates say now, taken out the way `make messages` does."""
    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    options = ["-q", "extract", "-F", f"{ROOT}/babel.cfg", "-k", "lazy_gettext", "-k", "said"]
    folders = [str(ROOT / package) for package in PACKAGES]
    pybabel = CommandLineInterface()
    pybabel.run(["pybabel", *options, "-o", str(template), *folders])  # type: ignore[no-untyped-call]
    return [message for message in read_po(template.open("rb")) if message.id]


@lru_cache
def catalogue(language: str) -> Catalog:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message | None) -> tuple[str, ...]:
    words = message.string if message else None
    return (words,) if isinstance(words, str) else tuple(words or ())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(said_here: list[Message], language: str) -> None:
    known = catalogue(language)
    missing = [
        message.id
        for message in said_here
        if not forms(known.get(message.id)) or not all(forms(known.get(message.id)))
    ]
    assert missing == [], "run `make messages` and translate what is new"
    assert [message.id for message in known if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_keeps_what_nobody_says(said_here: list[Message], language: str) -> None:
    ids = {message.id for message in said_here}
    assert [message.id for message in catalogue(language) if message.id not in {*ids, ""}] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_sentence(language: str) -> None:
    for message in catalogue(language):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        *few, many = forms(message)
        assert placeholders(many) == placeholders(ids[-1]), message.id
        for form in few:
            assert placeholders(ids[0]) <= placeholders(form) <= placeholders(ids[-1]), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_the_forms_of_their_language(language: str) -> None:
    known = catalogue(language)
    plurals = [message for message in known if message.pluralizable]
    assert known.num_plurals == PLURALS[language]
    assert plurals
    assert {len(forms(message)) for message in plurals} == {PLURALS[language]}


@pytest.mark.parametrize("language", TRANSLATED)
def test_pages_leave_no_english_behind(
    cast: Cast,
    browser_of: Callable[[str], Browser],
    database: TransactionalDatabase,
    language: str,
) -> None:
    cast.account()
    reader = browser_of("dana")
    english = {path: texts(reader.get(path).get_data(as_text=True)) for path in PAGES}
    with database.work(system_actor("test")) as work:
        work.get(Person, cast.people["dana"].id).locale = language
    left: dict[str, set[str]] = {}
    for path, before in english.items():
        page = reader.get(path).get_data(as_text=True)
        assert f'<html lang="{language}"' in page, path
        words = before & english_only(language)
        assert words, path
        if stayed := words & texts(page):
            left[path] = stayed
    assert left == {}


def texts(page: str) -> set[str]:
    return {text.strip() for text in re.findall(r">([^<>]+)<", page) if text.strip()}


@lru_cache
def english_only(language: str) -> set[str]:
    """Sentences whose English words are no words of any translation."""
    known = [message for message in catalogue(language) if message.id]
    translations = {form for message in known for form in forms(message)}
    return {m.id for m in known if isinstance(m.id, str) and m.id not in translations}


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "de", "Passwort"),
        ("pl", "pl", "Hasło"),
        ("fr, ru;q=0.8", "ru", "Пароль"),
        ("fr", "en", "Password"),
        ("", "en", "Password"),
    ],
)
def test_visitors_are_met_in_the_language_of_their_browser(
    app: Flask, accepted: str, language: str, words: str
) -> None:
    page = app.test_client().get("/sign-in", base_url=ORIGIN, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in page.get_data(as_text=True)
    assert words in page.get_data(as_text=True)


def test_a_persons_own_language_goes_before_the_browsers(
    browser_of: Callable[[str], Browser], database: TransactionalDatabase, cast: Cast
) -> None:
    with database.work(system_actor("test")) as work:
        work.get(Person, cast.people["dana"].id).locale = "pl"
    page = browser_of("dana").get("/inbox", headers={"Accept-Language": "de"})
    assert "Skrzynka" in page.get_data(as_text=True)


def test_refusals_are_said_in_the_readers_language(
    browser_of: Callable[[str], Browser], database: TransactionalDatabase, cast: Cast
) -> None:
    account = cast.account()
    with database.work(system_actor("test")) as work:
        work.get(Person, cast.people["dana"].id).locale = "de"
    dana = browser_of("dana")
    terms: dict[str, Any] = {"partner": str(cast.companies["luebeck"].id), "days": "999"}
    refused = dana.submit(f"/accounts/{account.id}/grants", purpose="Verkauf", **terms)
    assert refused.status_code == 422
    assert "Wählen Sie zwischen 1 und 360 Tagen." in refused.get_data(as_text=True)
    unseen = dana.get("/deals/not-a-deal", headers={"Accept": "application/json"})
    assert unseen.status_code == 404
    form = dana.submit("/deals", **{**registration(account.id), "territory": ""})
    assert "Choose" not in form.get_data(as_text=True)


def test_a_sentence_is_kept_in_english_and_spoken_in_another_language() -> None:
    german = {"Choose %(what)s.": "Wählen Sie %(what)s.", "a day": "einen Tag"}
    sentence = said("Choose %(what)s.", what=said("a day"))
    assert sentence == "Choose a day."
    assert spoken(sentence, lambda words: german[words]) == "Wählen Sie einen Tag."
    assert spoken("a day", lambda words: german[words]) == "einen Tag"


def test_no_refusal_is_left_unmarked() -> None:
    unmarked = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if path not in MACHINES
        for node in refusals_in(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]
    assert unmarked == [], "say it with said(), so that it is translated"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def refusals_in(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what stands where a refusal's sentence does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS:
            is_check = getattr(node.func, "id", "") == "ensure"
            yield from node.args[1:] if is_check else node.args
            for keyword in node.keywords:
                yield from (
                    keyword.value.values if isinstance(keyword.value, ast.Dict) else [keyword.value]
                )


def test_catalogues_are_compiled_when_one_changed(tmp_path: Path) -> None:
    shutil.copytree(TRANSLATIONS, tmp_path / "t", ignore=shutil.ignore_patterns("*.mo", ".stamp*"))
    source = tmp_path / "t" / "de" / "LC_MESSAGES" / "messages.po"
    assert compile_catalogues(tmp_path / "t")
    assert source.with_suffix(".mo").stat().st_size > 0
    assert not compile_catalogues(tmp_path / "t")
    source.write_text(source.read_text().replace("Passwort", "Kennwort"))
    assert compile_catalogues(tmp_path / "t")
    assert b"Kennwort" in source.with_suffix(".mo").read_bytes()
