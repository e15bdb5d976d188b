"""Reading a sheet of deals: what is no sheet is refused, of every row it is said what is wrong."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from deals.models import DealKind, Motion
from deals.registration.models import CURRENCIES
from partners.accounts.parents.checking import checked_parent
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.accounts.parents.models import Parent
from portal.kernel.errors import Invalid
from portal.kernel.sheets import BOM, entered
from portal.kernel.words import said

MOST_BYTES: Final = 1024**2
MOST_ROWS: Final = 500
COLUMNS: Final = (
    "crm_id",
    "customer",
    "territory",
    "family",
    "quantity",
    "amount",
    "currency",
    "expected_close",
    "progress",
    "motion",
    "kind",
    *PARENT_FIELDS,
)
NEEDED: Final = COLUMNS[:9]
LARGEST_AMOUNT: Final = Decimal(10) ** 14
LARGEST_QUANTITY: Final = 10**7
LONGEST: Final = {"crm_id": 80, "progress": 2000}
CHOOSE: Final = said("Choose a CSV file of up to 1 MB in UTF-8.")

Finding = tuple[int, str, str, str]
"""The row's number, the column, what is wrong, what stands there."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row by its number in the sheet, where the heading is 1: texts by column."""

    number: int
    values: dict[str, str]


def rows_of(content: bytes) -> list[SheetRow]:
    """Return the rows of a sheet.

    Raises:
        Invalid: it is no text, lacks a column, or has no row or too many.
    """
    if not 1 <= len(content) <= MOST_BYTES:
        raise _refused(CHOOSE)
    try:
        text = content.decode("utf-8").removeprefix(BOM)
    except UnicodeDecodeError:
        raise _refused(CHOOSE) from None
    if "\0" in text:
        raise _refused(CHOOSE)
    records = _records(text)
    heading = [re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_") for name in next(records)]
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        raise _refused(
            said("These columns are missing: %(names)s.", names=", ".join(missing)),
        )
    found = []
    for number, record in enumerate(records, 2):
        values = {
            name: entered(record[heading.index(name)]).strip()
            if name in heading and heading.index(name) < len(record)
            else ""
            for name in COLUMNS
        }
        if any(values.values()):
            found.append(SheetRow(number, values))
    if not 1 <= len(found) <= MOST_ROWS:
        raise _refused(said("A sheet holds between 1 and %(most)s deals.", most=MOST_ROWS))
    return found


def faults_of(row: SheetRow) -> list[Finding]:
    """Return what is wrong with a row in itself."""
    values = row.values
    checks = {
        "crm_id": (bool(values["crm_id"]), said("Enter your CRM id; it tells a repeat.")),
        "customer": (bool(values["customer"]), said("Choose the customer.")),
        "territory": (bool(values["territory"]), said("Choose a territory.")),
        "family": (bool(values["family"]), said("Choose a product family on each line.")),
        "quantity": (
            _is_quantity(values["quantity"]),
            said("Enter the quantity as a whole number, for example 240."),
        ),
        "amount": (
            _is_amount(values["amount"]),
            said("Enter the amount with a point, for example 184000.00."),
        ),
        "currency": (values["currency"].upper() in CURRENCIES, said("Choose a currency.")),
        "expected_close": (
            _is_day(values["expected_close"]),
            said("Enter a day, for example 2026-12-24."),
        ),
        "progress": (
            bool(values["progress"]),
            said("Say in a sentence what you have done so far."),
        ),
        "motion": (
            (values["motion"].upper() or Motion.RESELL) in set(Motion),
            said("Choose how you sell it."),
        ),
        "kind": (
            (values["kind"].upper() or DealKind.NET_NEW) in set(DealKind),
            said("Choose the kind of deal."),
        ),
    }
    for name, most in LONGEST.items():
        if len(values[name]) > most:
            checks[name] = False, said("Shorten this to %(most)s letters.", most=most)
    wrong = {name: sentence for name, (is_right, sentence) in checks.items() if not is_right}
    try:
        checked_parent(parent_in(values))
    except Invalid as error:
        return _told(row, {**wrong, **error.fields})
    return _told(row, wrong)


def _told(row: SheetRow, wrong: Mapping[str, str]) -> list[Finding]:
    return [(row.number, name, sentence, row.values[name][:80]) for name, sentence in wrong.items()]


def parent_in(values: Mapping[str, str]) -> Parent:
    """Return the parent company that a row names; a sheet brought before there were has none."""
    return Parent(*(values.get(name, "") for name in PARENT_FIELDS))


def registration_of(row: SheetRow, account_id: str) -> dict[str, Any]:
    """Return a row without fault as it is kept until it is registered."""
    values = row.values
    return {
        **values,
        "number": row.number,
        "account_id": account_id,
        "territory": values["territory"].upper(),
        "family": values["family"].upper(),
        "currency": values["currency"].upper(),
        "motion": values["motion"].upper() or Motion.RESELL.value,
        "kind": values["kind"].upper() or DealKind.NET_NEW.value,
    }


def _records(text: str) -> Iterator[list[str]]:
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    except csv.Error:
        raise _refused(
            said("The file is not a sheet: a quotation mark is missing, or a cell is too long.")
        ) from None


def _is_quantity(text: str) -> bool:
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST_QUANTITY))
    return is_number and int(text) > 0


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    exponent = amount.as_tuple().exponent
    return amount.is_finite() and 0 <= amount < LARGEST_AMOUNT and int(exponent) >= -2  # noqa: PLR2004


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refused(sentence: str) -> Invalid:
    return Invalid(fields={"file": sentence})
