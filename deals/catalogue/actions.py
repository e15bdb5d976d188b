"""Gives a new portal a catalogue to start from."""

from deals.catalogue.models import ProductFamily, Territory
from portal.kernel.db import Work
from portal.kernel.policy import ensure

FAMILIES = {
    "DRIVES": "Drives",
    "GATEWAYS": "Gateways",
    "CABINETS": "Cabinets",
    "SENSORS": "Sensors",
}
TERRITORIES = {
    "DE-N": "Germany, north",
    "DE-S": "Germany, south",
    "NO-E": "Norway, east",
    "NO-W": "Norway, west",
    "PL": "Poland",
    "EE": "Estonia",
    "SE": "Sweden",
}


def seed_catalogue(work: Work) -> None:
    """Give a new portal a catalogue to start from; a repeat changes nothing."""
    ensure(work.actor.is_system)
    for code, name in FAMILIES.items():
        if work.session.get(ProductFamily, code) is None:
            work.session.add(ProductFamily(code=code, name=name))
    for code, name in TERRITORIES.items():
        if work.session.get(Territory, code) is None:
            work.session.add(Territory(code=code, name=name))
    work.flush()
