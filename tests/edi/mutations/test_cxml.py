"""Faults in cXML documents are named by their path, with our own code."""

import io
import random

from msgspec.structs import replace

from edi.messages.cxml import read_documents
from edi.syntax.faults import Fault, NotReadableError
from tests.edi.examples import examples
from tests.edi.mutations import cxml_files
from tests.edi.mutations.cxml import KINDS
from tests.edi.mutations.trying import try_kinds
from tests.edi.mutations.xml import XmlFile, plain_path

SEED = 1201


def faults_of(data: bytes) -> list[Fault]:
    try:
        (result,) = read_documents(io.BytesIO(data))
    except NotReadableError as refusal:
        return [refusal.fault]
    return [replace(fault, path=plain_path(fault.path)) for fault in result.faults]


def test_faults_are_named_by_their_path_and_code() -> None:
    files = [XmlFile(data, {}) for data in cxml_files.by_hand() + cxml_files.written(8)]
    count = try_kinds(KINDS, files, faults_of, examples(6), SEED)
    print(count.figure("cXML", len(KINDS), SEED))
    assert not count.unused
    assert count.named >= 0.98 * count.made, "\n".join(map(str, count.misses))


def test_good_documents_in_any_legal_form_have_no_fault() -> None:
    chance = random.Random(SEED)  # noqa: S311
    good = cxml_files.by_hand() + cxml_files.written(examples(8))
    files = good + cxml_files.unusual(good, chance)
    alarms = [(data, found) for data in files if (found := faults_of(data))]
    print(f"figure: EDI false alarms cXML: {len(alarms)} in {len(files)} good files, seed {SEED}")
    assert not alarms, alarms[:3]
