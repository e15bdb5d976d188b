import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.messages.formats import HEAD, NotReadableError, Syntax, Target, detect, faults_of, read
from edi.messages.formats import write as write_document
from edi.messages.results import MessageResult
from edi.syntax.faults import Severity
from edi.tools.anonymising.check_digits import is_gs1, is_iban
from edi.tools.anonymising.pseudonyms import Pseudonyms
from edi.tools.segments import pieces
from tests.edi.examples import examples
from tests.edi.interchanges import SAMPLES, order_file
from tests.edi.tools.running import GOOD, run

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"
FILES = [
    *sorted(SAMPLES.glob("*.edi")),
    *sorted(CORPUS.rglob("*.edi")),
    *sorted(CORPUS.rglob("*.xml")),
]
TEXTS = st.text(st.sampled_from("ABCxyz0123456789- ü"), min_size=1, max_size=20)
NAMES = (
    b"Danzig", b"DANZIG", b"Hansa", b"Charlie", b"Krantor", b"Gdynia", b"Portowa", b"85550142",
    b"DT-2026-0815", b"HC-3542", b"Shackle", b"Unload",
)  # fmt: skip


def shape(text: str) -> str:
    return re.sub("[0-9]", "9", re.sub("[a-z]", "a", re.sub("[A-Z]", "A", text)))


@settings(max_examples=examples(150), deadline=None)
@given(TEXTS, TEXTS)
def test_two_texts_of_ascii_never_share_a_pseudonym(one: str, other: str) -> None:
    made = Pseudonyms(b"key")
    plain = one.replace("ü", "u"), other.replace("ü", "u")
    assert (made.text(plain[0]) == made.text(plain[1])) == (plain[0] == plain[1])


@settings(max_examples=examples(150), deadline=None)
@given(TEXTS)
def test_a_pseudonym_has_the_shape_of_its_text_and_depends_on_the_key_alone(text: str) -> None:
    made = Pseudonyms(b"key").text(text)

    assert shape(made) == shape(text.replace("ü", "u"))
    assert made == Pseudonyms(b"key").text(text)


def test_every_text_of_three_digits_has_a_pseudonym_of_its_own() -> None:
    made = Pseudonyms(b"key")
    assert len({made.text(f"{number:03}") for number in range(1000)}) == 1000


@pytest.mark.parametrize(
    "number", ["4006381333931", "036000291452", "106141411234567897", "00106141411234567897"]
)
def test_check_digits_of_the_trade_stay_right(number: str) -> None:
    made = Pseudonyms(b"key").text(number)

    assert is_gs1(number)
    assert is_gs1(made)
    assert made != number
    assert len(made) == len(number)


def test_a_gtin_with_and_without_leading_zeros_stays_the_same_article() -> None:
    made = Pseudonyms(b"key")
    assert made.text("0036000291452") == "0" + made.text("036000291452")


def test_account_and_tax_numbers_keep_country_and_check() -> None:
    made = Pseudonyms(b"key")
    account, tax = made.text("DE89370400440532013000"), made.text("DE136695976")

    assert is_iban(account)
    assert account.startswith("DE")
    assert account != "DE89370400440532013000"
    assert tax.startswith("DE")
    assert tax != "DE136695976"


def test_nobody_is_named_any_more_and_the_file_is_still_right() -> None:
    result = run("anonymise", GOOD)
    made = result.stdout_bytes

    assert result.exit_code == 0, result.stderr
    assert [name for name in NAMES if name in made] == []
    assert run("check", "-", stdin=made).exit_code == 0


def test_the_same_key_gives_the_same_names_in_every_syntax() -> None:
    (document,) = [
        r.document for r in read(io.BytesIO(GOOD.read_bytes())) if isinstance(r, MessageResult)
    ]
    assert document
    files = [GOOD.read_bytes(), write_document(document, Target(Syntax.EDIFACT)).data]
    files.append(write_document(document, Target(Syntax.UBL)).data)
    made = [run("anonymise", "--key", "k", "-", stdin=data).stdout_bytes for data in files]
    name = Pseudonyms(b"k").text("Shackle, galvanised, 12 mm").encode()

    assert all(name in each for each in made)
    assert run("anonymise", "--key", "other", "-", stdin=files[0]).stdout_bytes != made[0]


def test_a_random_key_is_new_every_time() -> None:
    assert run("anonymise", GOOD).stdout_bytes != run("anonymise", GOOD).stdout_bytes


def test_scaled_amounts_stay_right() -> None:
    made = run("anonymise", "--scale-amounts", "7", GOOD).stdout_bytes
    (document,) = [r.document for r in read(io.BytesIO(made)) if isinstance(r, MessageResult)]

    assert document is not None
    assert b"*64.75*" in made  # 9.25
    assert b"AMT*TT*13171.2" in made  # 1881.6


def test_a_text_that_also_stands_where_it_is_kept_is_told() -> None:
    body = ["BEG*00*SA*000000101**20261121", "PO1*1*5*EA*2**VP*HC-1", "CTT*1"]
    result = run("anonymise", "-", stdin=order_file(body, number="000000101"))

    assert result.exit_code == 1
    assert "“000000101” was replaced, but also stands where it is kept" in result.stderr


def test_a_sheet_loses_its_names_but_not_its_rows(tmp_path: Path) -> None:
    column_map = tmp_path / "map.toml"
    column_map.write_text(
        'document = "order"\n[columns]\nnumber = "Order"\nissued = "Date"\n'
        '"parties.buyer.name" = "Buyer"\n"lines.quantity" = "Qty"\n'
    )
    sheet = b"Order;Date;Buyer;Qty;Remark\nDT-7;2026-11-21;Danzig;5;for Charlie\n"
    made = run("anonymise", "--map", column_map, "-", stdin=sheet).stdout_bytes.decode("utf-8-sig")
    heading, row = made.splitlines()

    assert heading == "Order;Date;Buyer;Qty;Remark"
    assert shape(row) == shape("DT-7;2026-11-21;Danzig;5;for Charlie")
    assert "Danzig" not in row
    assert "Charlie" not in row
    assert ";2026-11-21;" in row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_keeps_its_structure_and_its_faults(path: Path) -> None:
    data = path.read_bytes()
    try:
        syntax = detect(data[:HEAD])
        before = list(read(io.BytesIO(data), syntax=syntax))
    except NotReadableError:
        pytest.skip("no business message")
    result = run("anonymise", "--key", "k", path)
    made = result.stdout_bytes
    after = list(read(io.BytesIO(made), syntax=syntax))

    assert [type(each) for each in after] == [type(each) for each in before]
    errors = [
        [(fault.place(), fault.code) for each in results for fault in faults_of(each)
         if fault.severity is Severity.ERROR]
        for results in (before, after)
    ]  # fmt: skip
    assert errors[1] == errors[0]
    if syntax in {Syntax.X12, Syntax.EDIFACT}:
        ids = [[piece.id for piece in pieces(io.BytesIO(each), syntax)] for each in (data, made)]
        assert ids[1] == ids[0]
        assert len(made) == len(data) or "fat" in path.name
    else:
        tags = [
            re.findall(rb"<([\w:]+)", re.sub(rb"<!--.*?-->", b"", each, flags=re.DOTALL))
            for each in (data, made)
        ]
        assert [tag.rpartition(b":")[2] for tag in tags[1]] == [
            tag.rpartition(b":")[2] for tag in tags[0]
        ]
