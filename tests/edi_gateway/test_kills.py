"""500 interchanges over HTTP while web and worker processes are killed: none lost, none twice."""

import base64
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from edi.gateway.models import Interchange
from edi.orders.models import Order
from partners.clients.actions import IssuedClient, NewClient, create_client
from portal.embedded.postgres import DatabaseUrls
from portal.embedded.s3 import S3Server
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.storage import Storage
from tests.cast import Cast, build_cast
from tests.edi_gateway.conftest import EDI, SCOPES, agree
from tests.edi_gateway.files import order

INTERCHANGES = 500
SENDERS = 6
REPEATS = 0.05
PER_KILL = (5, 15)
"""How many steps (an interchange taken in or settled) lie between two kills, at random."""
LONGEST = 500
NAMES = ("web0", "web1", "worker0", "worker1")
ROOT = Path(__file__).parents[2]


@dataclass
class Nursery:
    """Two web and two worker processes that are born again as soon as they are killed."""

    environment: dict[str, str]
    ports: list[int]
    process: "subprocess.Popen[str]"
    pids: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bear(self, name: str) -> None:
        environment = dict(self.environment)
        if name.startswith("web"):
            port = self.ports[int(name[-1])]
            environment["KONTOR_LISTEN"] = f"127.0.0.1:{port}"
        order = {"arguments": [name[:-1]], "environment": environment}
        with self.lock:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            self.pids[name] = int(self.process.stdout.readline())

    def kill(self, name: str) -> None:
        """Kill it, if it did not fall over by itself before, and start it again."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pids[name], signal.SIGKILL)
        self.bear(name)

    def end(self) -> None:
        for pid in self.pids.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.edi_gateway.nursery"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    born = Nursery(environment, [_free_port(), _free_port()], process)
    try:
        for name in NAMES:
            born.bear(name)
        yield born
    finally:
        born.end()


@dataclass
class Sender:
    """One EDI system of Danzig: sends until it is told that the file is safe."""

    ports: list[int]
    token: str
    retries: int = 0

    def post(self, data: bytes) -> str:
        """Return the interchange's id, however often it takes."""
        while True:
            answer = self._request("POST", "/api/v1/edi/interchanges", data)
            if answer is not None and answer[0] in {200, 202}:
                return str(json.loads(answer[1])["interchange"]["id"])
            assert answer is None or answer[0] in {429, 500, 502, 503}, answer
            self.retries += 1
            time.sleep(random.uniform(0.02, 0.2))  # noqa: S311 - a pause, no secret

    def acknowledgement(self, interchange_id: str) -> bytes:
        path = f"/api/v1/edi/interchanges/{interchange_id}/acknowledgement"
        for _ in range(100):
            answer = self._request("GET", path, None)
            if answer is not None and answer[0] == 200:
                return answer[1]
            time.sleep(0.2)
        raise AssertionError(f"no acknowledgement of {interchange_id}")

    def _request(self, method: str, path: str, data: bytes | None) -> tuple[int, bytes] | None:
        port = random.choice(self.ports)  # noqa: S311
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": EDI}
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


@pytest.mark.kill
def test_five_hundred_interchanges_survive_kills_of_web_and_worker(
    own_urls: DatabaseUrls, s3: S3Server, storage: Storage, tmp_path: Path
) -> None:
    seed = int(os.environ.get("KONTOR_TEST_SEED", time.time_ns() % 10**6))
    dice = random.Random(seed)  # noqa: S311
    with contextlib.closing(Database(own_urls.app, pool_size=10)) as database:
        cast = build_cast(database)
        agree(cast, "danzig", "DANZIGTRADING", "DANZIG")
        clients = [_client(cast, number) for number in range(SENDERS)]
        files = [order(f"DT-{n}", f"{n:09}", lines=3) for n in range(1, INTERCHANGES + 1)]
        with nursery(_environment(database, s3, tmp_path)) as house:
            senders = [Sender(house.ports, _token(house.ports[0], each)) for each in clients]
            began, kills = time.monotonic(), 0
            with ThreadPoolExecutor(SENDERS + 1) as pool:
                sending = [
                    pool.submit(_send_all, senders[n], files[n::SENDERS], random.Random(seed + n))  # noqa: S311
                    for n in range(SENDERS)
                ]
                due = dice.randint(*PER_KILL)
                while not all(each.done() for each in sending):
                    time.sleep(0.05)
                    steps = _steps(database)
                    if steps >= due:
                        house.kill(dice.choice(NAMES))
                        kills += 1
                        due = steps + dice.randint(*PER_KILL)
                    assert time.monotonic() - began < LONGEST, f"stuck after {steps} steps"
                ids = [found for each in sending for found in each.result()]
                while _steps(database) < 2 * INTERCHANGES - 40:
                    time.sleep(dice.uniform(0.3, 1.0))
                    house.kill(dice.choice(NAMES))
                    kills += 1
                    assert time.monotonic() - began < LONGEST, "the workers do not get on"
            _wait(lambda: _open(database) == 0)
            answers = {each: senders[0].acknowledgement(each) for each in dice.sample(ids, 20)}
            seconds = time.monotonic() - began
        _check(database, storage, ids, answers)
    retries = sum(each.retries for each in senders)
    print(
        f"figure: kill test: n={INTERCHANGES} kills={kills} retries={retries} seconds={seconds:.1f}"
        f" seed={seed}: 0 lost, 0 twice, {INTERCHANGES} acknowledged"
    )


