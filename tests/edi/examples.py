"""How many examples Hypothesis tries: few in every run, many before a release."""

import os


def examples(count: int) -> int:
    """Return `count` times KONTOR_EXAMPLES, which is 1 unless the environment says more."""
    return count * int(os.environ.get("KONTOR_EXAMPLES", "1"))
