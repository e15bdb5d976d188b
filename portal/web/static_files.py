"""Built assets: served compressed as they were built, cached for good under their hashed names."""

import mimetypes
from pathlib import Path
from typing import Final

from flask import Blueprint, request, send_from_directory
from flask.typing import ResponseReturnValue

from portal.web.access import open_to_tools

FOLDER: Final = Path(__file__).parent / "static"
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
YEAR: Final = 365 * 24 * 3600

blueprint = Blueprint("static_files", __name__)


@blueprint.get("/static/<path:filename>", endpoint="serve")
@open_to_tools
def serve(filename: str) -> ResponseReturnValue:
    accepted = request.accept_encodings
    for encoding, suffix in ENCODINGS:
        if accepted[encoding] and (FOLDER / f"{filename}{suffix}").is_file():
            return _send(filename, suffix, encoding)
    return _send(filename, "", None)


def _send(filename: str, suffix: str, encoding: str | None) -> ResponseReturnValue:
    response = send_from_directory(
        FOLDER, filename + suffix, mimetype=mimetypes.guess_type(filename)[0], max_age=YEAR
    )
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response
