"""Networks from which a key may be used: one spelling of each, and whether an address lies in one."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_MAPPED = 96
"""Bits of ::ffff:0:0/96, under which IPv4 addresses may be written as IPv6."""


def network(text: str) -> str | None:
    """In CIDR, bits of the host cleared (a lone address is the smallest network); None if it is none."""
    if "%" in text:  # a zone means something on one host alone
        return None
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return str(_plain(found))


def lies_in(address: str, networks: Iterable[str]) -> bool:
    """Whether the address is in one of these networks; one that nobody knows is in none."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in ip_network(text) for text in networks)


def _plain(found: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """IPv4 written as IPv6 is IPv4: so are the addresses that it is compared with."""
    mapped = found.network_address.ipv4_mapped if isinstance(found, IPv6Network) else None
    if mapped is None or found.prefixlen < _MAPPED:
        return found
    return IPv4Network((int(mapped), found.prefixlen - _MAPPED))
