from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]
