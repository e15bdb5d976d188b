"""The libraries by which the portal talks to the stores."""

from urllib.parse import urlsplit

import psycopg
from minio import Minio

from portal.embedded.postgres import PostgresServer


def minio(url: str) -> Minio:
    parts = urlsplit(url)
    return Minio(
        f"{parts.hostname}:{parts.port}",
        access_key=parts.username,
        secret_key=parts.password,
        secure=False,
        region="us-east-1",
    )


def query(server: PostgresServer, sql: str, user: str = "kontor_app") -> list[tuple[object, ...]]:
    with psycopg.connect(server.conninfo(user)) as connection:
        return connection.execute(sql.encode()).fetchall()
