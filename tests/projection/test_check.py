"""The start-up check names each kind of misfit, on a small schema that has one at a time."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
import strawberry
from graphql import build_schema as build_schema_of
from sqlmodel import Field, SQLModel
from strawberry.permission import BasePermission

from app.api import build_graph, build_schema
from app.models.base import one_of
from app.projection.check import MappingError, check
from app.projection.cursor import KeysetCursor, uuid_key
from app.projection.graph import Graph
from app.projection.node import Clause, Connection, Group, ListOf, Node, One, Order, Same, Unrolled
from app.schema.common import Projected, projected


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class Shelf(SQLModel, table=True):
    """Not in the product's database, nor in its metadata."""

    __tablename__ = "check_shelf"
    metadata = sa.MetaData()  # type: ignore[assignment]

    id: int = Field(primary_key=True)
    label: str
    note: str | None = None
    length: int
    weight: int = Field(sa_type=sa.BigInteger)
    colour: Colour = Field(sa_type=one_of(Colour), nullable=False)
    paint: str


SDL = """
type Query { shelf: Shelf }
type Book { label: String! }
type BookConnection { edges: [Book!]!  nodes: [Book!]!  pageInfo: PageInfo!  totalCount: Int! }
type PageInfo { hasNextPage: Boolean! }
type Note { note: String!  page: Int! }
enum Colour { RED BLUE }
enum Dull { RED }
input BookFilter { label: String  heavy: Boolean }
"""


def problems(fields: str, node: Node, **nodes: Node) -> list[str]:
    """Of a shelf with these fields."""
    schema = build_schema_of(f"{SDL} type Shelf {{ {fields} }}")
    with pytest.raises(MappingError) as raised:
        check(Graph(schema, {"Shelf": node, **nodes}, {}))
    return str(raised.value).split("\n")


BOOK = Node(Shelf)
FITS = Node(Shelf, columns={"title": lambda row, _ask: row.c.label})


def books(clauses: Any = None) -> Connection:
    return Connection(lambda _args: Order("book", (uuid_key(),)), KeysetCursor(str), clauses=clauses or {})


def test_the_products_schema_and_mapping_fit() -> None:
    build_graph(build_schema())


def test_what_fits_is_let_through() -> None:
    schema = build_schema_of(
        f"{SDL} type Shelf {{ id: Int! label: String! note: String title: String! colour: Colour! }}"
    )

    check(Graph(schema, {"Shelf": FITS}, {}))


def test_a_field_without_column_entry_or_relation() -> None:
    assert problems("label: String! owner: String!", Node(Shelf)) == [
        "Shelf.owner: has no column owner in check_shelf, no entry and no relation"
    ]


def test_an_object_without_a_relation() -> None:
    assert problems("label: String! book: Book!", Node(Shelf), Book=BOOK) == [
        "Shelf.book: is an object, but no relation is mapped"
    ]


def test_a_relation_to_a_type_that_is_not_mapped() -> None:
    node = Node(Shelf, one={"book": Same()}, many={"books": ListOf(lambda row, _ask: sa.select(row))})

    assert problems("book: Book! books: [Book!]!", node) == [
        "Shelf.book: Book is not mapped",
        "Shelf.books: Book is not mapped",
    ]


def test_an_entry_that_is_no_field() -> None:
    assert problems("label: String!", FITS) == ["Shelf.title: is mapped, but is no field"]


def test_a_type_that_is_not_in_the_schema() -> None:
    assert problems("label: String!", Node(Shelf), Cupboard=Node(Shelf)) == [
        "Cupboard: is mapped, but is no object type of the schema"
    ]


class Never(BasePermission):
    def has_permission(self, *_: Any, **__: Any) -> bool:
        return False


@strawberry.type
class Cupboard:
    note: str = strawberry.field(permission_classes=[Never])
    paint: str

    @strawberry.field
    def label(self) -> str:
        return "bypassed"

    @projected("Its signature only: built by the projection.")
    def colour(self, of: str) -> str:
        raise Projected


@strawberry.type
class Query:
    cupboard: Cupboard


