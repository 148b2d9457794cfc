"""Connections in plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.projection.reference_lists import Arguments, refusal

#: Cursor of a row in an order of whose: as the product made it in an answer.
Cursors = Mapping[tuple[str, str, Any], str]


@dataclass(frozen=True)
class Listing:
    """Rows of one type in an order."""

    type_name: str
    order: str
    owner: str
    key: Callable[[Any], Any]
    down: bool
    rows: Sequence[Any]
    everything: Sequence[Any]
    """Whatever a cursor may stand for: rows that the filter left out too."""
    keeps_cursor: bool = False
    plain_cursor: Callable[[Any], str] | None = None
    """Of logs: made and read without a list of cursors."""
    place: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class Page:
    """A part of a listing."""

    listing: Listing
    rows: Sequence[Any]
    has_next: bool
    has_previous: bool
    after: str | None


def page(listing: Listing, args: Arguments, cursors: Cursors) -> Page:
    """Raises BAD_USER_INPUT and CURSOR_INVALID."""
    first, last = args.get("first"), args.get("last")
    size = first if first is not None else last if last is not None else 25
    if (first is not None and last is not None) or not 1 <= size <= 1_000:
        raise refusal("BAD_USER_INPUT")
    rows = sorted(listing.rows, key=listing.key, reverse=listing.down)
    places = {side: _place(listing, args[side], cursors) for side in ("after", "before") if args.get(side) is not None}

    def is_past(row: Any, side: str) -> bool:
        key, place = listing.key(row), places[side]
        return key > place if (side == "after") != listing.down else key < place

    within = [row for row in rows if all(is_past(row, side) for side in places)]
    chosen = within[:size] if last is None else within[-size:]
    more = len(within) > size
    skipped = "after" in places and any(not is_past(row, "after") for row in rows)
    left = "before" in places and any(not is_past(row, "before") for row in rows)
    return Page(
        listing,
        chosen,
        has_next=more if last is None else left,
        has_previous=skipped if last is None else more,
        after=args.get("after"),
    )


def _place(listing: Listing, cursor: str, cursors: Cursors) -> Any:
    if listing.place is not None:
        return listing.place(cursor)
    for row in listing.everything:
        if cursors.get((listing.order, listing.owner, row.id)) == cursor:
            return listing.key(row)
    raise refusal("CURSOR_INVALID")


def cursor_of(listing: Listing, row: Any, cursors: Cursors) -> str:
    if listing.plain_cursor is not None:
        return listing.plain_cursor(row)
    return cursors[listing.order, listing.owner, row.id]
