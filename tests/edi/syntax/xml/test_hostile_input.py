import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edi.syntax.xml.limits import XmlLimits
from edi.syntax.xml.parsing import XmlRefusedError, iterate, parse, root_name, source_of

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BODY = "<a>&x;</a>"
ENTITY_TRICKS = {
    "file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "http": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>',
    "laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
    "quadratic": f'<!DOCTYPE a [<!ENTITY x "{"h" * 50_000}">]>',
    "external": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public": '<!DOCTYPE a PUBLIC "-//X//Y" "file:///etc/passwd">',
    "bare": "<!DOCTYPE a>",
    "after a comment": "<!-- innocent --><?pi?>\n<!DOCTYPE a [<!ENTITY x 'y'>]>",
    "external and internal": '<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY x "y">]>',
}


def refused(data: bytes, *, allow_doctype: bool = False) -> str:
    with pytest.raises(XmlRefusedError) as refusal:
        parse(data, allow_doctype=allow_doctype)
    assert refusal.value.fault.sentence.endswith(".")
    return refusal.value.fault.code


@pytest.mark.parametrize("trick", ENTITY_TRICKS.values(), ids=ENTITY_TRICKS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_no_document_type_is_read_unless_asked(trick: str, encoding: str) -> None:
    assert refused((trick + BODY).encode(encoding)) == "xml-doctype"


@pytest.mark.parametrize("trick", ENTITY_TRICKS.values(), ids=ENTITY_TRICKS)
def test_entities_stay_unknown_even_where_a_bare_document_type_may_stand(trick: str) -> None:
    declared = "[" in trick
    expected = "xml-doctype" if declared else "xml-not-well-formed"
    assert refused((trick + BODY).encode(), allow_doctype=True) == expected


def test_a_bare_document_type_is_allowed_on_request_and_never_loaded() -> None:
    asked: list[bytes] = []

    class Ask(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(100))

    with socketserver.TCPServer(("127.0.0.1", 0), Ask) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        doctype = f'<!DOCTYPE cXML SYSTEM "{address}/cXML.dtd">'
        hint = f'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="u {address}"'
        include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{address}"/>'
        sheet = f'<?xml-stylesheet type="text/xsl" href="{address}"?>'
        text = f'<?xml version="1.0"?>{sheet}{doctype}<cXML {hint}>{include}</cXML>'
        root = parse(text.encode(), allow_doctype=True)
        server.shutdown()
    assert not asked
    assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"]


def test_a_second_document_type_is_refused() -> None:
    twice = b'<!DOCTYPE a SYSTEM "x"><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    assert refused(twice, allow_doctype=True) == "xml-doctype"


SIZES = {
    "depth 300": (b"<a>" * 300 + b"</a>" * 300, "xml-too-deep"),
    "depth 101": (b"<a>" * 101 + b"</a>" * 101, "xml-too-deep"),
    "200,000 attributes": (
        b"<a " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>",
        "xml-too-many-attributes",
    ),
    "4 million elements": (b"<a>" + b"<b/>" * 3_900_000 + b"</a>", "xml-too-many-elements"),
    "huge text": (b"<a>" + b"x" * 15_000_000 + b"</a>", "xml-text-too-long"),
    "huge name": (b"<" + b"x" * 15_000_000 + b"/>", "xml-not-well-formed"),
    "endless comment": (b"<!--" + b"x" * 1_000_000, "xml-not-well-formed"),
    "NUL": (b"<a>\0</a>", "xml-not-well-formed"),
    "broken off": (b"<a><b>", "xml-not-well-formed"),
    "two roots": (b"<a/><b/>", "xml-not-well-formed"),
    "unbound prefix": (b"<x:a/>", "xml-not-well-formed"),
    "bad UTF-8": (b"<a>\xff</a>", "xml-not-well-formed"),
    "declaration late": (b' <?xml version="1.0"?><a/>', "xml-not-well-formed"),
}


@pytest.mark.parametrize(("data", "code"), SIZES.values(), ids=SIZES)
def test_what_is_too_much_or_broken_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_document_of_one_hundred_levels_is_read() -> None:
    assert parse(b"<a>" * 100 + b"</a>" * 100).tag == "a"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-',
        '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        '<?xml version="1.0" encoding="ISO-8859-1"?><a/>'.encode("utf-8-sig"),
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        "<a/>".encode("utf-32"),
        '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037"),
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16") + b"\xd8",
        '<?xml version="1.0" encoding="us-ascii"?><a>\xe9</a>'.encode(),
    ],
)
def test_an_encoding_that_is_unknown_or_not_what_it_says_is_refused(data: bytes) -> None:
    assert refused(data) == "xml-encoding"


@pytest.mark.parametrize("declared", ["", "utf-8", "UTF-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("text", ["Żołądź €", "café"])
def test_other_encodings_give_the_same_text(declared: str, text: str) -> None:
    stated = f' encoding="{declared}"' if declared else ""
    document = f'<?xml version="1.0"{stated}?><a>{text}</a>'
    encoding = declared or "utf-8"
    try:
        data = document.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("the encoding lacks the text")
    assert parse(data).text == text


def test_comments_split_no_text() -> None:
    assert parse(b"<a>12<!-- x -->3<?y?>4<![CDATA[5]]></a>").text == "12345"


def many_lines() -> Iterator[bytes]:
    yield b"<order><id>7</id>"
    for n in range(20_000):
        yield b"<line><n>%d</n></line>" % n
    yield b"</order>"


def test_large_documents_are_read_piece_by_piece() -> None:
    source = source_of(b"".join(many_lines()))
    texts = []
    kept = []
    for element in iterate(source, ["line"]):
        if element.tag == "line":
            texts.append(element.findtext("n"))
            kept.append(len(element))
        else:
            root = element
    assert texts == [str(n) for n in range(20_000)]
    assert len(root) == 20_001
    assert not any(len(line) for line in root)


def test_a_large_document_that_breaks_off_is_refused_where_it_does() -> None:
    source = source_of(b"".join(many_lines())[:-20])
    with pytest.raises(XmlRefusedError) as refusal:
        list(iterate(source, ["line"]))
    assert refusal.value.fault.code == "xml-not-well-formed"


def test_the_root_is_named_without_reading_the_rest() -> None:
    assert root_name(source_of(b'<x:a xmlns:x="urn:x"><broken')) == ("urn:x", "a")


def test_a_size_limit_is_an_operators_choice(tmp_path: Path) -> None:
    with pytest.raises(XmlRefusedError):
        parse(b"<a><b/></a>", XmlLimits(marks=1))
