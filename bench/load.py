"""A load generator of a raw socket and a few lines, so that it is not what is measured.

    python -m bench.load HOST PORT PATH COOKIE CLIENTS SECONDS     (started by bench.pages)

Prints the milliseconds of every answered request as JSON. Keep-alive, one request under way per
client, over loopback; any status but 200 ends the run.
"""

import json
import socket
import sys
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    path: str
    cookie: str

    @property
    def request(self) -> bytes:
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nAccept: text/html\r\n\r\n"
        ).encode()


def ask(connection: socket.socket, request: bytes) -> int:
    """Send one request and read its answer; return how many bytes the body had."""
    connection.sendall(request)
    got = b""
    while b"\r\n\r\n" not in got:
        got += _received(connection)
    head, _, body = got.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n")[0].decode())
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(_received(connection))
    return length


def _received(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise RuntimeError("the server hung up")
    return data


def client(target: Target, until: float, times: list[float]) -> None:
    with socket.create_connection((target.host, target.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = target.request
        while (start := time.perf_counter()) < until:
            ask(connection, request)
            times.append((time.perf_counter() - start) * 1000)


def main() -> None:
    host, port, path, cookie, clients, seconds = sys.argv[1:]
    target, until = Target(host, int(port), path, cookie), time.perf_counter() + float(seconds)
    times: list[float] = []
    threads = [
        threading.Thread(target=client, args=(target, until, times)) for _ in range(int(clients))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(times))


if __name__ == "__main__":
    main()
