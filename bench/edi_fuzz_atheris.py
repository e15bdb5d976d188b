"""Fuzzes the EDI core with Atheris, which looks for inputs that reach code not reached before.

Atheris is no dependency of the project: install it, lxml, msgspec and openpyxl into an environment
of its own and run this there. CORPUS is a folder in which it keeps inputs that reached something
new; an empty one is first filled with the seeds of `edi_fuzz`. What follows goes to libFuzzer.

    ATHERIS/bin/python bench/edi_fuzz_atheris.py CORPUS -max_total_time=3600 -seed=1 -timeout=30
"""

import random
import sys
import zlib
from pathlib import Path

import atheris  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["edi"]):
    from bench.edi_fuzz_inputs import seeds
    from bench.edi_fuzz_targets import try_everything

_LONGEST = 20_000


def try_one(data: bytes) -> None:
    """Try an input; by what chance it is written in another syntax follows from its bytes."""
    chance = random.Random(zlib.crc32(data))  # noqa: S311
    try_everything(data, chance)


def fill(corpus: Path) -> None:
    corpus.mkdir(parents=True, exist_ok=True)
    if any(corpus.iterdir()):
        return
    for at, seed in enumerate(seeds()):
        if len(seed.data) <= _LONGEST:
            (corpus / f"seed-{at}").write_bytes(seed.data)


def main() -> None:
    fill(Path(sys.argv[1]))
    try_everything(b"", random.Random(0))  # noqa: S311
    atheris.Setup([*sys.argv, f"-max_len={_LONGEST}"], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
