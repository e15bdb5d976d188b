"""Bytes to positioned segments and back, one package per syntax; no database, no Flask.

`faults` is what every syntax reports in; `x12` is the first syntax. What the segments of a message
mean is the business of `edi.messages`.
"""
