"""A template and a choice of rows as one statement of the projection engine: a JSON text a row, in order.

The statement is built as if an API request had asked for these fields of these rows as this viewer: the same filters,
orders and mappings, and row-level security beneath. It has $1-placeholders and no limit: run it with a server-side
cursor (`psycopg.RawServerCursor`) and hand the texts to `Selection.rows` as they come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy.dialects.postgresql import ARRAY

from app.exports.catalogue import CatalogueColumn, catalogue
from app.exports.choice import Choice
from app.exports.document import Branch, branch_of, field_of
from app.exports.headings import expanded
from app.exports.path import Path, Step
from app.exports.rows import Place, Reader, Source, converter, lists_in
from app.exports.table import Column, Row
from app.models import TemplateVersion
from app.models.enums import ComponentLayout, Language
from app.projection.build import Builder
from app.projection.clauses import ValuedAsk, conditions, values
from app.projection.graph import Fields, Graph
from app.projection.node import Group, Order
from app.projection.plan import compiled
from app.projection.text import joined
from app.schema import shares, verifications
from app.schema.ids import key_of
from app.schema.nodes.organisations import VERIFICATIONS
from app.scopes import exported_shares, exported_verifications, viewer_binds
from app.standing import is_active
from app.viewer import Viewer

_SOURCES: Sequence[Path] = (
    (Step("id"),),
    (Step("result"), Step("id")),
    (Step("result"), Step("version")),
    (Step("result"), Step("candidate"), Step("id")),
)
"""What `Source` is made of."""


@dataclass(frozen=True, slots=True)
class Statement:
    """With $1-placeholders, for psycopg's raw cursors."""

    sql: str
    parameters: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Selection:
    """What to run, and what its texts mean."""

    columns: Sequence[Column]
    """Of the file; their headings are all different."""
    sql: str
    """Its only column is a JSON text."""
    parameters: Sequence[Any]
    reader: Reader

    def rows(self, texts: Iterable[bytes | str]) -> Iterator[tuple[Source, list[Row]]]:
        """What each text tells of, and the rows of the file that come from it."""
        return self.reader.rows(texts)


def selection(
    graph: Graph,
    viewer: Viewer,
    template: TemplateVersion,
    choice: Choice,
    *,
    language: Language,
    time_zone: ZoneInfo,
    most: int | None = None,
) -> Selection:
    """The rows of `choice` as `template` has them, in this language and zone. Raises BadInput where a filter's value is
    no good. Columns that are no longer in the catalogue are empty. `most`: these many at most."""
    viewer = replace(viewer, language=language)
    known, of_rows = catalogue(graph), template.component_layout is ComponentLayout.ROWS
    wanted = expanded(template.columns, known, language, rows=of_rows)
    found = [known.get(each.path) for each in wanted]
    paths = [each.at for each in found if each is not None and choice.root in each.roots]
    branch = branch_of([*_SOURCES, *paths])
    reader = Reader(
        branch, _places(branch, found, choice.root, language, time_zone), _SOURCES, of_shares=choice.root == "Share"
    )
    statement = _statement(graph, viewer, choice.root, branch, _limited(_chosen(viewer, choice), most))
    columns = [Column(each.heading, each.type, template.date_format) for each in wanted]
    return Selection(columns, statement.sql, statement.parameters, reader)


def counted(viewer: Viewer, choice: Choice) -> Statement:
    """Answers one row of two numbers: how many rows the choice gives now, and how many of those that it names are the
    organisation's at all, ended ones too (of rows that are not named, the same number twice)."""
    rows = _chosen(viewer, choice).order_by(None).subquery("chosen")
    now = sa.select(sa.func.count()).select_from(rows).scalar_subquery()
    if not choice.named:
        return _compiled(sa.select(now, now), viewer)
    own = _visible(viewer, choice.root).subquery("own")
    there = sa.select(sa.func.count()).select_from(own).where(own.c.id == sa.any_(_keys(choice.ids, choice.root)))
    return _compiled(sa.select(now, there.scalar_subquery()), viewer)


# ------------------------------------------------------------------------------------------------------------ the rows


