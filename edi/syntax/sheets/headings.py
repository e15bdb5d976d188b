"""How headings are compared."""

import unicodedata


def plain_heading(text: str) -> str:
    """Return a heading without what people do not see: case, blanks, line breaks, composition."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
