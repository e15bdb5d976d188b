import html
import re
from collections.abc import Callable

import html5lib
import pytest
import sqlalchemy as sa

from partners.clients.actions import NewClient, create_client, revoke_client
from partners.clients.models import ApiClient
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, NotFound, TransitionRefused
from tests.api.conftest import Machine, issue
from tests.cast import Cast
from tests.conftest import ORIGIN, TransactionalDatabase
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
FORM = {"name": "Warehouse ERP", "days": "365", "scopes": ["deals:read", "accounts:read"]}


def shown(page: str, element: str) -> str:
    found = re.search(rf'<code id="{element}">([^<]+)</code>'.replace('"', "[\"']"), page)
    assert found is not None, page
    return html.unescape(found[1])


def test_an_administrator_gives_a_machine_access_and_sees_the_secret_once(
    browser_of: BrowserOf,
) -> None:
    alice = browser_of("alice")

    answer = alice.submit("/settings/clients", **FORM)

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.get_data(as_text=True)
    secret, client_id = shown(page, "client-secret"), shown(page, "client-id")
    machine = Machine(alice, ApiClient(client_id=client_id), secret).take_token()
    assert machine.get("/deals").status_code == 200
    listed = alice.get("/settings/clients").get_data(as_text=True)
    assert "Warehouse ERP" in listed
    assert client_id in listed
    assert secret not in listed


def test_revoking_asks_first_and_then_holds_at_once(browser_of: BrowserOf, cast: Cast) -> None:
    alice = browser_of("alice")
    issued = issue(cast, "alice")
    machine = Machine(alice, issued.client, issued.secret).take_token()
    path = f"/settings/clients/{issued.client.id}/revocation"
    assert "Revoke Warehouse ERP?" in alice.get(path).get_data(as_text=True)
    assert machine.get("/deals").status_code == 200

    assert alice.submit(path).status_code == 303

    assert machine.get("/deals").status_code == 401
    assert "Revoked" in alice.get("/settings/clients").get_data(as_text=True)
    assert alice.submit(path).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Name the machine"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["deals:approve"]}, "Choose at least one thing"),
        ({"scopes": ["clients:manage"]}, "Choose at least one thing"),
        ({"days": "99999"}, "Choose between"),
        ({"days": "x"}, "Choose between"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    browser_of: BrowserOf,
    database: TransactionalDatabase,
    changes: dict[str, object],
    sentence: str,
) -> None:
    answer = browser_of("alice").submit("/settings/clients", **{**FORM, **changes})

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert 'class="error-summary"' in answer.get_data(as_text=True)


def test_a_secret_is_never_kept_for_a_repeat(browser_of: BrowserOf) -> None:
    answer = browser_of("alice").submit("/settings/clients", **FORM, idempotency_key="k")

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["bob", "vera", "dana", "olga", "audrey"])
def test_who_is_no_administrator_manages_no_clients(
    browser_of: BrowserOf, cast: Cast, name: str
) -> None:
    theirs = browser_of(name)

    assert theirs.get("/settings/clients").status_code == 403
    assert theirs.submit("/settings/clients", **FORM).status_code == 403
    with pytest.raises(Forbidden), cast.database.work(cast.actor(name)) as work:
        create_client(work, NewClient("ERP", ("deals:read",)))


def test_a_machine_cannot_make_machines(cast: Cast) -> None:
    with pytest.raises(Invalid), cast.database.work(cast.alice) as work:
        create_client(work, NewClient("ERP", ("clients:manage",)))


def test_the_host_has_machines_of_its_own(browser_of: BrowserOf, cast: Cast) -> None:
    adam = browser_of("adam")

    page = adam.submit("/settings/clients", **FORM).get_data(as_text=True)

    machine = Machine(
        adam, ApiClient(client_id=shown(page, "client-id")), shown(page, "client-secret")
    )
    assert machine.take_token().get("/companies").status_code == 403
    assert machine.get("/deals").status_code == 200
    assert "deals:register" not in adam.get("/settings/clients/new").get_data(as_text=True)


@pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_no_other_company_sees_or_revokes_a_client(
    cast: Cast, database: TransactionalDatabase, walls: Wall
) -> None:
    client = issue(cast, "alice").client
    strangers = [cast.charlie, cast.actor("adam"), cast.dana]
    alice = cast.alice
    database.walls = walls

    for stranger in strangers:
        with database.work(stranger) as work:
            assert work.all(sa.select(ApiClient)) == []
            with pytest.raises(NotFound):
                work.get(ApiClient, client.id)
    with database.work(alice) as work:
        assert [each.id for each in work.all(sa.select(ApiClient))] == [client.id]


def test_another_companys_revocation_page_is_not_there(browser_of: BrowserOf, cast: Cast) -> None:
    client = issue(cast, "alice").client

    charlie = browser_of("charlie")

    assert charlie.get(f"/settings/clients/{client.id}/revocation").status_code == 404
    assert charlie.submit(f"/settings/clients/{client.id}/revocation").status_code == 404


def test_revoking_twice_is_refused_and_both_steps_are_on_record(cast: Cast) -> None:
    client = issue(cast, "alice").client
    with cast.database.work(cast.alice) as work:
        revoke_client(work, work.get(ApiClient, client.id))
    with pytest.raises(TransitionRefused), cast.database.work(cast.alice) as work:
        revoke_client(work, work.get(ApiClient, client.id))

    with cast.database.work(cast.alice) as work:
        verbs = work.session.execute(
            sa.text(
                "SELECT verb, facts::text FROM activities WHERE subject_id = :id ORDER BY at, id"
            )
            .bindparams(id=client.id)
            .execution_options(kontor_raw_reason="reading the audit trail")
        ).all()

    assert [verb for verb, _ in verbs] == ["api-client-created", "api-client-revoked"]


def test_forging_the_form_from_another_site_is_refused(browser_of: BrowserOf) -> None:
    alice = browser_of("alice")
    token = alice.csrf_token()

    for origin, csrf in (("https://evil.example", token), (ORIGIN, ""), ("null", token)):
        data = {**FORM, "csrf_token": csrf}
        answer = alice.post("/settings/clients", data=data, headers={"Origin": origin})
        assert answer.status_code == 400


def test_every_page_is_valid_html_with_one_heading_and_unique_ids(
    browser_of: BrowserOf, cast: Cast
) -> None:
    alice = browser_of("alice")
    empty = alice.get("/settings/clients")
    client = issue(cast, "alice").client
    pages = [
        empty,
        alice.get("/settings/clients"),
        alice.get("/settings/clients/new"),
        alice.submit("/settings/clients", **{**FORM, "scopes": [], "name": ""}),
        alice.submit("/settings/clients", **{**FORM, "name": "<b>&\"'"}),
        alice.get(f"/settings/clients/{client.id}/revocation"),
        alice.get("/api/v1/"),
    ]

    for page in pages:
        text = page.get_data(as_text=True)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(text)
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids)), sorted(ids)
        assert len(tree.findall(".//h1")) == 1
        assert "<b>&" not in text
