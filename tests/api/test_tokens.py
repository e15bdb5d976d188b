import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from partners.clients.actions import revoke_client
from partners.clients.models import AccessToken, ApiClient
from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from portal.kernel.actor import system_actor
from portal.kernel.db import metadata
from tests.api.conftest import Machine, MachineOf, issue
from tests.cast import Cast
from tests.conftest import ORIGIN, StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser

REFUSED = "This access token is not valid, or not any more. Ask for a new one"


def test_credentials_buy_a_token_for_an_hour(machine_of: MachineOf) -> None:
    answer = machine_of().ask_token()

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.get_json()
    assert token.keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 3600
    assert token["scope"] == "accounts:read companies:read deals:read deals:register"


def test_credentials_may_stand_in_the_form_instead_of_the_header(machine_of: MachineOf) -> None:
    machine = machine_of()
    form = {
        "grant_type": "client_credentials",
        "client_id": machine.client.client_id,
        "client_secret": machine.secret,
    }

    answer = machine.http.post("/oauth/token", data=form, base_url=ORIGIN)

    assert answer.status_code == 200


def test_a_token_may_be_asked_with_fewer_scopes(machine_of: MachineOf) -> None:
    machine = machine_of().take_token(scope="deals:read")

    assert machine.get("/deals").status_code == 200
    refused = machine.get("/accounts")
    assert refused.status_code == 403
    assert refused.headers["WWW-Authenticate"] == (
        'Bearer realm="kontor", error="insufficient_scope", scope="accounts:read"'
    )


@pytest.mark.parametrize("scope", ["orders:read", "deals:approve", "deals:read nonsense"])
def test_a_token_cannot_be_asked_with_a_scope_the_client_lacks(
    machine_of: MachineOf, scope: str
) -> None:
    answer = machine_of().ask_token(scope=scope)

    assert answer.status_code == 400
    assert answer.get_json()["error"] == "invalid_scope"


def test_unknown_client_wrong_secret_and_revoked_client_get_the_same_answer(
    cast: Cast, machine_of: MachineOf
) -> None:
    right = machine_of()
    revoked = machine_of()
    with cast.database.work(cast.alice) as work:
        revoke_client(work, work.get(ApiClient, revoked.client.id))
    wrong = Machine(right.http, right.client, "not the secret")
    unknown = Machine(right.http, ApiClient(client_id="kc_" + "0" * 24), right.secret)
    odd = Machine(right.http, ApiClient(client_id="kc\0' OR 1=1"), right.secret)

    answers = [each.ask_token() for each in (wrong, unknown, revoked, odd)]

    assert {each.status_code for each in answers} == {401}
    assert len({each.get_data() for each in answers}) == 1
    assert answers[0].get_json()["error"] == "invalid_client"
    assert answers[0].headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ("parameters in the address", {"query_string": {"grant_type": "client_credentials"}}),
        ("another content type", {"json": {"grant_type": "client_credentials"}}),
        ("a repeated parameter", {"data": {"grant_type": ["client_credentials"] * 2}}),
        ("another grant", {"data": {"grant_type": "password"}}),
        ("no grant", {"data": {}}),
    ],
)
def test_a_token_request_that_is_not_one_is_refused(
    machine_of: MachineOf, change: str, sent: dict[str, object]
) -> None:
    machine = machine_of()

    answer = machine.http.post("/oauth/token", headers=machine.basic(), base_url=ORIGIN, **sent)

    assert answer.status_code == 400, change
    assert answer.get_json()["error"] in {"invalid_request", "unsupported_grant_type"}


@pytest.mark.parametrize("header", ["Basic !!!", "Basic gICA", "Basic", "Bearer x", "Basic Og=="])
def test_a_broken_header_is_a_refusal_and_never_a_crash(machine_of: MachineOf, header: str) -> None:
    answer = machine_of().http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": header},
        base_url=ORIGIN,
    )

    assert answer.status_code in {400, 401}


def test_two_ways_of_authentication_at_once_are_refused(machine_of: MachineOf) -> None:
    machine = machine_of()

    answer = machine.ask_token(client_secret=machine.secret)

    assert answer.status_code == 400
    assert answer.get_json()["error"] == "invalid_request"


def test_guessing_is_slowed_and_the_owner_elsewhere_still_gets_in(
    machine_of: MachineOf, clock: StoppedClock
) -> None:
    machine = machine_of()
    guesses = [
        Machine(machine.http, machine.client, f"guess {n}").ask_token().status_code
        for n in range(12)
    ]

    assert guesses == [401] * 10 + [429] * 2
    blocked = machine.ask_token()
    assert blocked.status_code == 429
    assert blocked.headers["Retry-After"] == "900"
    elsewhere = machine.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers=machine.basic(),
        base_url=ORIGIN,
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert elsewhere.status_code == 200
    clock.advance(minutes=16)
    assert machine.ask_token().status_code == 200


def _expire_token(_cast: Cast, _machine: Machine, clock: StoppedClock) -> None:
    clock.advance(hours=1)


def _expire_client(_cast: Cast, machine: Machine, clock: StoppedClock) -> None:
    clock.advance(days=30, minutes=-30)
    machine.ask_token()
    clock.advance(minutes=30)


def _revoke_client(cast: Cast, machine: Machine, _clock: StoppedClock) -> None:
    with cast.database.work(cast.alice) as work:
        revoke_client(work, work.get(ApiClient, machine.client.id))


def _suspend_company(cast: Cast, _machine: Machine, _clock: StoppedClock) -> None:
    with cast.database.work(cast.actor("adam")) as work:
        suspend_partner(
            work,
            work.one(
                sa.select(PartnerRelationship).where(
                    PartnerRelationship.partner_id == cast.companies["luebeck"].id
                )
            ),
            "Unpaid",
        )


