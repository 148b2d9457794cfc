"""Connections: keyset paging both ways, each part computed only if it is selected."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.sql.expression import ColumnElement

from app.errors import BadInput
from app.projection.clauses import Arguments, conditions, values
from app.projection.graph import Fields, Nested, object_type
from app.projection.node import Connection, Node, Order, Piece, Row
from app.projection.text import NULL, joined, object_of
from app.projection.variables import Given

if TYPE_CHECKING:
    from app.projection.build import Builder, FieldAsk

DEFAULT_SIZE = 25
LARGEST_SIZE = 1_000


def connection(
    builder: "Builder",
    type_: GraphQLObjectType,
    definition_of: Connection,
    source: Row | sa.Select[Any],
    details: list[FieldDetails],
    ask: "FieldAsk",
    definition: GraphQLField,
) -> ColumnElement[str]:
    """The connection's JSON text. `source` is the row it hangs from, or at the root the rows themselves."""
    fields = builder.collect(type_, details)
    page = Page(builder, type_, definition_of, source, fields, ask)
    builder.nested.append(
        Nested(ask.prefix, Given(definition, details[0].node), partial(paging_values, definition_of, extra=page.extra))
    )
    return page.text()


def paging_values(of: Connection, args: Arguments, asker: Any, *, extra: bool) -> dict[str, Any]:
    """Binds of a page: its size, the positions it lies between, and those of its filters. Raises ApiErrors."""
    of.admit(asker)
    first, last = args.get("first"), args.get("last")
    if first is not None and last is not None:
        raise BadInput("Give first or last, not both.")
    size = first if first is not None else last if last is not None else DEFAULT_SIZE
    if not 1 <= size <= LARGEST_SIZE:
        raise BadInput("A page has 1 to 1,000 items.")
    order = of.order(args)
    result = values(of.clauses, args, asker)
    result |= {"size": size, "limit": size + extra, **of.codec.values(order, asker)}
    for side in ("after", "before"):
        if (cursor := args.get(side)) is not None:
            result[f"{side}_text"] = cursor
            for position, key in enumerate(of.codec.decode(cursor, order, asker)):
                result[f"{side}_{position}"] = key
    return result