def test_resolvers_and_permissions_that_would_be_bypassed() -> None:
    with pytest.raises(MappingError) as raised:
        check(Graph(strawberry.Schema(Query)._schema, {"Cupboard": Node(Shelf)}, {}))

    assert str(raised.value).split("\n") == [
        "Cupboard.label: has a resolver or permissions of its own, which projection would bypass",
        "Cupboard.note: has a resolver or permissions of its own, which projection would bypass",
        "Cupboard.note: is not null, but check_shelf.note may be",
    ]


def test_not_null_over_a_column_that_may_be() -> None:
    assert problems("note: String!", Node(Shelf)) == ["Shelf.note: is not null, but check_shelf.note may be"]


def test_int_over_a_wider_number() -> None:
    assert problems("length: Int! weight: Int!", Node(Shelf)) == [
        "Shelf.weight: is an Int, but check_shelf.weight is wider"
    ]


def test_an_enum_that_no_check_constraint_holds() -> None:
    assert problems("colour: Colour! paint: Colour!", Node(Shelf)) == [
        "Shelf.paint: is an enum, but no check constraint holds check_shelf.paint to its values"
    ]


def test_an_enum_that_lacks_a_value_of_the_column() -> None:
    assert problems("colour: Dull!", Node(Shelf)) == ["Shelf.colour: lacks BLUE, which check_shelf.colour may hold"]


def test_a_node_of_a_relations_own_is_checked_too() -> None:
    """On the same row it has that row's columns, elsewhere its own model's."""
    other = Node(one={"book": Same(Node(columns={"colour": lambda row, _ask: row.c.colour}))})

    assert problems("book: Book!", replace(other, model=Shelf)) == [
        "Shelf.book: Book.colour: is mapped, but is no field"
    ]
    node = Node(Shelf, one={"here": Same(Node()), "there": One(lambda *_: [], node=Node(Shelf))})

    assert problems("here: Note! there: Note", node) == [
        "Shelf.here: Note.note: is not null, but check_shelf.note may be",
        "Shelf.here: Note.page: has no column page in check_shelf, no entry and no relation",
        "Shelf.there: Note.note: is not null, but check_shelf.note may be",
        "Shelf.there: Note.page: has no column page in check_shelf, no entry and no relation",
    ]


def test_one_row_for_a_list_and_a_list_for_no_connection() -> None:
    node = Node(Shelf, one={"books": Same()}, many={"pages": books()})

    assert problems("books: [Book!]! pages: [Book!]!", node, Book=BOOK) == [
        "Shelf.books: is mapped to one row, but is no object type",
        "Shelf.pages: is mapped to a connection, but its type is none",
    ]


def test_items_that_may_be_null_where_the_schema_says_never() -> None:
    items = Unrolled(lambda _row, _ask: [], nullable=frozenset({"label"}))

    assert problems("books: [Book!]!", Node(Shelf, many={"books": items}), Book=BOOK) == [
        "Shelf.books: label may be null in the schema or in its items, not in both"
    ]


def _label(_row: Any, _value: Any, _ask: Any) -> None:
    return None


def test_an_argument_that_would_be_ignored() -> None:
    """An enum may choose the structure; of a filter every field needs its clause."""
    shelf = "books(filter: BookFilter, colour: Colour, first: Int): BookConnection!"
    some = Group({"label": Clause(_label), "light": Clause(_label)})

    assert problems(shelf, Node(Shelf, many={"books": books()}), Book=BOOK) == [
        "Shelf.books: argument filter has no clause"
    ]
    assert problems(shelf, Node(Shelf, many={"books": books({"filter": some})}), Book=BOOK) == [
        "Shelf.books: argument filter.heavy has no clause",
        "Shelf.books: clause filter.light is for no argument",
    ]


def test_everything_wrong_is_said_at_once() -> None:
    assert problems("note: String! weight: Int! owner: String!", Node(Shelf)) == [
        "Shelf.note: is not null, but check_shelf.note may be",
        "Shelf.owner: has no column owner in check_shelf, no entry and no relation",
        "Shelf.weight: is an Int, but check_shelf.weight is wider",
    ]
