"""CSV text and XLSX workbooks to streams of rows, and rows back to bytes.

What a row means is said by a column map, see `edi.messages.sheets`.
"""
