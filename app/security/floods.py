"""Refusals that come in floods: the audit trail tells of them, and is not filled by them."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

WINDOW = 60.0
"""Seconds."""
REMEMBERED = 10_000


@dataclass(slots=True)
class _Flow:
    began: float
    told: int = 0
    untold: int = 0


class Floods:
    """Counts refusals by whoever, in this process. Of one kind by one somebody a few a minute are told, each with how
    many went untold before it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._flows: OrderedDict[Hashable, _Flow] = OrderedDict()

    def tell(self, key: Hashable, most: int) -> int | None:
        """Whether to tell of one more: of how many, itself included; None: not now."""
        now = self._clock()
        flow = self._flows.get(key)
        if flow is None or now - flow.began >= WINDOW:
            flow = _Flow(now, untold=0 if flow is None else flow.untold)
            self._flows[key] = flow
        self._flows.move_to_end(key)
        if len(self._flows) > REMEMBERED:
            self._flows.popitem(last=False)
        if flow.told >= most:
            flow.untold += 1
            return None
        flow.told += 1
        number, flow.untold = flow.untold + 1, 0
        return number


def line_of(address: str | None) -> str | None:
    """Whoever is behind an address: of IPv6 the /64, which a single line is given whole."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
