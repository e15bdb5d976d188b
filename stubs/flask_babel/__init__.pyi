from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from flask import Flask

class Babel:
    def __init__(
        self,
        app: Flask | None = ...,
        *,
        default_translation_directories: str = ...,
        default_domain: str = ...,
        locale_selector: Callable[[], str | None] | None = ...,
        timezone_selector: Callable[[], str | None] | None = ...,
    ) -> None: ...

class LazyString:
    def __mod__(self, other: Any) -> str: ...

def gettext(string: str, /, **variables: Any) -> str: ...
def ngettext(singular: str, plural: str, n: int, /, **variables: Any) -> str: ...
def lazy_gettext(string: str, /, **variables: Any) -> LazyString: ...
def force_locale(locale: str) -> AbstractContextManager[None]: ...
def format_date(date: date | datetime | None = ..., format: str | None = ...) -> str: ...
def format_time(time: datetime | None = ..., format: str | None = ...) -> str: ...
