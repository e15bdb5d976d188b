"""The catalogues of the shipped languages: kept as `.po`, compiled to what gettext reads.

Nobody can forget to compile: the app does it when it starts, if a catalogue changed. An image or a
wheel brings the compiled files, made by `python -m portal.web.catalogues`, and writes nothing.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS: Final = Path(__file__).parent / "translations"


def compile_catalogues(folder: Path = TRANSLATIONS) -> bool:
    """Compile every catalogue if one changed since the last time; say whether it did.

    Processes that start together may each do it: each file is put in place whole.
    """
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.parts[-3]}\0".encode() + source.read_bytes() + b"\0")
    stamp = folder / ".stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    for source in sources:
        _compile(source)
    _put(stamp, digest.hexdigest().encode())
    return True


def _compile(source: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3])
    compiled = source.with_suffix(".mo")
    fresh = _beside(compiled)
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(compiled)


def _put(path: Path, content: bytes) -> None:
    fresh = _beside(path)
    fresh.write_bytes(content)
    fresh.replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}")


if __name__ == "__main__":
    compile_catalogues()
