"""Units of measure: X12 codes to those of UN/ECE Recommendation 20, and back."""

from edi.canonical.measures import Unit

_REC_20 = {  # data element 355 to UN/ECE Recommendation 20, for packages 21
    "EA": "EA",
    "PC": "H87",
    "UN": "C62",
    "PR": "PR",
    "DZ": "DZN",
    "HC": "CEN",
    "TH": "MIL",
    "ST": "SET",
    "KT": "KT",
    "LO": "LO",
    "KG": "KGM",
    "GR": "GRM",
    "LB": "LBR",
    "OZ": "ONZ",
    "TN": "STN",
    "MP": "TNE",
    "MR": "MTR",
    "CM": "CMT",
    "MM": "MMT",
    "KM": "KMT",
    "FT": "FOT",
    "IN": "INH",
    "YD": "YRD",
    "LF": "LF",
    "SM": "MTK",
    "SF": "FTK",
    "SY": "YDK",
    "SI": "INK",
    "LT": "LTR",
    "ML": "MLT",
    "GA": "GLL",
    "QT": "QTL",
    "PT": "PTL",
    "CR": "MTQ",
    "CF": "FTQ",
    "CI": "INQ",
    "CC": "CMQ",
    "HR": "HUR",
    "DA": "DAY",
    "WK": "WEE",
    "MO": "MON",
    "YR": "ANN",
    "MJ": "MIN",
    "CA": "XCS",
    "CT": "XCT",
    "BX": "XBX",
    "PK": "XPK",
    "BG": "XBG",
    "BO": "XBO",
    "CN": "XCX",
    "PL": "XPX",
    "RL": "XRO",
    "RE": "XRL",
    "DR": "XDR",
    "JR": "XJR",
    "TB": "XTU",
    "BA": "XBL",
    "JG": "XJG",
    "PA": "XPL",
    "EV": "XEN",
    "BR": "BLL",
    "SH": "ST",
}


class _Units(dict[str, Unit]):
    """X12 codes to units; a code without a counterpart gives `x12:CODE`."""

    def __missing__(self, code: str) -> Unit:
        return Unit(f"x12:{code}")


UNITS = _Units({code: Unit(name) for code, name in _REC_20.items()})
_UNIT_CODES = {unit.code: code for code, unit in UNITS.items()}


def unit_code(measure: Unit) -> str:
    """Return the X12 code of a unit; empty when X12 has none."""
    if measure.code.startswith("x12:"):
        return measure.code[4:]
    return _UNIT_CODES.get(measure.code, "")
