"""A short run of `bench/edi_fuzz.py`: whatever the bytes, no exception and no broken promise."""

from bench import edi_fuzz
from tests.edi.examples import examples

SEED = 17


def test_changed_and_random_bytes_are_survived_by_all_that_reads_answers_and_writes() -> None:
    tally = edi_fuzz.run(SEED, examples(400))
    findings = "\n".join(f"{each.ordinal} {each.made_of}: {each.reason}" for each in tally.findings)
    print(f"figure: EDI fuzz: {len(tally.findings)} findings in {tally.inputs} inputs, seed {SEED}")
    assert not tally.findings, findings
    assert len(tally.kinds) >= 5  # inputs still look like most of the syntaxes
    assert tally.slowest < edi_fuzz.LONGEST_SECONDS
