"""Every route x every actor x every relation, with the second tenant wall alone."""

from portal.kernel.db import Wall
from tests.matrix.judging import Judge, judge_all


def test_nobody_gets_a_wrong_answer(judge: Judge) -> None:
    judge_all(judge, Wall.ROW_SECURITY, "row security")
