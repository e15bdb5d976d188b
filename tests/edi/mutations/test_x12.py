"""Faults in X12 files are named where they are, with the codes of TA1, AK9, AK5, AK3 and AK4."""

import random

from edi.syntax.faults import Fault
from tests.edi.examples import examples
from tests.edi.interchanges import every_fault, read
from tests.edi.mutations import x12_envelopes, x12_files, x12_segments
from tests.edi.mutations.trying import try_kinds
from tests.edi.mutations.x12 import KINDS, X12File

SEED = 850


def faults_of(data: bytes) -> list[Fault]:
    return every_fault(read(data))


def test_faults_are_named_at_their_segment_and_element_with_their_code() -> None:
    files = [X12File(data) for data in x12_files.written(8)]
    kinds = {**KINDS, **x12_segments.KINDS, **x12_envelopes.KINDS}
    count = try_kinds(kinds, files, faults_of, examples(6), SEED)
    print(count.figure("X12", len(kinds), SEED))
    assert not count.unused
    assert count.named >= 0.98 * count.made, "\n".join(map(str, count.misses))


def test_good_files_in_any_legal_form_have_no_fault() -> None:
    chance = random.Random(SEED)  # noqa: S311
    files = x12_files.written(examples(8)) + x12_files.unusual(examples(5), chance)
    alarms = [(data, found) for data in files if (found := faults_of(data))]
    print(f"figure: EDI false alarms X12: {len(alarms)} in {len(files)} good files, seed {SEED}")
    assert not alarms, alarms[:3]
