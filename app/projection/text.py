"""JSON as text, built by PostgreSQL from literals and expressions.

`concat` of pieces is about half the cost of nested `row_to_json` (docs/decisions), knows no limit of 63 bytes for a key
and keeps keys in the order asked. Whatever is not certain to be safe passes through `to_json`, which escapes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type, get_nullable_type, is_list_type
from sqlalchemy.sql.expression import ColumnElement

from app.projection.node import Piece

_MOST_ARGUMENTS = 90  # PostgreSQL takes 100 a call.
_NUMBERS = frozenset({"Int", "Long", "Float"})
_QUOTED = frozenset({"ID", "Date"})
"""Types whose text needs no escaping: identifiers and ISO dates."""

NULL = sa.literal_column("'null'", sa.Text)


def literal(text: str) -> ColumnElement[str]:
    """The text as a constant of the statement."""
    return sa.literal_column("'" + text.replace("'", "''") + "'", sa.Text)


def joined(pieces: Iterable[Piece]) -> ColumnElement[str]:
    """One text expression; it is never null."""
    arguments = [literal(piece) if isinstance(piece, str) else piece for piece in merged(pieces)]
    while len(arguments) > _MOST_ARGUMENTS:
        arguments = [
            _concat(arguments[start : start + _MOST_ARGUMENTS]) for start in range(0, len(arguments), _MOST_ARGUMENTS)
        ]
    return _concat(arguments)


def _concat(arguments: Sequence[ColumnElement[Any]]) -> ColumnElement[str]:
    return sa.func.concat(*arguments, type_=sa.Text)


def object_of(members: Iterable[tuple[str, Sequence[Piece]]]) -> list[Piece]:
    """A JSON object of these names and texts; {} where directives have left nothing of a selection."""
    result: list[Piece] = ["{"]
    for place, (name, pieces) in enumerate(members):
        result.append(f'{"," if place else ""}"{name}":')
        result.extend(pieces)
    return [*result, "}"]


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbouring literals as one."""
    result: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            result[-1] += piece
        else:
            result.append(piece)
    return result


def leaf(expression: ColumnElement[Any], type_: GraphQLOutputType, *, nullable: bool) -> list[Piece]:
    """The pieces of a scalar, an enum value, or a list of them."""
    bare = get_nullable_type(type_)
    named = get_named_type(bare)
    if is_list_type(bare):
        return _whole(sa.func.to_json(expression), nullable)
    if named.name in _NUMBERS:
        return _whole(expression, nullable)
    if named.name == "Boolean":
        return _whole(sa.cast(expression, sa.Text), nullable)
    if named.name in _QUOTED or isinstance(named, GraphQLEnumType):
        if not nullable:
            return ['"', expression, '"']
        quoted = literal('"').concat(sa.cast(expression, sa.Text)).concat(literal('"'))
        return [sa.func.coalesce(quoted, NULL, type_=sa.Text)]
    return _whole(sa.func.to_json(expression), nullable)


def _whole(expression: ColumnElement[Any], nullable: bool) -> list[Piece]:
    return [sa.func.coalesce(sa.cast(expression, sa.Text), NULL, type_=sa.Text)] if nullable else [expression]
