import pytest

from tests.cast import Cast
from tests.deals.leads.desk import Desk
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)