def _revoke_token(_cast: Cast, machine: Machine, _clock: StoppedClock) -> None:
    answer = machine.http.post(
        "/oauth/revoke", data={"token": machine.token}, headers=machine.basic(), base_url=ORIGIN
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "end", [_expire_token, _expire_client, _revoke_client, _suspend_company, _revoke_token]
)
def test_what_has_ended_is_refused_at_the_next_request(
    cast: Cast,
    machine_of: MachineOf,
    clock: StoppedClock,
    end: Callable[[Cast, Machine, StoppedClock], None],
) -> None:
    machine = machine_of(days=30)
    assert machine.get("/deals").status_code == 200

    end(cast, machine, clock)

    answer = machine.get("/deals")
    assert answer.status_code == 401
    assert answer.get_json()["title"] == REFUSED
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kontor", error="invalid_token"'


def test_a_suspended_company_gets_no_new_token_either(cast: Cast, machine_of: MachineOf) -> None:
    machine = machine_of()
    _suspend_company(cast, machine, StoppedClock(cast.database.clock.now()))

    assert machine.ask_token().status_code == 401


def test_a_client_cannot_end_the_token_of_another(machine_of: MachineOf) -> None:
    mine, theirs = machine_of("alice"), machine_of("charlie")

    answer = theirs.http.post(
        "/oauth/revoke", data={"token": mine.token}, headers=theirs.basic(), base_url=ORIGIN
    )

    assert answer.status_code == 200
    assert mine.get("/deals").status_code == 200


def test_ending_a_token_needs_credentials(machine_of: MachineOf) -> None:
    machine = machine_of()

    answer = machine.http.post("/oauth/revoke", data={"token": machine.token}, base_url=ORIGIN)

    assert answer.status_code == 401
    assert machine.get("/deals").status_code == 200


def test_a_client_narrowed_afterwards_narrows_the_tokens_it_holds(
    cast: Cast, machine_of: MachineOf, database: TransactionalDatabase
) -> None:
    machine = machine_of()
    with database.work(system_actor("test")) as work:
        work.get(ApiClient, machine.client.id).scopes = ["accounts:read"]

    assert machine.get("/deals").status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "bearer nonsense",
        "Basic {token}",
        "Bearer {token} {token}",
        "{token}",
    ],
)
def test_no_token_and_a_wrong_one_are_both_unauthorised(machine_of: MachineOf, header: str) -> None:
    machine = machine_of()

    answer = machine.get("/deals", headers={"Authorization": header.format(token=machine.token)})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="kontor"')


def test_a_token_in_the_address_is_refused_even_when_it_is_good(machine_of: MachineOf) -> None:
    machine = machine_of()

    with_header = machine.get(f"/deals?access_token={machine.token}")
    alone = machine.http.get(f"/api/v1/deals?access_token={machine.token}", base_url=ORIGIN)

    assert [with_header.status_code, alone.status_code] == [400, 400]
    assert machine.token not in with_header.get_data(as_text=True)


def test_a_session_cookie_opens_nothing_under_the_api(
    browser_of: Callable[[str], Browser],
) -> None:
    alice = browser_of("alice")
    assert alice.get("/deals").status_code == 200

    answer = alice.get("/api/v1/deals")

    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_a_token_opens_no_page(machine_of: MachineOf) -> None:
    machine = machine_of()

    page = machine.http.get(
        "/deals", headers={"Authorization": f"Bearer {machine.token}"}, base_url=ORIGIN
    )

    assert page.status_code == 303
    assert page.headers["Location"].startswith("/sign-in")


def test_secret_and_token_are_stored_as_hashes_only(
    cast: Cast, machine_of: MachineOf, database: TransactionalDatabase
) -> None:
    machine = machine_of()
    machine.post("/deals", {}, headers={"Idempotency-Key": "k"})
    looked_at = 0

    with database.work(system_actor("test")) as work:
        connection = work.session.connection()
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.text(f'SELECT t::text FROM "{table.name}" t')):
                looked_at += 1
                text = str(row[0])
                hidden = [machine.secret, machine.token]
                hidden += [each.encode().hex() for each in hidden]
                assert not any(each in text for each in hidden), table.name

    assert looked_at > 20
    assert machine.secret not in repr(issue(cast, "alice"))


def test_no_tenant_statement_reads_a_secret_or_a_token(
    cast: Cast, machine_of: MachineOf, database: TransactionalDatabase
) -> None:
    machine_of()

    for statement in (sa.select(AccessToken.client_id), sa.select(ApiClient.secret_hash)):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            database.work(cast.alice) as work,
        ):
            work.session.execute(statement)


def test_tokens_that_ended_are_swept_away(
    machine_of: MachineOf, clock: StoppedClock, database: TransactionalDatabase
) -> None:
    machine = machine_of()
    clock.advance(hours=2)
    machine.take_token()

    with database.work(system_actor("test")) as work:
        held = work.session.scalar(sa.select(sa.func.count()).select_from(AccessToken))

    assert held == 1


def test_the_server_says_what_it_can_do(machine_of: MachineOf) -> None:
    found = machine_of().http.get("/.well-known/oauth-authorization-server", base_url=ORIGIN)

    metadata_ = found.get_json()
    assert metadata_["issuer"] == ORIGIN
    assert metadata_["token_endpoint"] == f"{ORIGIN}/oauth/token"
    assert metadata_["grant_types_supported"] == ["client_credentials"]
    assert "edi:exchange" in metadata_["scopes_supported"]
    assert not re.search("none|implicit|password", found.get_data(as_text=True))
