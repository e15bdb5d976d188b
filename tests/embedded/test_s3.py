import http.client
import io
import os
import signal
import socket
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from minio.error import InvalidResponseError, S3Error

from portal.embedded.errors import AlreadyRunningError
from portal.embedded.s3 import HALF_WRITTEN, S3Server
from tests.embedded.clients import minio

PORTAL = "http://127.0.0.1:8000"


def preflight(server: S3Server, method: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.access.port)
    asked = {"Access-Control-Request-Method": method}
    named = {"Access-Control-Request-Headers": "content-type", "Origin": PORTAL}
    connection.request("OPTIONS", "/kontor/staging/x", headers=asked | named)
    return connection.getresponse()


def test_the_url_names_keys_place_bucket_and_region(s3: S3Server) -> None:
    parts = urlsplit(s3.url)
    assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/kontor")
    assert parts.query == "region=us-east-1"
    assert len(parts.username or "") >= 8
    assert len(parts.password or "") >= 32


def test_an_object_comes_back_as_it_went(s3: S3Server) -> None:
    client = minio(s3.url)
    client.put_object("kontor", "company/a b/ü", io.BytesIO(b"bytes"), 5)
    assert client.get_object("kontor", "company/a b/ü").read() == b"bytes"


def test_the_keys_are_readable_by_their_owner_only(s3: S3Server) -> None:
    assert (s3.data / "access.json").stat().st_mode & 0o077 == 0
    command_line = Path(f"/proc/{s3.pid}/cmdline").read_text()
    assert s3.access.secret_key not in command_line


def test_a_request_without_signature_is_refused(s3: S3Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", s3.access.port)
    connection.request("PUT", "/kontor/stolen", body=b"x")
    assert connection.getresponse().status in {400, 403}
    with pytest.raises(S3Error, match="NoSuchKey"):
        minio(s3.url).stat_object("kontor", "stolen")


def test_a_wrong_secret_is_refused(s3: S3Server) -> None:
    wrong = s3.url.replace(s3.access.secret_key, "0" * 40)
    # Not S3Error: rclone answers text/xml, and the SDK parses application/xml alone.
    with pytest.raises(InvalidResponseError, match="SignatureDoesNotMatch"):
        list(minio(wrong).list_objects("kontor"))


def test_a_presigned_put_and_get_need_no_keys(s3: S3Server) -> None:
    client, minute = minio(s3.url), timedelta(seconds=60)
    put = client.presigned_put_object("kontor", "staging/presigned", expires=minute)
    with urlopen(Request(put, data=b"bytes", method="PUT")) as answer:  # noqa: S310 -- ours
        assert answer.headers["ETag"]
        assert answer.headers["Access-Control-Expose-Headers"] == "ETag"
    get = client.presigned_get_object("kontor", "staging/presigned", expires=minute)
    with urlopen(get) as answer:  # noqa: S310 -- ours
        assert answer.read() == b"bytes"


def test_a_browser_is_told_that_it_may_put(s3: S3Server) -> None:
    answer = preflight(s3, "PUT")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] in {"*", PORTAL}
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_a_restart_keeps_keys_port_and_objects(tmp_path: Path) -> None:
    server = S3Server(tmp_path / "s3")
    with server:
        before = server.url
        minio(before).put_object("kontor", "kept", io.BytesIO(b"x"), 1)
    with S3Server(tmp_path / "s3") as again:
        assert again.url == before
        assert minio(again.url).stat_object("kontor", "kept").size == 1


def test_a_taken_port_is_left_to_its_taker(tmp_path: Path) -> None:
    server = S3Server(tmp_path / "s3")
    with server:
        before = server.access
    with socket.create_server(("127.0.0.1", before.port)), server:
        assert server.access.port != before.port
        assert server.access.secret_key == before.secret_key
        assert minio(server.url).bucket_exists("kontor")


def test_a_folder_that_is_running_is_refused_to_a_second_process(s3: S3Server) -> None:
    second = S3Server(s3.data)
    with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
        second.start()
    assert s3.is_healthy()
    assert second.is_held()
    assert second.url == s3.url


@pytest.mark.kill
def test_what_a_kill_cut_in_half_is_never_seen_and_is_swept_away(tmp_path: Path) -> None:
    server = S3Server(tmp_path / "s3").start()
    assert server.pid
    url = minio(server.url).presigned_put_object("kontor", "staging/half")
    connection = http.client.HTTPConnection("127.0.0.1", server.access.port)
    connection.putrequest("PUT", "/" + url.split("/", 3)[3])
    connection.putheader("Content-Length", "9000000")
    connection.endheaders()
    connection.send(b"x" * 4_000_000)
    while not list(server.data.rglob(HALF_WRITTEN)):
        time.sleep(0.01)
    os.kill(server.pid, signal.SIGKILL)
    while server.is_running:
        time.sleep(0.01)
    server.stop()
    with server:
        assert not list(server.data.rglob(HALF_WRITTEN))
        assert not list(minio(server.url).list_objects("kontor", recursive=True))


@pytest.mark.kill
def test_a_killed_server_starts_again_with_every_object(tmp_path: Path) -> None:
    server = S3Server(tmp_path / "s3").start()
    assert server.pid
    minio(server.url).put_object("kontor", "kept", io.BytesIO(b"x" * 10_000), 10_000)
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    with server:
        assert minio(server.url).stat_object("kontor", "kept").size == 10_000
