import pytest

from tests.cast import Cast
from tests.deals.handoffs.stage import Stage
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def handing(cast: Cast) -> Stage:
    return Stage(cast)
