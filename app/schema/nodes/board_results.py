"""How staff find a result: by a number on the statement, or by a name."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.models import Candidate, Result
from app.projection.node import Ask, Clause, Row
from app.schema.nodes.base import literal
from app.statement_number import normalised

MOST_BY_NAME = 1_000


def _search(row: Row, value: str, ask: Ask) -> ColumnElement[bool] | None:
    """Ids from three looks, each by its own index where it has one. Names are only looked through, all of them, where
    what was typed can be no number: names have no digits, numbers do."""
    if not value.strip():
        return None
    number, parts = ask.bind("number", sa.Text()), ask.bind("parts", ARRAY(sa.Text()))
    by_statement, by_candidate, by_name = ask.alias(Result), ask.alias(Result), ask.alias(Result)
    person = ask.alias(Candidate)
    names = sa.func.lower(
        sa.func.concat_ws(
            literal(" "),
            by_name.c.display_name,
            by_name.c.family_name,
            by_name.c.given_name,
            by_name.c.native_name,
            type_=sa.Text,
        ),
        type_=sa.Text,
    )
    found = sa.union_all(
        sa.select(by_statement.c.id).where(by_statement.c.statement_number == number),
        sa.select(by_candidate.c.id)
        .join(person, person.c.id == by_candidate.c.candidate_id)
        .where(person.c.candidate_number == number),
        sa.select(
            sa.select(by_name.c.id)
            .where(parts.is_not(None), names.like(sa.all_(parts)))
            .limit(sa.literal_column(str(MOST_BY_NAME)))
            .subquery()
            .c.id
        ),
    ).subquery()
    ids = sa.select(sa.func.array_agg(found.c.id)).scalar_subquery()
    return row.c.id == sa.any_(sa.cast(ids, ARRAY(sa.Uuid())))


def _values(value: str, _asker: Any) -> Mapping[str, Any]:
    if len(value) > 200:
        raise BadInput("A search has at most 200 characters.")
    if not value.strip():
        return {}
    plain = value.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    parts = None if any(character.isdigit() for character in value) else [f"%{word}%" for word in plain.split()]
    return {"number": normalised(value), "parts": parts}


RESULT_SEARCH = Clause(_search, _values)
