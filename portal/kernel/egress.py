"""The egress gate: the one way out of the portal to an address somebody wrote down.

A name is resolved once; every address it has must be a public one, or one the operator lists in
KONTOR_EGRESS_ALLOW; and the connection goes to the address that was checked, so that a name server
that changes its answer in between (rebinding) changes nothing. No proxy of the environment is
asked, and a connection that lasts too long is cut, however slowly the other end drips.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from portal.kernel.errors import KontorError

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[Address]]

CONNECT_SECONDS: Final = 10.0
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""An IPv4 address in IPv6 clothes (RFC 6052): it leads to what its last 32 bits name."""
_LOCAL_NAT64: Final = IPv6Network("64:ff9b:1::/48")
"""The same within one network (RFC 8215); older Pythons take it for a public one."""


class EgressRefused(KontorError):
    """The address is not one the portal may connect to."""

    code = "egress-refused"


@dataclass(frozen=True, slots=True)
class AllowedTarget:
    """One entry of the allow-list: a host name, an address or a network, and one port of it.

    The port is part of it: who may reach the mail server on this machine must not thereby reach
    its database.
    """

    host: str
    port: int

    def covers(self, host: str, address: Address, port: int) -> bool:
        if port != self.port:
            return False
        if host.casefold() == self.host.casefold():
            return True
        try:
            return address in ip_network(self.host)
        except ValueError:
            return False


def read_allow_list(text: str) -> tuple[AllowedTarget, ...]:
    """Read `mail:1025, 10.2.0.0/16:25, [fd00::/8]:443`.

    Raises:
        ValueError: an entry has no port, or one that is not a number.
    """
    targets = []
    for entry in filter(None, (each.strip() for each in text.split(","))):
        host, _, port = entry.rpartition(":")
        if not host:
            raise ValueError(f"{entry} names no port")
        targets.append(AllowedTarget(host.removeprefix("[").removesuffix("]"), int(port)))
    return tuple(targets)


def resolve(host: str, port: int) -> list[Address]:
    """Ask the system's resolver for every address of a name, in the order to try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # An IPv6 address may name the interface it belongs to after a percent sign.
    return [ip_address(str(each[4][0]).partition("%")[0]) for each in found]


def connect(
    host: str,
    port: int,
    allowed: Sequence[AllowedTarget],
    *,
    timeout: float = CONNECT_SECONDS,
    resolver: Resolver = resolve,
) -> socket.socket:
    """Connect to a host by one of its addresses, all of which the gate lets out.

    `timeout` in seconds, of the connection and of each read and write on it.

    Raises:
        EgressRefused: one of its addresses is neither public nor on the allow-list.
        OSError: it has no address, or none of them answers.
    """
    addresses = resolver(host, port)
    for address in addresses:
        if not (is_public(address) or any(each.covers(host, address, port) for each in allowed)):
            raise EgressRefused(
                f"{host}:{port} leads to {address}, which is not a public address. If that is"
                f" meant, add {host}:{port} to KONTOR_EGRESS_ALLOW"
            )
    return _connect_to_first(addresses, port, timeout)


def is_public(address: Address) -> bool:
    """Return whether an address is one of the open internet, whatever clothes it wears."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _LOCAL_NAT64 or address.sixtofour is not None or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


@contextmanager
def cut_after(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut a connection down when the whole talk takes too long; reads on it then fail.

    `connection` is asked when the time is up: TLS may have put another socket around the first.
    """

    def cut() -> None:
        open_socket = connection()
        if open_socket is not None:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connect_to_first(addresses: Sequence[Address], port: int, timeout: float) -> socket.socket:
    failure: OSError = OSError("the name has no address")
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout)
        except OSError as error:
            failure = error
    raise failure
