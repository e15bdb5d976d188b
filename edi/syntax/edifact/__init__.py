"""The EDIFACT syntax, versions 1 to 4, batch: separators, envelopes, character sets (ISO 9735)."""