def _check(database: Database, storage: Storage, ids: list[str], answers: dict[str, bytes]) -> None:
    with database.work(system_actor("test")) as work:
        numbers = list(work.session.scalars(sa.select(Order.number)))
        kept = work.all(sa.select(Interchange))
    inbound = [each for each in kept if each.is_inbound]
    outbound = {each.id: each for each in kept if not each.is_inbound}
    assert sorted(numbers) == sorted(f"DT-{n}" for n in range(1, INTERCHANGES + 1))
    assert {str(each.id) for each in inbound} == set(ids)
    assert {each.state for each in inbound} == {"ACKNOWLEDGED"}
    assert {each.acknowledgement_id for each in inbound} == set(outbound)
    assert sorted(each.control_number for each in outbound.values()) == [
        f"{n:09}" for n in range(1, INTERCHANGES + 1)
    ]
    for each in inbound:
        answer = outbound[each.acknowledgement_id]  # type: ignore[index]
        content = storage.read(answer.storage_key)
        assert sha256(content).hexdigest() == answer.sha256
        assert b"AK9*A*1*1*1" in content
        assert answers.get(str(each.id), content) == content


def _send_all(sender: Sender, files: list[bytes], dice: random.Random) -> set[str]:
    ids = set()
    for data in files:
        ids.add(sender.post(data))
        if dice.random() < REPEATS:
            ids.add(sender.post(data))
    return ids


def _steps(database: Database) -> int:
    """Count interchanges taken in and interchanges settled."""
    taken = sa.func.count(Interchange.id)
    settled = taken.filter(Interchange.state != "RECEIVED")
    statement = sa.select(taken, settled).where(Interchange.direction == "IN")
    with database.work(system_actor("test")) as work:
        return sum(work.session.execute(statement).one())


def _open(database: Database) -> int:
    statement = sa.select(sa.func.count(Interchange.id)).where(Interchange.state == "RECEIVED")
    with database.work(system_actor("test")) as work:
        return work.session.scalar(statement) or 0


def _wait(is_reached) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    until = time.monotonic() + 120
    while not is_reached():
        assert time.monotonic() < until, "not all interchanges were settled"
        time.sleep(0.2)


def _client(cast: Cast, number: int) -> IssuedClient:
    with cast.database.work(cast.charlie) as work:
        return create_client(work, NewClient(f"ERP {number}", SCOPES))


def _token(port: int, issued: IssuedClient) -> str:
    pair = base64.b64encode(f"{issued.client.client_id}:{issued.secret}".encode()).decode()
    headers = {
        "Authorization": f"Basic {pair}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    until = time.monotonic() + 60
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("POST", "/oauth/token", "grant_type=client_credentials", headers)
            return str(json.loads(connection.getresponse().read())["access_token"])
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise AssertionError("the web process does not answer")


def _environment(database: Database, s3: S3Server, folder: Path) -> dict[str, str]:
    return {
        "KONTOR_DATABASE_URL": database.url,
        "KONTOR_S3_URL": s3.url,
        "KONTOR_SECRET_KEY": "k" * 48,
        "KONTOR_DATA": str(folder),
        "KONTOR_POOL_SIZE": "6",
        "NURSERY_LOG": str(folder / "processes.log"),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
