"""Serve as a process of its own, for tests that kill it: `python -m tests.realtime.web_process`."""

import os
import sys

from portal.app import create_app
from portal.kernel.db import Database
from portal.realtime import serve
from tests.realtime.web import services_of

if __name__ == "__main__":
    url, port = sys.argv[1:]
    services = services_of(Database(url), int(port), os.environ.get("TEST_REDIS"))
    serve(services, create_app(services))
