"""What a GraphQL type is in the database: which rows it has, which columns, and how to walk on from one.

Everything here is a value. A field whose snake_case name is a column of the model needs no entry; a computed column or
a relation is a function of the row (an alias in the statement being built) and of `Ask`. Nothing a function returns may
depend on more of the viewer than its shape, nor on more of an argument's value than `app.projection.plan.structure`
sees of it (enums, booleans, what is null or blank): statements are kept and run again with other values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement, FromClause

Row = FromClause
Piece = str | ColumnElement[Any]
"""Part of a JSON text: a literal, or an expression whose text belongs there."""


class Asker(Protocol):
    """What the projection needs to know of whoever asks."""

    @property
    def shape(self) -> tuple[Any, ...]:
        """All that a statement's structure may depend on."""

    @property
    def traced(self) -> bool:
        """Whether objects leave their traces (`Node.trace`); follows from the shape."""


class Ask(Protocol):
    """The field being built: its viewer's shape, its arguments, and new names for binds and aliases."""

    @property
    def asker(self) -> Any:
        """Read its `shape` only."""

    @property
    def shared(self) -> bool:
        """The payload serves all users of an organisation: nothing of it may depend on one of them."""

    @property
    def args(self) -> Mapping[str, Any]:
        """Coerced arguments, by their GraphQL names. Read their structure, never their scalars."""

    def bind(self, name: str, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
        """A value that `values` gives under this name at each run."""

    def alias(self, model: Any) -> Row:
        """The model's table under a name of its own."""

    def inside(self, name: str) -> "Ask":
        """The same field, with the names of binds prefixed."""


Column = Callable[[Row, Ask], ColumnElement[Any]]
Where = Callable[[Row, Row, Ask], Sequence[ColumnElement[bool]]]
Values = Callable[[Any, Any], Mapping[str, Any]]


def no_values(_value: Any, _asker: Any) -> Mapping[str, Any]:
    """For what has no binds."""
    return {}


@dataclass(frozen=True, slots=True)
class Clause:
    """One argument or filter field: a condition, and the values of its binds.

    `sql` sees the argument's value for its structure alone; `values` turns it into binds at each run and raises
    `ApiError`s where it is no good.
    """

    sql: Callable[[Row, Any, Ask], ColumnElement[bool] | None]
    values: Values = no_values
    absent: Callable[[Row, Ask], ColumnElement[bool] | None] | None = None
    """The condition where the argument is not given or null."""
    per_user: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """An input object of clauses, all of which must hold."""

    clauses: Mapping[str, "Clause | Group"]
    given: Callable[[Row, Ask], ColumnElement[bool]] | None = None
    """What must hold besides wherever the object itself is given."""


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: its expression, its type in a bind, and a parser that refuses what a cursor may not hold."""

    expression: Callable[[Row], ColumnElement[Any]]
    type: sa.types.TypeEngine[Any]
    parse: Callable[[Any], Any]
    place: Callable[[ColumnElement[Any]], ColumnElement[Any]] = lambda bind: bind
    """What rows are compared with, of a cursor's bind: it may check it against the database."""


@dataclass(frozen=True, slots=True)
class Order:
    """A unique ordering; its last key makes it so. Every key runs in the same direction, as its index does."""

    name: str
    keys: tuple[Key, ...]
    descending: bool = False


class Codec(Protocol):
    """How a position in an ordering becomes a cursor and back."""

    def sql(self, order: Order, keys: Sequence[ColumnElement[Any]], ask: Ask) -> ColumnElement[str]:
        """The cursor's text."""

    def values(self, order: Order, asker: Any) -> Mapping[str, Any]:
        """Binds that `sql` asked for."""

    def decode(self, cursor: str, order: Order, asker: Any) -> Sequence[Any]:
        """The keys' values; raises CursorInvalid or CursorExpired."""


@dataclass(frozen=True, slots=True)
class Same:
    """The same row, seen as another type."""

    node: "Node | None" = None


@dataclass(frozen=True, slots=True)
class One:
    """At most one row of another model. Fields of `local` are on this row already: no walk if none else is asked."""

    where: Where
    order: Callable[[Row], Sequence[ColumnElement[Any]]] | None = None
    node: "Node | None" = None
    local: "Node | None" = None


@dataclass(frozen=True, slots=True)
class ListOf:
    """All rows that `rows` selects, in its order."""

    rows: Callable[[Row, Ask], sa.Select[Any]]
    clauses: Mapping[str, Clause | Group] = field(default_factory=dict)
    node: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Unrolled:
    """A list (or with `single` one object) whose length follows from the row: items are expressions, no rows at all."""

    cases: Callable[[Row, Ask], Sequence[tuple[ColumnElement[bool], Sequence[Mapping[str, ColumnElement[Any]]]]]]
    nullable: frozenset[str] = frozenset()
    single: bool = False


def admit_everybody(_asker: Any) -> None:
    """For lists that everybody has who sees what they hang from."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A paged list."""

    order: Callable[[Mapping[str, Any]], Order]
    codec: Codec
    where: Where | None = None
    """None: for connections at the root, whose rows a resolver chose."""
    rows: Callable[[Row, Ask], Row] | None = None
    """Instead of the model's table: the rows that hang from this one, a function's for instance."""
    clauses: Mapping[str, Clause | Group] = field(default_factory=dict)
    keeps_cursor: bool = False
    """On an empty page endCursor is the `after` that was given: whoever polls a log keeps one place."""
    admit: Callable[[Any], None] = admit_everybody
    """Raises where this asker has no such list: an empty one would say that there is nothing."""


@dataclass(frozen=True, slots=True)
class PerUser:
    """A value that differs between the users of one organisation.

    In a payload that is shared by all of them a marker stands in its place; None: such a payload cannot be shared.
    """

    column: Column
    marker: Callable[[Row], Sequence[Piece]] | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """The mapping of one GraphQL type."""

    model: Any = None
    prefix: str | None = None
    """Of ids: `shr` makes shr_<key>. None where the type has no id."""
    key: str = "id"
    columns: Mapping[str, Column | PerUser] = field(default_factory=dict)
    one: Mapping[str, Same | One] = field(default_factory=dict)
    many: Mapping[str, ListOf | Connection | Unrolled] = field(default_factory=dict)
    trace: Callable[[Row], Sequence[Piece]] | None = None
    """What each object of this type leaves in the text where the asker is traced: text that no JSON can have, which
    whoever gives the answer out takes away again."""
    computed: frozenset[str] = frozenset()
    """Fields that no statement can answer: the context does (`app.projection.executor`), once for all rows of the
    statement, and its answer takes the place that the statement leaves for it."""
    guards: Mapping[str, Callable[[Any], None]] = field(default_factory=dict)
    """By field: what raises an `ApiError` where whoever asks may not select it. Reads the asker's `shape` only."""
