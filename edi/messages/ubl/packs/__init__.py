"""Schemas and Schematron that an operator supplies, run besides our own tables and rules.

A pack is a folder. Every `*.xsd` whose target namespace is that of a UBL document checks documents
of that namespace; every compiled Schematron, a `*.xsl` or `*.xslt` that writes SVRL (ISO 19757-3),
checks all documents, or those of a kind when it lies in a folder of that name (`Invoice/`).
"""

from edi.messages.ubl.packs.running import Pack, PackError, open_pack

__all__ = ["Pack", "PackError", "open_pack"]
