"""The refusals every edge (HTML, API, sockets, EDI, command line) knows how to show.

An error's message is written for the person who reads it: what happened and what to do next.
It never names a record the reader may not see.
"""

from collections.abc import Mapping
from typing import cast

from portal.kernel.words import said


class KontorError(Exception):
    """A refusal with an HTTP status, a stable code for machines and a sentence for people."""

    status = 500
    code = "server-error"
    title: str = said("Something went wrong")

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.title)

    @property
    def message(self) -> str:
        return cast("str", self.args[0])


class NotFound(KontorError):
    """Absent or not visible: the two are the same to whoever asks."""

    status = 404
    code = "not-found"
    title = said("There is nothing here, or it is not shared with you")


class Forbidden(KontorError):
    """Visible, but this actor may not do this to it."""

    status = 403
    code = "forbidden"
    title = said("Your role does not allow this")


class MissingPermission(Forbidden):
    """None of the actor's roles opens this kind of work at all."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission


class NotSignedIn(KontorError):
    status = 401
    code = "not-signed-in"
    title = said("Sign in first")


class Invalid(KontorError):
    """Input that breaks a rule. `fields` maps a field's name to its sentence."""

    status = 422
    code = "invalid"
    title = said("Some fields need your attention")

    def __init__(self, message: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Conflict(KontorError):
    """Somebody else was first: a stale version, an exclusive window, a state already left."""

    status = 409
    code = "conflict"
    title = said("This changed while you were looking at it")


class StaleVersion(Conflict):
    """The form was filled in against an older version of the record."""

    code = "stale-version"
    title = said(
        "Somebody changed this after you opened it. Look at the current version and try again"
    )


class TransitionRefused(Conflict):
    """The record is not in a state from which this step is allowed."""

    code = "transition-refused"


class TooManyAttempts(KontorError):
    """Throttled. `retry_after` is in seconds."""

    status = 429
    code = "too-many-attempts"
    title = said("Too many attempts. Wait a moment and try again")

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooLarge(KontorError):
    status = 413
    code = "too-large"
    title = said("This is larger than the portal accepts")


class Unavailable(KontorError):
    """A part the portal needs (database, S3) does not answer. Nothing was changed."""

    status = 503
    code = "unavailable"
    title = said(
        "A part of the portal does not answer right now. Nothing was lost; try again shortly"
    )


class WallBreach(KontorError):
    """Code tried to step over a tenant wall. Always a defect, never a user's mistake."""

    code = "wall-breach"
