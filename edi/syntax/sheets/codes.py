"""What can be wrong with a sheet. There is no standard's list, so this one is ours."""

from enum import StrEnum
from typing import Final


class SheetCode(StrEnum):
    """The `code` of every fault of a CSV or XLSX file; codes are never given a new meaning."""

    NOT_A_SHEET = "S01"  # empty, damaged, another kind of file, or locked by a password
    ENCODING = "S02"  # bytes that are no characters in the file's encoding
    TOO_LARGE = "S03"  # more rows, cells, bytes or faults than are read
    NO_SHEET = "S04"  # the workbook has no sheet of the name in the column map
    COLUMN_MISSING = "S05"  # the heading row lacks a column of the map
    COLUMN_TWICE = "S06"  # the heading row has a column of the map more than once
    QUOTES = "S07"  # a quote that is not closed, or text after a closing quote
    TOO_WIDE = "S08"  # values to the right of the last heading
    VALUE_MISSING = "S09"  # a required cell is blank
    NOT_A_NUMBER = "S10"
    NOT_A_DATE = "S11"  # or not a time of day
    NOT_A_CODE = "S12"  # not in the code list of the column or of the field
    ERROR_CELL = "S13"  # #REF!, #N/A, #DIV/0!...
    NOT_CALCULATED = "S14"  # a formula whose result is not in the file
    CONTRADICTION = "S15"  # rows of one document differ in what is said once per document
    SCATTERED = "S16"  # the rows of one document do not stand together
    SHORTENED = "S17"  # a spreadsheet has rounded a long number, 4.00123E+12
    CHARACTER = "S18"  # control characters in a text
    NOTHING = "S19"  # no document in the file
    NOT_CARRIED = "S20"  # writing only: the column map cannot say it as it is


ERROR_TEXTS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""What spreadsheet programs show, and keep, in the cell of a formula that failed."""
