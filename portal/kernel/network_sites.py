"""Network sites: by what floods and failures are counted."""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Final

_IPV6_SITE: Final = 64
"""Bits of an IPv6 address that name a site (RFC 4291, 2.5.4): whoever has one has all addresses
in it."""


def site_of(address: str) -> str:
    """Return the site of a network address: an IPv4 address itself, of an IPv6 address its /64.

    What is no address (a name that a proxy gave) is returned as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((found.packed, _IPV6_SITE), strict=False))
