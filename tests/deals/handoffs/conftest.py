import pytest

from tests.cast import Cast
from tests.deals.handoffs.stage import Stage
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def handing(cast: Cast) -> Stage:
    return Stage(cast)


@pytest.fixture
def proposing(cast: Cast) -> Stage:
    """A deal that Bob registered with a customer of the host's, which so may hand it over."""
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    return Stage(cast, by="bob", account=account)