def _visible(viewer: Viewer, root: str) -> sa.Select[Any]:
    return exported_shares(viewer) if root == "Share" else exported_verifications(viewer)


def _chosen(viewer: Viewer, choice: Choice) -> sa.Select[Any]:
    """The rows, in order. Shares that are named have to be active; of others the filter says."""
    row = _visible(viewer, choice.root).subquery("row")
    if choice.named:
        keys = _keys(choice.ids, choice.root)
        rows = sa.select(*row.c).where(row.c.id == sa.any_(keys))
        if choice.root == "Share":
            rows = rows.where(is_active(row))
        return rows.order_by(sa.func.array_position(keys, row.c.id))
    given = {"filter": choice.filter, "orderBy": choice.order_by}
    group, order = _FILTERS[choice.root], _order(choice.root, given)
    ask = ValuedAsk(viewer, values({"filter": group}, {"filter": choice.filter}, viewer))
    held = conditions({"filter": group}, {"filter": choice.filter}, row, ask, shared=False)
    if choice.except_ids:
        held.append(row.c.id != sa.all_(_keys(choice.except_ids, choice.root)))
    keys_of_order = [key.expression(row) for key in order.keys]
    return (
        sa.select(*row.c)
        .where(*held)
        .order_by(*(key.desc() if order.descending else key.asc() for key in keys_of_order))
    )


_FILTERS: dict[str, Group] = {"Share": shares.FILTER, "Verification": verifications.FILTER}


def _order(root: str, given: dict[str, Any]) -> Order:
    return shares.order(given) if root == "Share" else VERIFICATIONS.order(given)


def _keys(ids: Sequence[str], root: str) -> Any:
    """An id of anything else is no row's."""
    return sa.literal([key for key in (key_of(id_, root) for id_ in ids) if key is not None], ARRAY(sa.Uuid()))


def _places(
    branch: Branch,
    columns: Sequence[CatalogueColumn | None],
    root: str,
    language: Language,
    time_zone: ZoneInfo,
) -> list[Place]:
    """Where the cells of these columns are among the values of a row."""
    places = {path: place for place, path in enumerate(branch.paths())}
    result = []
    for column in columns:
        if column is None or root not in column.roots:
            result.append(Place(None))
            continue
        end = next((place for place, step in enumerate(column.at, 1) if step.is_list), None)
        convert = converter(column, language, time_zone)
        if end is None:
            result.append(Place(places[column.at], None, convert))
        else:
            of_items = next(iter(lists_in(branch)))
            items = {path: place for place, path in enumerate(of_items.paths())}
            result.append(Place(places[column.at[:end]], items[column.at[end:]], convert))
    return result


def _limited(rows: sa.Select[Any], most: int | None) -> sa.Select[Any]:
    return rows if most is None else rows.limit(most)


# ------------------------------------------------------------------------------------------------------- the statement


def _statement(graph: Graph, viewer: Viewer, root: str, branch: Branch, rows: sa.Select[Any]) -> Statement:
    builder = Builder(graph, _collected, None, viewer, False, traced=False)
    type_ = graph.schema.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    row = rows.subquery(builder.name("r"))
    text = joined(builder.pieces(type_, graph.nodes[root], row, [FieldDetails(field_of(branch), None)]))
    return _compiled(sa.select(text).select_from(row), viewer)


def _collected(_type: GraphQLObjectType, details: list[FieldDetails]) -> Fields:
    """The fields of a selection as `document` writes them: no fragments, no directives, each name once."""
    fields: dict[str, list[FieldDetails]] = {}
    for detail in details:
        assert detail.node.selection_set is not None
        for each in detail.node.selection_set.selections:
            fields.setdefault((each.alias or each.name).value, []).append(FieldDetails(each, None))  # type: ignore[attr-defined, arg-type]
    return fields


def _compiled(select: sa.Select[Any], viewer: Viewer) -> Statement:
    rows: sa.Select[Any] = sa.select(sa.literal_column("1"))  # all binds have their values: none is filled in later
    plan = compiled(select, (), rows)
    return Statement(plan.sql, plan.parameters(rows, None, viewer, viewer_binds(viewer)))
