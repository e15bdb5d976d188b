"""The X12 syntax: delimiters, the interchange header, control segments, writing (X12.5, X12.6)."""
