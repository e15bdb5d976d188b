"""The gate to the outside: which addresses it lets out, and that it connects to what it checked."""

import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from portal.kernel.egress import (
    Address,
    AllowedTarget,
    EgressRefused,
    connect,
    cut_after,
    is_public,
    read_allow_list,
    resolve,
)

_INNER = """
127.0.0.1 127.8.9.1 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.254 192.168.1.1 169.254.169.254
100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: fc00::1 fd12:3456::1 fe80::1 ff02::1
2001:db8::1 100::1
"""
NOT_PUBLIC = _INNER.split()
PUBLIC = ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
SPELLINGS_OF_LOOPBACK = ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback that counts who comes: nobody may."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def was_reached(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_only_addresses_of_the_open_internet_are_public() -> None:
    assert [each for each in NOT_PUBLIC if is_public(ip_address(each))] == []
    assert [each for each in PUBLIC if not is_public(ip_address(each))] == []
    print(f"figure: egress gate: {len(NOT_PUBLIC)} inner addresses, 0 let out")


@pytest.mark.parametrize("host", SPELLINGS_OF_LOOPBACK)
def test_loopback_is_refused_however_it_is_spelled(host: str, listener: socket.socket) -> None:
    with pytest.raises((EgressRefused, OSError)):
        connect(host, port_of(listener), ())
    assert not was_reached(listener)


def test_one_inner_address_among_public_ones_refuses_the_name(listener: socket.socket) -> None:
    with pytest.raises(EgressRefused):
        connect(
            "mixed.example",
            port_of(listener),
            (),
            resolver=lambda *_: [ip_address("9.9.9.9"), ip_address("127.0.0.1")],
        )
    assert not was_reached(listener)


def test_a_name_is_resolved_once_so_rebinding_changes_nothing(listener: socket.socket) -> None:
    answers = iter([[ip_address("127.0.0.1")], [ip_address("169.254.169.254")]])
    allowed = read_allow_list(f"127.0.0.1:{port_of(listener)}")
    connect("mail.example", port_of(listener), allowed, resolver=lambda *_: next(answers)).close()
    assert was_reached(listener)
    assert len(list(answers)) == 1


def test_the_allow_list_opens_one_port_of_a_host_and_no_other(listener: socket.socket) -> None:
    port = port_of(listener)
    for opening in (f"localhost:{port}", f"127.0.0.0/8:{port}"):
        connect("localhost", port, read_allow_list(opening), resolver=_only_ipv4).close()
        assert was_reached(listener)
    with pytest.raises(EgressRefused):
        connect("localhost", port, read_allow_list(f"localhost:{port + 1}"))
    with pytest.raises(EgressRefused):
        connect("localhost", port, read_allow_list(f"10.0.0.0/8:{port}"), resolver=_only_ipv4)


def _only_ipv4(host: str, port: int) -> list[Address]:
    return [each for each in resolve(host, port) if each.version == 4]


def test_an_allow_list_is_read_or_refused_whole() -> None:
    assert read_allow_list(" mail:1025, [fd00::/8]:25 ,") == (
        AllowedTarget("mail", 1025),
        AllowedTarget("fd00::/8", 25),
    )
    for wrong in ("mail", "mail:", ":25", "mail:smtp"):
        with pytest.raises(ValueError, match=r"port|invalid literal"):
            read_allow_list(wrong)


def test_a_server_that_drips_for_ever_is_cut_off(listener: socket.socket) -> None:
    port = port_of(listener)
    done = threading.Event()

    def drip() -> None:
        listener.settimeout(5)
        peer, _ = listener.accept()
        with peer:
            while not done.wait(0.02):
                try:
                    peer.send(b"x")
                except OSError:
                    return

    server = threading.Thread(target=drip)
    server.start()
    started = time.monotonic()
    client = connect("127.0.0.1", port, read_allow_list(f"127.0.0.1:{port}"))
    with client, cut_after(0.2, lambda: client):
        while client.recv(64):
            pass
    done.set()
    server.join()
    assert time.monotonic() - started < 3
