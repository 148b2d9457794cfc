"""Ranges of bytes and conditions of requests, as RFC 9110 has them (sections 13 and 14). Of nothing but strings."""

import re
from dataclasses import dataclass

_SPEC = re.compile(r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.IGNORECASE)
_TAG = re.compile(r'(W/)?("[^"]*")')


class Unsatisfiable(Exception):
    """None of the bytes asked for are there."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to and without `end`."""

    start: int
    end: int

    def of(self, size: int) -> str:
        """The header Content-Range."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


def span_of(header: str | None, size: int) -> Span | None:
    """What a Range header asks of so many bytes; None: all of them, as where it is not valid, of another unit, or asks
    for several ranges. Raises Unsatisfiable."""
    match = None if header is None else _SPEC.fullmatch(header)
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        if int(suffix) == 0:
            raise Unsatisfiable
        return Span(max(size - int(suffix), 0), size) if size else None
    start, end = int(first), int(last) + 1 if last else size
    if last and start >= end:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(end, size))


def holds_range(if_range: str | None, etag: str) -> bool:
    """Whether a Range holds beside this If-Range. A date never does: no answer of ours tells one."""
    return if_range is None or if_range.strip() == etag


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether who asks has it already."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in (tag for _, tag in _TAG.findall(if_none_match))


def is_another(if_match: str | None, etag: str) -> bool:
    """Whether who asks wants something else than this."""
    if if_match is None or if_match.strip() == "*":
        return False
    return etag not in (tag for weak, tag in _TAG.findall(if_match) if not weak)
