"""How staff find a result: by a number on the statement, or by a name."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.models import Candidate, Result
from app.projection.node import Ask, Clause, Row
from app.statement_number import normalised

MOST_BY_NAME = 1_000
"""Results that a search by name finds at most."""


def _search(row: Row, value: str, ask: Ask) -> ColumnElement[bool] | None:
    """Ids from three looks, each by its own index. A name is only looked for where what was typed can be no number:
    names have no digits, numbers do."""
    if not value.strip():
        return None
    number, words = ask.bind("number", sa.Text()), ask.bind("words", ARRAY(sa.Text()))
    by_statement, by_candidate = ask.alias(Result), ask.alias(Result)
    person = ask.alias(Candidate)
    by_name = sa.func.results_named(words, sa.literal_column(str(MOST_BY_NAME)), type_=ARRAY(sa.Uuid()))
    found = sa.union_all(
        sa.select(by_statement.c.id).where(by_statement.c.statement_number == number),
        sa.select(by_candidate.c.id)
        .join(person, person.c.id == by_candidate.c.candidate_id)
        .where(person.c.candidate_number == number),
        sa.select(sa.func.unnest(by_name).column_valued("named")),
    ).subquery()
    ids = sa.select(sa.func.array_agg(found.c.id)).scalar_subquery()
    return row.c.id == sa.any_(sa.cast(ids, ARRAY(sa.Uuid())))


def _values(value: str, _asker: Any) -> Mapping[str, Any]:
    if len(value) > 200:
        raise BadInput("A search has at most 200 characters.")
    if not value.strip():
        return {}
    words = [] if any(character.isdigit() for character in value) else value.split()
    return {"number": normalised(value), "words": words}


RESULT_SEARCH = Clause(_search, _values)
