"""One hardened way to read XML, and one to write it.

`parsing.parse` gives a tree from bytes of anybody: no document type (or, on request, a bare one
that is never loaded), no entities, no network, no inclusion, and limits on everything. `positions`
finds line, column and byte of a path, `values` are the lexical rules of XML Schema, `writing`
makes bytes that are the same every time.
"""
