import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from shutil import which

import pytest
from playwright.sync_api import Page, sync_playwright

from portal.embedded.s3 import S3Server
from tests.embedded.clients import minio

CHROMIUM = which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE = 8 * 1024 * 1024
SPEED = 16 * 1024 * 1024  # bytes a second: slow enough for more than one progress event

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="BROWSER TESTS SKIPPED: no chromium on PATH"),
]

PUT_BY_SCRIPT = """([url, type, size]) => new Promise((resolve) => {
  const seen = []
  const request = new XMLHttpRequest()
  request.open("PUT", url)
  request.setRequestHeader("Content-Type", type)
  request.upload.onprogress = (event) => seen.push(event.loaded)
  const done = () => resolve({
    status: request.status, etag: request.getResponseHeader("ETag"), seen,
  })
  request.onload = done
  request.onerror = done
  request.send(new Blob([new Uint8Array(size).fill(75)]))
})"""


class BlankPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>the portal</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- inherited name
        pass


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BlankPage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def page(portal: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(portal)
        line = {"offline": False, "latency": 0, "downloadThroughput": -1}
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions", line | {"uploadThroughput": SPEED}
        )
        yield page
        browser.close()


def test_a_page_of_another_origin_uploads_with_progress(page: Page, s3: S3Server) -> None:
    client = minio(s3.url)
    url = client.presigned_put_object("kontor", "staging/drop", expires=timedelta(seconds=60))
    result = page.evaluate(PUT_BY_SCRIPT, [url, "application/pdf", SIZE])
    assert result["status"] == 200
    assert result["etag"]
    assert result["seen"][-1] == SIZE
    assert len(result["seen"]) > 1
    assert client.stat_object("kontor", "staging/drop").size == SIZE


def test_a_tampered_link_uploads_nothing_and_says_403(page: Page, s3: S3Server) -> None:
    client = minio(s3.url)
    url = client.presigned_put_object("kontor", "staging/mine", expires=timedelta(seconds=60))
    result = page.evaluate(PUT_BY_SCRIPT, [url.replace("mine", "yours"), "text/plain", 10])
    assert result["status"] == 403
    assert not list(client.list_objects("kontor", prefix="staging/yours"))


def test_a_header_outside_rclones_list_is_stopped_by_the_browser(page: Page, s3: S3Server) -> None:
    """The day this fails, x-amz-* headers may be used in browser uploads to the embedded server."""
    url = minio(s3.url).presigned_put_object(
        "kontor", "staging/meta", expires=timedelta(seconds=60)
    )
    script = PUT_BY_SCRIPT.replace('"Content-Type", type', '"x-amz-meta-name", type')
    assert page.evaluate(script, [url, "x", 10])["status"] == 0