@dataclass(slots=True)
class Page:
    """One connection of one statement."""

    builder: "Builder"
    type_: GraphQLObjectType
    of: Connection
    source: Row | sa.Select[Any]
    fields: Fields
    ask: "FieldAsk"

    @property
    def backwards(self) -> bool:
        return self.ask.args.get("last") is not None

    @property
    def order(self) -> Order:
        return self.of.order(self.ask.args)

    @property
    def extra(self) -> bool:
        """One row more than the page, to know whether there is another page."""
        wanted = "hasPreviousPage" if self.backwards else "hasNextPage"
        return any(
            inner[0].node.name.value == wanted
            for fields in self.fields.values()
            if fields[0].node.name.value == "pageInfo"
            for inner in self._page_info(fields).values()
        )

    def text(self) -> ColumnElement[str]:
        names = {fields[0].node.name.value for fields in self.fields.values()}
        if not names & {"edges", "nodes", "pageInfo"}:
            return joined(self._pieces(None))
        page = self._page()
        select = sa.select(joined(self._pieces(page))).select_from(page)
        return select.having(sa.literal_column("true")).scalar_subquery()

    def _page(self) -> Row:
        row, held = self._rows()
        keys = [key.expression(row) for key in self.order.keys]
        for side in ("after", "before"):
            if self.ask.args.get(side) is not None:
                held.append(self._beyond(keys, side))
        backwards = self.order.descending != self.backwards
        rows = (
            sa.select(*row.c)
            .where(*held)
            .order_by(*(key.desc() if backwards else key.asc() for key in keys))
            .limit(self.ask.bind("limit", sa.Integer()))
        )
        inner = self._correlated(rows).subquery(self.builder.name("p"))
        if not (self.extra or self.backwards):
            return inner
        number = sa.func.row_number().over().label("n_")
        return sa.select(*inner.c, number).subquery(self.builder.name("n"))

    def _rows(self) -> tuple[Row, list[ColumnElement[bool]]]:
        """The rows of the whole list under a name of their own, and what must hold of them."""
        if isinstance(self.source, sa.Select):
            row: Row = self.source.subquery(self.builder.name("r"))
            held: list[ColumnElement[bool]] = []
        else:
            of = self.of.rows
            row = self.builder.alias(self._node.model) if of is None else of(self.source, self.ask)
            held = [] if self.of.where is None else list(self.of.where(self.source, row, self.ask))
        held += conditions(self.of.clauses, self.ask.args, row, self.ask, shared=self.builder.shared)
        return row, held

    def _correlated(self, select: sa.Select[Any]) -> sa.Select[Any]:
        return select if isinstance(self.source, sa.Select) else select.correlate(self.source)

    @property
    def _node(self) -> Node:
        return self.builder.graph.nodes[self._node_type.name]

    @property
    def _node_type(self) -> GraphQLObjectType:
        return object_type(self.type_.fields["nodes"])

    def _beyond(self, keys: Sequence[ColumnElement[Any]], side: str, *, inclusive: bool = False) -> ColumnElement[bool]:
        """Past the cursor, in the direction of the order; `inclusive`: on the other side of it, itself included."""
        places = [key.place(self.ask.bind(f"{side}_{n}", key.type)) for n, key in enumerate(self.order.keys)]
        left, right = sa.tuple_(*keys), sa.tuple_(*places)
        greater = (side == "after") != self.order.descending
        if inclusive:
            return left <= right if greater else left >= right
        return left > right if greater else left < right

    def _pieces(self, page: Row | None) -> list[Piece]:
        fields = self.fields.items()
        return object_of((name, self._part(details[0].node.name.value, details, page)) for name, details in fields)

    def _part(self, name: str, details: list[FieldDetails], page: Row | None) -> list[Piece]:
        if name == "__typename":
            return [f'"{self.type_.name}"']
        if name == "totalCount":
            row, held = self._rows()
            count = sa.select(sa.func.count()).select_from(row).where(*held)
            return [self._correlated(count).scalar_subquery()]
        assert page is not None
        if name == "pageInfo":
            return self._object("PageInfo", self._page_info(details), page)
        if name == "nodes":
            return self._list(self.builder.pieces(self._node_type, self._node, page, details), page)
        return self._list(self._edge(details, page), page)

    def _edge(self, details: list[FieldDetails], page: Row) -> list[Piece]:
        edge = object_type(self.type_.fields["edges"])

        def text(inner: list[FieldDetails]) -> list[Piece]:
            match inner[0].node.name.value:
                case "__typename":
                    return [f'"{edge.name}"']
                case "cursor":
                    keys = [key.expression(page) for key in self.order.keys]
                    return ['"', self.of.codec.sql(self.order, keys, self.ask), '"']
            return self.builder.pieces(self._node_type, self._node, page, inner)

        return object_of((name, text(inner)) for name, inner in self.builder.collect(edge, details).items())

    def _gathered(self, column: ColumnElement[Any], page: Row) -> Any:
        """The column's values in the list's order. Backwards that takes an ORDER BY as the items' has: PostgreSQL sorts
        the input once for all aggregates, also for those that did not ask."""
        values: Any = column
        if self.backwards:
            values = aggregate_order_by(column, page.c.n_.desc())
        gathered: Any = sa.func.array_agg(values)
        if self.backwards and self.extra:
            gathered = gathered.filter(page.c.n_ <= self.ask.bind("size", sa.Integer()))
        return sa.type_coerce(gathered, ARRAY(column.type))

    def _list(self, pieces: list[Piece], page: Row) -> list[Piece]:
        comma: Any = sa.literal_column("','")
        if self.backwards:
            comma = aggregate_order_by(comma, page.c.n_.desc())
        items: Any = sa.func.string_agg(joined(pieces), comma)
        if self.extra:
            items = items.filter(page.c.n_ <= self.ask.bind("size", sa.Integer()))
        return ["[", items, "]"]

    def _page_info(self, details: list[FieldDetails]) -> Fields:
        return self.builder.collect(object_type(self.type_.fields["pageInfo"]), details)

    def _object(self, type_name: str, fields: Fields, page: Row) -> list[Piece]:
        def text(name: str) -> Piece:
            match name:
                case "__typename":
                    return f'"{type_name}"'
                case "hasNextPage" | "hasPreviousPage":
                    return self._another(forwards=name == "hasNextPage")
            return self._cursor(page, start=name == "startCursor")

        return object_of((name, [text(details[0].node.name.value)]) for name, details in fields.items())

    def _another(self, *, forwards: bool) -> ColumnElement[str]:
        """Whether there is a page on that side: by the extra row where we read on, by a look where we came from."""
        if forwards != self.backwards:
            more = sa.func.count() > self.ask.bind("size", sa.Integer())
            return sa.cast(more, sa.Text)
        side = "before" if forwards else "after"
        if self.ask.args.get(side) is None:
            return sa.literal_column("'false'", sa.Text)
        row, held = self._rows()
        keys = [key.expression(row) for key in self.order.keys]
        look: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(row)
        look = look.where(*held, self._beyond(keys, side, inclusive=True))
        return sa.cast(self._correlated(look).exists(), sa.Text)

    def _cursor(self, page: Row, *, start: bool) -> ColumnElement[str]:
        count = sa.func.count()
        place: Any = sa.literal_column("1")
        if not start:
            place = sa.func.least(self.ask.bind("size", sa.Integer()), count)
        keys = [self._gathered(key.expression(page), page)[place] for key in self.order.keys]
        quoted = joined(['"', self.of.codec.sql(self.order, keys, self.ask), '"'])
        empty: ColumnElement[Any] = NULL
        if self.of.keeps_cursor and not start and self.ask.args.get("after") is not None:
            empty = joined(['"', self.ask.bind("after_text", sa.Text()), '"'])
        return sa.case((count == sa.literal_column("0"), empty), else_=quoted)
