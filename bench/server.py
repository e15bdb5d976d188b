"""The measured server: the portal as `kontor web` serves it, with a bare Flask page beside it.

python -m bench.server '<json: urls, people, walls, url>'     (started by bench.pages)
"""

import json
import logging
import os
import sys
from dataclasses import asdict
from typing import Final

from flask import Flask

from bench.house import House
from portal.app import create_app
from portal.kernel.db import Wall
from portal.kernel.logs import configure_logs
from portal.realtime.serving import serve

BARE: Final = "/bench/bare"


def order_for(house: House, walls: Wall, url: str) -> str:
    """Return the argument this module is started with."""
    people = {name: str(person_id) for name, person_id in house.people.items()}
    return json.dumps({**asdict(house), "people": people, "walls": walls.value, "url": url})


def main() -> None:
    order = json.loads(sys.argv[1])
    house = House(order["app_url"], order["owner_url"], order["people"])
    services = house.services(Wall(order["walls"]), order["url"])
    quiet_logs()
    app = create_app(services)
    serve(services, with_bare_page(app))


def quiet_logs() -> None:
    """Make log lines as in production and throw them away: a disk is not what is measured."""
    configure_logs("json")
    logging.getLogger().handlers[0].setStream(open(os.devnull, "w"))  # type: ignore[attr-defined]  # noqa: SIM115, PTH123


def with_bare_page(app: Flask) -> Flask:
    """Put a Flask application of one line under one path, before any of the portal's own hooks."""
    bare = Flask("bare")
    bare.add_url_rule(BARE, view_func=lambda: "Hello", endpoint="bare")
    portal = app.wsgi_app

    def both(environ, start_response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        wanted = bare.wsgi_app if environ["PATH_INFO"] == BARE else portal
        return wanted(environ, start_response)

    app.wsgi_app = both  # type: ignore[method-assign]
    return app


if __name__ == "__main__":
    main()
