"""Where a request comes from: the one place that decides it, for sessions, buckets and the audit trail.

What `X-Forwarded-For` says is the word of whoever sent it. So it is read from the right, and only as far as those who
said it are proxies of ours (TRUSTED_PROXIES): the first address that is none is the client's.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_HOPS = 20
_HEADER = b"x-forwarded-for"


class ClientAddresses:
    """Reads ASGI scopes; made once of the settings."""

    def __init__(self, trusted_proxies: Iterable[str]) -> None:
        """Raises ValueError where one is no network."""
        self._trusted: Sequence[Network] = [ipaddress.ip_network(each) for each in trusted_proxies]
        self._of_peer = lru_cache(4_096)(self._found)

    def of(self, scope: Any) -> str:
        """The client's address, as text; "" where the server does not know its peer (a unix socket)."""
        client = scope.get("client")
        peer = "" if client is None else str(client[0])
        if not self._trusted:
            return self._of_peer(peer)
        nearest = _address(peer)
        if nearest is None:
            return peer
        for hop in self._hops(scope):
            if not self._is_trusted(nearest):
                break
            found = _address(hop)
            if found is None:  # garbage: what lies beyond it is worth no more
                break
            nearest = found
        return str(nearest)

    @staticmethod
    def _found(peer: str) -> str:
        nearest = _address(peer)
        return peer if nearest is None else str(nearest)

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)

    def _hops(self, scope: Any) -> list[str]:
        """The nearest first; several headers are one list."""
        values = [value for name, value in scope["headers"] if name == _HEADER]
        return b",".join(values).decode("latin-1").split(",")[::-1][:MOST_HOPS]


@lru_cache(4_096)
def _address(text: str) -> Address | None:
    """Of "192.0.2.1", "192.0.2.1:1234", "2001:db8::1" and "[2001:db8::1]:1234"."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found
