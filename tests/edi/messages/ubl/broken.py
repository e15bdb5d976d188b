"""Reads tables of documents that break rules; see the head of `broken_invoices.table`."""

from pathlib import Path
from typing import NamedTuple

from tests.edi.messages.ubl.documents import SOUND, codes, spoil


class Broken(NamedTuple):
    rule: str
    sound: str
    edits: tuple[tuple[str, ...], ...]
    others: frozenset[str]

    def document(self) -> bytes:
        return spoil(SOUND[self.sound], *self.edits)

    def codes(self) -> set[str]:
        return codes(self.document())


def read_broken(name: str) -> list[Broken]:
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [_row(line) for line in text.splitlines() if line and not line.startswith("#")]


def _row(line: str) -> Broken:
    rule, sound, edits, others = [*(cell.strip() for cell in line.split(" | ")), ""][:4]
    steps = tuple(_edit(each) for each in edits.removesuffix(" |").split(" && "))
    return Broken(rule, sound, steps, frozenset(others.split()))


def _edit(text: str) -> tuple[str, ...]:
    kind, _, rest = text.partition(" ")
    path, *more = (part.strip() for part in rest.split(" =>"))
    return (kind, path, *more)
