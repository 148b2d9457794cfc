"""Where a connection comes from: the one place that says so."""

from collections.abc import Mapping
from typing import Any


def client_address(scope: Mapping[str, Any]) -> str:
    """The client's address, of an ASGI scope; empty where there is none (a Unix socket's)."""
    client = scope.get("client")
    return "" if client is None else str(client[0])
