"""Faults in CSV files are named by their cell, with our own code."""

import io
import random

from edi.messages.sheets import ColumnMap, Unreadable, read_csv
from edi.syntax.faults import Fault, NotReadableError
from tests.edi.examples import examples
from tests.edi.messages.sheets.maps import ORDERS
from tests.edi.mutations import sheet_files
from tests.edi.mutations.sheets import KINDS
from tests.edi.mutations.trying import try_kinds

SEED = 4180


def faults_of(data: bytes, made: ColumnMap = ORDERS) -> list[Fault]:
    try:
        results = list(read_csv(io.BytesIO(data), made))
    except NotReadableError as refusal:
        return [refusal.fault]
    found: list[Fault] = []
    for result in results:
        found += [result.fault] if isinstance(result, Unreadable) else result.faults
    return found


def test_faults_are_named_by_their_cell_and_code() -> None:
    files = sheet_files.made(60, random.Random(SEED))  # noqa: S311
    count = try_kinds(KINDS, files, faults_of, examples(10), SEED)
    print(count.figure("CSV", len(KINDS), SEED))
    assert not count.unused
    assert count.named >= 0.98 * count.made, "\n".join(map(str, count.misses))


def test_good_files_in_any_legal_form_have_no_fault() -> None:
    chance = random.Random(SEED)  # noqa: S311
    files = sheet_files.made(examples(60), chance)
    good = [(file.data(), ORDERS) for file in files]
    good += [(data, ORDERS) for data in sheet_files.unusual(files, chance)]
    good += sheet_files.written(examples(6))
    alarms = [(data, found) for data, made in good if (found := faults_of(data, made))]
    nothing = [data for data, found in alarms if [f.code for f in found] == ["S19"]]
    alarms = [alarm for alarm in alarms if alarm[0] not in nothing]
    print(f"figure: EDI false alarms CSV: {len(alarms)} in {len(good)} good files, seed {SEED}")
    assert not alarms, alarms[:3]
