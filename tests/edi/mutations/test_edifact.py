"""Faults in EDIFACT files are named where they are, with the codes of DE 0085."""

import random

from edi.syntax.faults import Fault
from tests.edi.examples import examples
from tests.edi.messages.edifact.interchanges import every_fault, read
from tests.edi.mutations import edifact_envelopes, edifact_files, edifact_segments
from tests.edi.mutations.edifact import KINDS, EdifactFile
from tests.edi.mutations.trying import try_kinds

SEED = 9735


def faults_of(data: bytes) -> list[Fault]:
    return every_fault(read(data))


def test_faults_are_named_at_their_segment_and_element_with_their_code() -> None:
    files = [EdifactFile(data) for data in edifact_files.written(8)]
    kinds = {**KINDS, **edifact_segments.KINDS, **edifact_envelopes.KINDS}
    count = try_kinds(kinds, files, faults_of, examples(6), SEED)
    print(count.figure("EDIFACT", len(kinds), SEED))
    assert not count.unused
    assert count.named >= 0.98 * count.made, "\n".join(map(str, count.misses))


def test_good_files_in_any_legal_form_have_no_fault() -> None:
    chance = random.Random(SEED)  # noqa: S311
    files = edifact_files.written(examples(8)) + edifact_files.unusual(examples(5), chance)
    alarms = [(data, found) for data in files if (found := faults_of(data))]
    print(
        f"figure: EDI false alarms EDIFACT: {len(alarms)} in {len(files)} good files, seed {SEED}"
    )
    assert not alarms, alarms[:3]
