class EmbeddedError(RuntimeError):
    """An embedded server cannot start; the message says what to do about it."""


class AlreadyRunningError(EmbeddedError):
    """Another process holds this data folder."""
