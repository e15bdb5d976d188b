"""Line ends that may follow the terminator of a segment, which belong to none."""

import re

from edi.syntax.edifact.separators import Separators


def without_line_ends(text: str, marks: Separators) -> str:
    """Take out the line ends before the first segment and after terminators."""
    if "\n" not in text and "\r" not in text:
        return text
    end, text = marks.terminator, text.lstrip("\r\n")
    for line_end in ("\r\n", "\n", "\r"):
        if line_end in text:
            text = text.replace(end + line_end, end)
    if "\n" not in text and "\r" not in text:
        return text
    return re.sub(f"{re.escape(end)}[\r\n]+", end.replace("\\", "\\\\"), text)
