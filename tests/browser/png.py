"""Packs screenshots: the same pixels in fewer bytes (PNG, ISO/IEC 15948, clauses 9 and 11).

Browsers filter every line, which helps photographs; plain pages pack better as they are.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

SIGNATURE = b"\x89PNG\r\n\x1a\n"
Filter = Callable[[int, int, int], int]
"""What was subtracted from a byte: of those to its left, above it, and left above."""


def pack(png: bytes) -> bytes:
    """Return the picture with unfiltered lines, deflated as hard as zlib can (8 bits, RGB)."""
    chunks = list(_chunks(png))
    header = next(content for kind, content in chunks if kind == b"IHDR")
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    assert (depth, colour) == (8, 2)
    filtered = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    lines = b"".join(b"\0" + line for line in _plain(filtered, 3 * width, height))
    kept = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in kept)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _plain(filtered: bytes, width: int, height: int) -> Iterator[bytes]:
    above = bytes(width)
    for start, end in pairwise(range(0, (width + 1) * (height + 1), width + 1)):
        restore = FILTERS[filtered[start]]
        line = bytearray(filtered[start + 1 : end])
        for i, value in enumerate(line):
            left, corner = (line[i - 3], above[i - 3]) if i > 2 else (0, 0)
            line[i] = (value + restore(left, above[i], corner)) & 0xFF
        above = bytes(line)
        yield above


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


FILTERS: tuple[Filter, ...] = (
    lambda _left, _up, _corner: 0,
    lambda left, _up, _corner: left,
    lambda _left, up, _corner: up,
    lambda left, up, _corner: (left + up) // 2,
    _paeth,
)
