"""Hostile file names: kept as they are or refused, never a path, a header or a disguise."""

import itertools
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import LONGEST_NAME, clean_name
from portal.kernel.errors import Invalid
from portal.kernel.storage import attachment

KEPT = [
    "Frame contract.pdf",
    "Größe.pdf",
    "договор.pdf",
    "契約書.pdf",
    "عقد.pdf",
    "👩‍👩‍👧.pdf",
    'the "final" one.pdf',
    "a;filename=b.pdf",
    "%2e%2e%2fetc%2fpasswd.pdf",
    "a'b.pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "=cmd|calc!A0.csv",
    "CONTRACT.pdf",
    "an emoji of tomorrow \U0001fae9.pdf",
    "contract.con.pdf",
    "a" * (LONGEST_NAME - 4) + ".pdf",
]

CUT = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\boot.pdf": "boot.pdf",
    "/etc/shadow.txt": "shadow.txt",
    "C:\\fakepath\\Plan.pdf": "Plan.pdf",
    "Plan.pdf. . ": "Plan.pdf",
    "  Plan.pdf": "Plan.pdf",
    "Gro\u0308ße.pdf": "Größe.pdf",
}

REFUSED = [
    "",
    ".",
    "..",
    "../",
    ".pdf",
    ".htaccess",
    "contract",
    "a\0.pdf",
    "a.pdf\0.exe",
    "a\r\nSet-Cookie: x=1.pdf",
    "a\n.pdf",
    "a\t.pdf",
    "a\x1b[31m.pdf",
    "a\x7f.pdf",
    "a\u0085.pdf",
    "a\u2028.pdf",
    "contract\u202efdp.exe.pdf",
    "a\u2066b.pdf",
    "a\u200e.pdf",
    "a\u200b.pdf",
    "\ufeffa.pdf",
    "a\u00ad.pdf",
    "a\ud800.pdf",
    "a\ue000.pdf",
    "a\uffff.pdf",
    "CON.pdf",
    "nul.txt",
    "COM1.pdf",
    "lpt9.tar.pdf",
    "a" * LONGEST_NAME + ".pdf",
    "ü" * 126 + ".pdf",
]


@pytest.mark.parametrize("name", KEPT)
def test_an_unusual_name_is_kept(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize("name", CUT)
def test_a_path_loses_its_folders_and_twins_become_one(name: str) -> None:
    assert clean_name(name) == CUT[name]


@pytest.mark.parametrize("name", REFUSED, ids=ascii)
def test_a_deceptive_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        clean_name(name)


def safely_named(name: str) -> None:
    """Assert what holds for every name: refused, or harmless and told as it is."""
    try:
        kept = clean_name(name)
    except Invalid:
        return
    header = attachment(kept)
    assert re.fullmatch(r"attachment; filename=\"[ -~]+\"; filename\*=UTF-8''[!-~]+", header)
    assert header.count('"') == 2
    assert unquote(header.partition("filename*=UTF-8''")[2]) == kept
    assert not set(kept) & set("/\\\r\n\0")
    assert len(kept.encode()) <= LONGEST_NAME


def test_three_hundred_hostile_names_escape_nowhere() -> None:
    pieces = ["../", "..\\", "\0", "\r\n", "\u202e", '"', "';", "%00", "%2e%2e", "CON", ".", "ü"]
    names = [
        f"{first}a{second}b{third}.pdf"
        for first, second, third in itertools.product(pieces, pieces, pieces[:4])
    ]
    assert len(names) >= 300
    for name in names:
        safely_named(name)


@given(st.text(max_size=300).map(lambda text: f"{text}.pdf"))
def test_any_name_escapes_nowhere(name: str) -> None:
    safely_named(name)
