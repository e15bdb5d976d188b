from edi.canonical.orders import Order
from edi.canonical.plain import from_plain
from tests.edi.interchanges import GOOD_850, interchange, order_file
from tests.edi.tools.running import BROKEN, GOOD, lines, run


def test_an_order_is_told_with_its_parties_dates_lines_and_total() -> None:
    result = run("parse", GOOD)

    assert result.exit_code == 0
    assert [line.rstrip() for line in result.stdout.splitlines()] == [
        "850_good.edi: 850 004010 0001: accepted",
        "  Order DT-2026-0815 of 2026-11-21",
        "    buyer        Danzig Trading, 80-830 Gdansk, PL (BUYER DT-100)",
        "    ship-to      Danzig Trading, Port Depot, 81-350 Gdynia, PL (BUYER DT-210)",
        "    seller       Hansa Components (BUYER V-2207)",
        "    delivery     2026-12-04",
        "       1  120 EA  at 9.25 EUR  065322-117  HC-3542  Shackle, galvanised, 12 mm",
        "       2  40 XCT  at 13.79 EUR  066850-116  HC-5322  Wire rope clip, carton of 50",
        "       3  2.5 MTR  at 88 EUR  060733-110  HC-5266  Mooring chain, studless",
        "    totals       payable 1,881.6 EUR",
        "    note         Unload at gate 3, weekdays 7 to 15 h only.",
    ]


def test_a_line_of_json_is_the_message_with_its_document() -> None:
    (told,) = lines(run("parse", "--json", GOOD))
    document = from_plain(told["document"])

    assert isinstance(document, Order)
    assert document.number == "DT-2026-0815"
    assert (told["message"], told["version"], told["disposition"]) == ("850", "004010", "accepted")


def test_a_message_that_is_refused_has_faults_and_no_document() -> None:
    result = run("parse", "--json", BROKEN)
    (told,) = lines(result)

    assert result.exit_code == 1
    assert told["document"] is None
    assert [fault["place"] for fault in told["faults"]] == ["N104"]


def test_a_long_order_is_told_by_its_first_lines() -> None:
    body = [*GOOD_850[:3], *(f"PO1*{at}*1*EA*1**VP*HC-{at}" for at in range(1, 31)), "CTT*30"]
    result = run("parse", "-", stdin=order_file(body))

    assert "      20  1 EA" in result.stdout
    assert "    ... and 10 more lines" in result.stdout
    assert "HC-21" not in result.stdout


def test_what_no_document_has_a_field_for_is_named() -> None:
    result = run("parse", "-", stdin=order_file([*GOOD_850[:3], "PWK*PL*FX", *GOOD_850[5:]]))
    assert "PWK has no field; it is in the file only" in result.stdout


def test_an_interchange_without_messages_is_not_right() -> None:
    assert run("check", "-", stdin=interchange()).exit_code == 1
