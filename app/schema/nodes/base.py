"""What all mappings are made with."""

from collections.abc import Hashable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.projection.cursor import KeysetCursor

ONE: ColumnElement[int] = sa.literal_column("1")
#: As app.folding.display_name decides which name comes first: Han characters, kana, hangul.
_FAMILY_FIRST = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff々]"


def _owner(viewer: Any) -> Hashable:
    return viewer.organisation_id or viewer.candidate_id or ""


CURSOR = KeysetCursor(_owner)
PUBLIC_CURSOR = KeysetCursor(lambda _viewer: "")


def same_key(column: str, target: str = "id") -> Any:
    return lambda parent, row, _ask: [row.c[target] == parent.c[column]]


def literal(text: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{text}'", sa.Text)
