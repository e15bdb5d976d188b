"""The composition root: the only module that knows every package."""

import importlib
import importlib.util
from typing import Final

PACKAGES: Final = (
    "partners.companies",
    "partners.people",
    "partners.accounts",
    "partners.notifications",
    "partners",
    "deals",
)
PARTS: Final = ("models", "policies", "subjects", "actions", "jobs")


def register_packages() -> None:
    """Import what registers itself: models, read rules, subject types, handlers."""
    for package in PACKAGES:
        for part in PARTS:
            name = f"{package}.{part}"
            if importlib.util.find_spec(name) is not None:
                importlib.import_module(name)
