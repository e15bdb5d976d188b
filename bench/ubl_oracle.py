"""Compares our EN 16931 rules with the official ones on invoices broken in many ways.

    .venv/bin/python bench/ubl_oracle.py [--count 1200] [--seed 1] [--show BR-CO-15] [--keep FOLDER]

Sound invoices and credit notes, and any that our Hypothesis strategies draw, are broken at random
places: by the kinds of fault of `tests/edi/mutations/ubl.py` and by changing, doubling and
cutting what stands there. For each official rule it prints how often both name it, only theirs
and only ours. Theirs run as `bench/edi_schematron.py` says, in an environment of their own.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lxml import etree

from bench.edi_schematron import RELEASE, RULES
from edi.messages.ubl import (
    EN_16931,
    DocumentResult,
    NotReadableError,
    read_documents,
    write_invoice,
)
from edi.messages.ubl.rules import rule_set
from edi.messages.ubl.tables import CAC, CBC
from tests.edi.messages.ubl import strategies
from tests.edi.messages.ubl.documents import SOUND
from tests.edi.mutations import ubl as faults
from tests.edi.mutations.trying import drawn
from tests.edi.mutations.ubl_files import invoice_of
from tests.edi.mutations.xml import XmlFile

_HERE = Path(__file__).parent
_NAMES = {"cac": CAC, "cbc": CBC}
_NUMBERS = ("0", "-1", "0.005", "1000000", "100.00", "19", "210.00", "1.001", "2")
_CODES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B", "XX", "EUR", "USD", "DE", "GR", "EL",
          "VAT", "vat", "LOC", "30", "58", "59", "380", "381", "130", "50", "true", "false", "3",
          "C62", "0088", "2026-01-01", "2026-12-31", " ", "")  # fmt: skip


# Where the official rules say more: a value is missing, which we say once, by its own rule, and
# not again for each sum that needs it. By rule, what we then say.
_MISSING = {
    "BR-27": {"BR-26"},
    "BR-CO-10": {"BR-12", "BR-24"},
    "BR-CO-13": {"BR-12", "BR-13"},
    "BR-CO-17": {"BR-45", "BR-46"},
    "BR-S-08": {"BR-45", "BR-48"},
    "BR-S-09": {"BR-45", "BR-48"},
    "BR-AF-09": {"BR-45", "BR-48"},
    "BR-AG-09": {"BR-45", "BR-48"},
}
# Where they say less: the first two look for the currency inside the amount and never speak; the
# last looks the first two letters up as text, where a single one is found too.
_SILENT = {"BR-DEC-13", "BR-DEC-15", "BR-CO-09"}


class Said(NamedTuple):
    """What one document was told by both; `is_sound` says that ours found its structure good."""

    document: bytes
    theirs: set[str]
    ours: set[str]
    is_sound: bool

    def is_explained(self, rule: str) -> bool:
        """Say whether a difference is one of those above."""
        return rule in _SILENT or bool(_MISSING.get(rule, set()) & self.ours)


def main() -> None:
    given = _arguments()
    chance = random.Random(given.seed)  # noqa: S311
    documents = [*_sound(), *_broken(chance, given.count)]
    with tempfile.TemporaryDirectory(prefix="kontor-oracle-") as name:
        folder = given.keep or Path(name)
        file = folder / "documents"
        file.write_bytes(b"".join(b"%d\n%b" % (len(each), each) for each in documents))
        theirs = _official(folder, file)
    said, skipped = _compare(documents, theirs)
    for each in given.show:
        _show(each, said)
    _print(said, skipped)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=1200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--show", nargs="*", default=[], help="rules to print differences of")
    arguments.add_argument("--keep", type=Path, help="a folder for the environment, to use again")
    return arguments.parse_args()


# Documents


def _sound() -> list[bytes]:
    """Return good documents, and drawn ones, which break sums and more by their nature."""
    made = [data for name, data in SOUND.items() if name.startswith(("core", "invoice", "credit"))]
    made += [write_invoice(invoice_of(lines), profile=EN_16931).data for lines in range(1, 4)]
    written = [write_invoice(each).data for each in drawn(strategies.invoices(), 60)]
    return made + [_claiming(data) for data in written]


def _claiming(data: bytes) -> bytes:
    """Say that a document follows EN 16931."""
    root = etree.fromstring(data)
    for each in root.findall(f"{{{CBC}}}CustomizationID"):
        root.remove(each)
    claim = etree.Element(f"{{{CBC}}}CustomizationID")
    claim.text = EN_16931.customization
    root.insert(int(root[0].tag == f"{{{CBC}}}UBLVersionID"), claim)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _broken(chance: random.Random, count: int) -> Iterator[bytes]:
    sound = _sound()
    kinds = list(faults.KINDS.values())
    made = 0
    while made < count:
        data = chance.choice(sound)
        if chance.random() < 0.2:
            broken = chance.choice(kinds)(XmlFile(data, faults.PREFIXES), chance)
            data = broken.data if broken else b""
        else:
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                data = _changed(data, chance)
        if data and len(data) < 1_000_000:
            made += 1
            yield data


def _changed(data: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(data)
    inside = [each for each in root.iter("*") if each is not root]
    keep = {f"{{{CBC}}}CustomizationID"}
    element = chance.choice([each for each in inside if each.tag not in keep])
    chance.choice(_CHANGES)(element, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _cut(element: etree._Element, _chance: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(element: etree._Element, _chance: random.Random) -> None:
    element.addnext(etree.fromstring(etree.tostring(element)))


def _value(element: etree._Element, chance: random.Random) -> None:
    leaf = chance.choice([each for each in element.iter("*") if not len(each)])
    text = leaf.text or ""
    is_number = text.replace(".", "").replace("-", "").isdigit() and leaf.tag.endswith(
        ("Amount", "Quantity", "Percent", "Numeric")
    )
    leaf.text = chance.choice(_NUMBERS if is_number else _CODES)


def _attribute(element: etree._Element, chance: random.Random) -> None:
    found = [each for each in element.iter("*") if each.attrib]
    if not found:
        return _value(element, chance)
    leaf = chance.choice(found)
    name = chance.choice(list(leaf.attrib))
    if chance.random() < 0.5:
        del leaf.attrib[name]
    else:
        leaf.set(name, chance.choice(_CODES))
    return None


_CHANGES: list[Callable[[etree._Element, random.Random], None]] = [
    _cut, _double, _value, _value, _value, _attribute,
]  # fmt: skip


# What both say


def _official(folder: Path, file: Path) -> list[set[str] | None]:
    """Return the ids of broken rules for each document, None where the rules stopped."""
    python = folder / "peers" / "bin" / "python"
    if not python.exists():
        _done([sys.executable, "-m", "venv", str(folder / "peers")])
        _done([str(python), "-m", "pip", "install", "--quiet", "--no-deps", *RULES])
    printed = _done([str(python), str(_HERE / "edi_schematron.py"), "ids", str(file)])
    answers = [json.loads(line) for line in printed.splitlines()]
    return [set(each) if isinstance(each, list) else None for each in answers]


def _done(command: list[str]) -> str:
    return subprocess.run(  # noqa: S603 - commands of this file
        command, check=True, capture_output=True, text=True
    ).stdout


def _compare(
    documents: list[bytes], theirs: list[set[str] | None]
) -> tuple[list[Said], Counter[str]]:
    said, skipped = [], Counter[str]()
    for data, official in zip(documents, theirs, strict=True):
        try:
            result = next(read_documents(BytesIO(data)))
        except NotReadableError:
            skipped["no UBL to us"] += 1
            continue
        if not isinstance(result, DocumentResult) or not result.rule_sets:
            skipped["no XML, or of a kind without rules, to us"] += 1
        elif official is None:
            skipped["the official rules stopped at a value; we refuse it"] += bool(result.faults)
            skipped["the official rules stopped at a value; we do not"] += not result.faults
        else:
            codes = {fault.code for fault in result.faults}
            sound = not any(code.startswith("ubl-") for code in codes)
            said.append(Said(data, official, codes, sound))
    return said, skipped


def _show(rule: str, said: list[Said]) -> None:
    for each in said:
        if (rule in each.theirs) != (rule in each.ours):
            print(f"\n{rule} only {'theirs' if rule in each.theirs else 'ours'}")
            print("theirs", sorted(each.theirs), "\nours", sorted(each.ours))
            print(each.document.decode())


def _print(said: list[Said], skipped: Counter[str]) -> None:
    known = {rule.id for rule in rule_set("EN 16931").rules}
    print(f"{len(said)} documents, {RELEASE}; not compared: {dict(skipped)}")
    for what, wanted in (("sound", True), ("broken", False)):
        part = [each for each in said if each.is_sound is wanted]
        _print_part(f"{len(part)} of {what} structure", part, known)
    missing = Counter(rule for each in said for rule in each.theirs - known)
    print("\nof theirs that we have not:", dict(missing.most_common()))


def _print_part(title: str, part: list[Said], known: set[str]) -> None:
    table = {
        rule: (
            sum(rule in each.theirs and rule in each.ours for each in part),
            sum(rule in each.theirs and rule not in each.ours for each in part),
            sum(rule not in each.theirs and rule in each.ours for each in part),
        )
        for rule in sorted(known)
    }
    both, theirs, ours = (sum(row[at] for row in table.values()) for at in range(3))
    unlike = [(each, each.theirs & known ^ each.ours & known) for each in part]
    left = [
        (each, {rule for rule in rules if not each.is_explained(rule)}) for each, rules in unlike
    ]
    print(f"\n{title}\n{'rule':12}{'both':>6}{'theirs':>8}{'ours':>6}{'unexplained':>13}")
    for rule, row in table.items():
        if any(row):
            strange = sum(rule in rules for _, rules in left)
            print(f"{rule:12}{row[0]:6}{row[1]:8}{row[2]:6}{strange or '':13}")
    print(f"{'all':12}{both:6}{theirs:8}{ours:6}{sum(len(rules) for _, rules in left):13}")
    print(
        f"figure: {both / max(1, both + theirs + ours):.1%} of what either said, both said; "
        f"{sum(not rules for _, rules in unlike)} of {len(part)} documents exactly alike, "
        f"{sum(not rules for _, rules in left)} but for what is explained above"
    )


if __name__ == "__main__":
    main()
