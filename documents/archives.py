"""Looking at a ZIP package without unpacking it: only its central directory is read.

Office files are ZIP packages. What a package holds stands in a directory at its end (PKWARE
APPNOTE 6.3, sections 4.3.12 and 4.3.16), so the last bytes of the stream are enough.
"""

import struct
from dataclasses import dataclass
from typing import Final

END_OF_DIRECTORY: Final = struct.Struct("<4s4H2LH")
ENTRY: Final = struct.Struct("<4s6H3L5H2L")
LARGEST_UNPACKED: Final = 1024**3
LARGEST_RATIO: Final = 200
ENCRYPTED: Final = 0x1


class NotAnArchive(Exception):
    """The bytes do not end in a directory that fits them, or it is too large to be honest."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The names of the parts and how large they say they unpack, in bytes."""

    names: tuple[str, ...]
    packed: int
    unpacked: int

    @property
    def is_bomb(self) -> bool:
        return self.unpacked > LARGEST_UNPACKED or self.unpacked > LARGEST_RATIO * max(
            self.packed, 1024
        )


def parts_of(tail: bytes, size: int) -> Parts:
    """Read the directory from the last bytes of a file of `size` bytes.

    Raises:
        NotAnArchive: there is none, it lies about its place, or something is encrypted.
    """
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < END_OF_DIRECTORY.size:
        raise NotAnArchive
    _, disk, first_disk, here, total, length, offset, comment = END_OF_DIRECTORY.unpack_from(
        tail, end
    )
    start = offset - (size - len(tail))
    is_honest = (
        disk == first_disk == 0
        and here == total
        and end + END_OF_DIRECTORY.size + comment == len(tail)
        and start >= 0
        and start + length == end
    )
    if not is_honest:
        raise NotAnArchive
    return _read_entries(tail[start:end], total)


def _read_entries(directory: bytes, total: int) -> Parts:
    names, packed, unpacked, at = [], 0, 0, 0
    for _ in range(total):
        if len(directory) - at < ENTRY.size:
            raise NotAnArchive
        entry = ENTRY.unpack_from(directory, at)
        name_length, extra, comment = entry[10:13]
        if entry[0] != b"PK\x01\x02" or entry[3] & ENCRYPTED:
            raise NotAnArchive
        name = directory[at + ENTRY.size : at + ENTRY.size + name_length]
        names.append(name.decode("utf-8", "replace"))
        packed, unpacked = packed + entry[8], unpacked + entry[9]
        at += ENTRY.size + name_length + extra + comment
    if len(set(names)) != len(names):
        raise NotAnArchive
    return Parts(tuple(names), packed, unpacked)
