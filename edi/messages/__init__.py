"""What the segments of each message mean: tables, checks, and the way to canonical documents.

`tables` and `notation` hold and read the message tables, `grammar` and `patterns` compile them,
`checking` runs them. One package per syntax holds its tables and mappings.
"""
