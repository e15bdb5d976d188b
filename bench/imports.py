"""Importing accounts: rows per second and memory of a trial and of the import, by number of rows.

    python -m bench.imports [--rows 10000 100000]

See bench/README.md for how each figure is made.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

import sqlalchemy as sa

from bench.house import BENCH, House, open_house
from partners.accounts.imports import jobs
from partners.accounts.imports.actions import bring_sheet, start_import
from partners.accounts.imports.models import AccountImport, ImportState
from portal.embedded.s3 import S3Server
from portal.kernel.activity import Activity
from portal.kernel.services import Services
from portal.kernel.settings import parse_s3_url
from portal.kernel.storage import Storage

READER: Final = "dana"


@contextmanager
def sheet_of(rows: int) -> Iterator[BinaryIO]:
    """Write a sheet to a file; of its first 50,000 rows one in fifty names no country there is."""
    with tempfile.TemporaryFile() as file:
        file.write(b"Firma;Webseite;Land;Ort\n")
        for number in range(rows):
            is_faulty = number % 50 == 7 and number < 50_000
            country = "Atlantis" if is_faulty else "Deutschland"
            site = f"https://www.kunde-{number}.example/"
            file.write(f"Kunde {number} GmbH;{site};{country};Lübeck\n".encode())
        file.seek(0)
        yield file


def measure(services: Services, house: House, rows: int) -> None:
    actor = house.actor(READER)
    with sheet_of(rows) as sheet, services.database.work(actor) as work:
        import_id = bring_sheet(work, services.storage, f"{rows}.csv", sheet).id
    print(f"{'before':26}{rows:>10,} rows{'':33}peak {_peak():6.0f} MB", flush=True)
    for verb, handler in (
        ("account-import-received", jobs.try_out),
        ("account-import-started", jobs.take_in),
    ):
        with services.database.work(actor) as work:
            record = work.get(AccountImport, import_id)
            if record.state is ImportState.TRIED:
                start_import(work, record)
        started = time.perf_counter()
        with services.database.work(BENCH) as work:
            handler(work, _activity(services, import_id, verb), services)
        seconds = time.perf_counter() - started
        with services.database.work(actor) as work:
            record = work.get(AccountImport, import_id)
        print(
            f"{verb:26}{rows:>10,} rows{seconds:8.1f} s{rows / seconds:9.0f} rows/s"
            f"   peak {_peak():6.0f} MB   {record.state.value}: {record.added:,} added,"
            f" {record.faulty:,} faulty",
            flush=True,
        )


def _peak() -> float:
    """Return the most memory this process has had resident so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _activity(services: Services, import_id: UUID, verb: str) -> Activity:
    with services.database.work(BENCH) as work:
        return work.one(
            sa.select(Activity).where(Activity.subject_id == import_id, Activity.verb == verb)
        )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = given.parse_args()
    if len(options.rows) > 1:
        # A process each: its peak of memory is that of one sheet.
        for rows in options.rows:
            command = [sys.executable, "-m", "bench.imports", "--rows", str(rows)]
            subprocess.run(command, check=True)  # noqa: S603
        return
    with tempfile.TemporaryDirectory() as place, S3Server(Path(place)) as s3, open_house() as house:
        storage = Storage(parse_s3_url(s3.url))
        storage.ensure_bucket()
        measure(replace(house.services(), storage=storage), house, options.rows[0])


if __name__ == "__main__":
    main()
