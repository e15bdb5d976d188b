from pathlib import Path

import redis as client

from portal.embedded.redis import RedisServer


def test_it_answers_on_a_private_socket_and_is_gone_after_stop(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a folder with a long name"] * 8)
    with RedisServer(deep) as server:
        with client.Redis.from_url(server.url) as connection:
            assert connection.ping()
            connection.set("bell", "rung")
        assert server.is_healthy()
    assert not server.is_healthy()


def test_two_servers_share_nothing(tmp_path: Path) -> None:
    with RedisServer(tmp_path / "a") as one, RedisServer(tmp_path / "b") as other:
        with client.Redis.from_url(one.url) as connection:
            connection.set("bell", "rung")
        with client.Redis.from_url(other.url) as connection:
            assert connection.get("bell") is None
