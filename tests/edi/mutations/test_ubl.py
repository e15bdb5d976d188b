"""Faults in UBL documents are named by their path, with our code or the rule's official id."""

import io
import random

from msgspec.structs import replace

from edi.messages.ubl import Unreadable, read_documents
from edi.syntax.faults import Fault, NotReadableError
from tests.edi.examples import examples
from tests.edi.mutations import ubl_files
from tests.edi.mutations.trying import try_kinds
from tests.edi.mutations.ubl import KINDS, PREFIXES
from tests.edi.mutations.xml import XmlFile, plain_path

SEED = 2021


def faults_of(data: bytes) -> list[Fault]:
    try:
        results = list(read_documents(io.BytesIO(data)))
    except NotReadableError as refusal:
        return [refusal.fault]
    found: list[Fault] = []
    for result in results:
        found += [result.fault] if isinstance(result, Unreadable) else result.faults
    return [replace(fault, path=plain_path(fault.path)) for fault in found]


def test_faults_are_named_by_their_path_and_code() -> None:
    files = [XmlFile(data, PREFIXES) for data in ubl_files.sound() + ubl_files.written(8)]
    kinds = {**KINDS}
    count = try_kinds(kinds, files, faults_of, examples(6), SEED)
    print(count.figure("UBL", len(kinds), SEED))
    assert not count.unused
    assert count.named >= 0.98 * count.made, "\n".join(map(str, count.misses))


def test_good_documents_in_any_legal_form_have_no_fault() -> None:
    chance = random.Random(SEED)  # noqa: S311
    good = ubl_files.sound() + ubl_files.written(examples(8))
    files = good + ubl_files.unusual(good, chance)
    alarms = [(data, found) for data in files if (found := faults_of(data))]
    print(f"figure: EDI false alarms UBL: {len(alarms)} in {len(files)} good files, seed {SEED}")
    assert not alarms, alarms[:3]
