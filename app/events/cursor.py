"""A place in an organisation's event log, as clients keep it: `<organisation's id in hex>-<sequence>`.

Feed, subscriptions and lists of events all take it. SQL makes it too: `replace(id::text, '-', '') || '-' || n`.
"""

import re
from uuid import UUID

from app.errors import CursorInvalid

_CURSOR = re.compile(r"([0-9a-f]{32})-(0|[1-9][0-9]{0,17})", re.ASCII)


def cursor(organisation_id: UUID, sequence: int) -> str:
    """The place right after event `sequence`; 0 is the log's beginning."""
    return f"{organisation_id.hex}-{sequence}"


def sequence_of(text: str, organisation_id: UUID | None) -> int:
    """Raises CursorInvalid unless `text` is a cursor of this organisation's log; of nobody's log there is none."""
    match = _CURSOR.fullmatch(text)
    if match is None or organisation_id is None or match[1] != organisation_id.hex:
        raise CursorInvalid
    return int(match[2])
