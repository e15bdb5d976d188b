"""From an empty portal to one with a host, its first administrator and a catalogue."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from deals.catalogue.file import CatalogueRefused, read_catalogue, update_catalogue
from deals.catalogue.models import ProductFamily, Territory
from portal import moving_in
from portal.cli import main
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser

PASSWORD = "pumps for the whole north"
ENTERED = (
    "Northwind Pumps GmbH",
    "Northwind",
    "northwind pumps",  # no code: asked again
    "nwp",
    "DE",
    "Ada Adler",
    "Ada@northwind.example",
    "too short",
    "too short",
)
FILE = """kind,code,name,parent
family,PUMPS,Pumps,
territory,DE,Germany,
territory,DE-N,"Germany, north",DE
"""


@pytest.fixture
def kontor(services: Services, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(moving_in, "services_here", lambda: services)
    return CliRunner()


def found(kontor: CliRunner, password: str) -> Result:
    return kontor.invoke(main, ["found"], "\n".join((*ENTERED[:7], password, password)) + "\n")


def test_the_first_administrator_signs_in_after_founding(kontor: CliRunner, app: Flask) -> None:
    assert found(kontor, PASSWORD).exit_code == 0
    ada = Browser(app)
    assert ada.sign_in("ada@northwind.example", PASSWORD).status_code == 303
    assert "Northwind" in ada.get("/").text


def test_a_password_that_is_too_short_founds_nothing(kontor: CliRunner) -> None:
    refused = found(kontor, "too short")
    assert refused.exit_code == 1
    assert "12 to 1,000 characters" in refused.output
    assert found(kontor, PASSWORD).exit_code == 0


def test_a_portal_has_one_host(kontor: CliRunner) -> None:
    found(kontor, PASSWORD)
    again = found(kontor, PASSWORD)
    assert again.exit_code == 1
    assert "already has its host" in again.output


def test_the_catalogue_comes_from_a_file_and_a_repeat_changes_nothing(
    kontor: CliRunner, database: TransactionalDatabase, tmp_path: Path
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text("\ufeff" + FILE, encoding="utf-8")
    assert "3 added, 0 changed" in kontor.invoke(main, ["catalogue", str(file)]).output
    file.write_text(FILE.replace("Pumps", "Pumps and motors"), encoding="utf-8")
    assert "0 added, 1 changed" in kontor.invoke(main, ["catalogue", str(file)]).output
    assert "0 added, 0 changed" in kontor.invoke(main, ["catalogue", str(file)]).output
    with database.work(system_actor("test")) as work:
        assert work.session.scalars(sa.select(ProductFamily.name)).all() == ["Pumps and motors"]
        parents = work.session.execute(sa.select(Territory.code, Territory.parent_code)).all()
    assert sorted(parents, key=lambda each: each.code) == [("DE", None), ("DE-N", "DE")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("product,A,A,", "Line 2: the kind is “product”; write family or territory."),
        ("family,a,A,", "Line 2: the code is “a”; write up to 16 capitals"),
        ("family,A,,", "Line 2: the name is missing."),
        ("family,A,A,B", "Line 2: a product family has no parent"),
        ("territory,A,A,B", "Line 2: there is no territory B above it."),
        ("territory,A,A,A", "Line 2: A would stand below itself."),
    ],
)
def test_a_row_that_cannot_be_right_is_named_and_nothing_is_changed(
    row: str, sentence: str, database: TransactionalDatabase
) -> None:
    rows = read_catalogue(["kind,code,name,parent", row, "family,GOOD,Good,"])
    with database.work(system_actor("test")) as work:
        with pytest.raises(CatalogueRefused, match=sentence.replace("(", r"\(")):
            update_catalogue(work, rows)
        assert not work.session.scalars(sa.select(ProductFamily)).all()


def test_a_territory_that_registrations_name_is_not_divided(
    cast: Cast, database: TransactionalDatabase
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    cast.deal(account)
    rows = read_catalogue(["kind,code,name,parent", "territory,NO-E-1,Oslo,NO-E"])
    with (
        database.work(system_actor("test")) as work,
        pytest.raises(CatalogueRefused, match="registrations name NO-E, so it cannot be divided"),
    ):
        update_catalogue(work, rows)


def test_a_file_without_the_columns_says_which_it_needs() -> None:
    with pytest.raises(CatalogueRefused, match="no column kind, name"):
        read_catalogue(["code,title", "A,B"])
