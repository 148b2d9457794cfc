"""What a template may contain: derived from the schema's own types, so that a new field is a new column.

A path leads from a row of the file, which is a share or a verification, through single objects to a scalar or an enum:
`result.exam.name`. A field that takes one of an enum's values is walked once a value: `result.component(skill:
READING).score`; its list, `result.components.score`, is the same as a column a value or a row each, as the template
says (`ComponentLayout`). Enums are told in words; where these differ from the codes, `<path>.code` tells the code.

Left out: what differs per user (@perUser) or is guarded from some viewers (`Node.guards`), addresses, ids but the row's
and the result's, other lists, connections, and what says more of the viewer than of the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from app.exports.examples import example_of
from app.exports.labels import labels
from app.exports.path import Path, Step, text_of
from app.models.enums import ColumnType, Language
from app.projection.graph import Graph
from app.projection.node import Connection, Node
from app.schema.common import PerUserDirective
from app.schema.labels import words_of

ROOTS = ("Share", "Verification")
"""What the rows of a file may be."""

_TYPES = {
    "Int": ColumnType.NUMBER,
    "Long": ColumnType.NUMBER,
    "Float": ColumnType.NUMBER,
    "Boolean": ColumnType.BOOLEAN,
    "Date": ColumnType.DATE,
    "DateTime": ColumnType.DATE_TIME,
}
"""Of scalars; of all others and of enums: TEXT."""
_OF_THE_VIEWER = frozenset({("Result", "photoStatus")})
_WITH_IDS = frozenset({*ROOTS, "Result"})


@dataclass(frozen=True, slots=True)
class CatalogueColumn:
    """One column that a template may have."""

    path: str
    at: Path
    """Where its value is: of a code the same as of its words."""
    type: ColumnType
    example: str | None
    roots: frozenset[str]
    """Of which rows it can tell something; of others it is empty."""
    words: Mapping[Language, Mapping[str, str]] | None = None
    """What it tells for each code of a vocabulary; None: its value as it is."""
    parts: Mapping[str, str] | None = None
    """Of a list's: by each value of its argument, the path of the same for that value alone; {} where the value itself
    is told. None: no list's."""
    label: Mapping[Language, str] = field(default_factory=dict)


Catalogue = Mapping[str, CatalogueColumn]
"""By path, in the order of the schema."""

_known: "WeakKeyDictionary[GraphQLSchema, Catalogue]" = WeakKeyDictionary()


def catalogue(graph: Graph) -> Catalogue:
    """The catalogue of this schema; made once."""
    known = _known.get(graph.schema)
    if known is None:
        known = _known[graph.schema] = catalogue_of(graph)
    return known


def catalogue_of(graph: Graph) -> Catalogue:
    """The catalogue of this schema, made now."""
    walks = {root: dict(_leaves(graph, graph.schema.type_map[root], (), frozenset({root}))) for root in ROOTS}
    found: dict[str, CatalogueColumn] = {}
    for root in ROOTS:
        for path, named in _without_detours(root, walks).items():
            for column in _columns(path, named):
                known = found.get(column.path, column)
                found[column.path] = replace(known, roots=known.roots | {root})
    words = labels({column.path: (column.at, column.roots) for column in found.values()})
    return MappingProxyType(
        {path: replace(column, label=words[path], parts=_parts(graph, column, found)) for path, column in found.items()}
    )


def _leaves(graph: Graph, type_: Any, path: Path, passed: frozenset[str]) -> Iterator[tuple[Path, Any]]:
    """Every scalar and enum below the type, each with its type; no type is passed twice on one way."""
    for name, definition in type_.fields.items():
        if _is_left_out(graph, type_, name, definition, path):
            continue
        named = get_named_type(definition.type)
        steps = _steps(type_, name, definition)
        if is_leaf_type(named):
            yield from (((*path, step), named) for step in steps if not step.is_list)
        elif is_object_type(named) and named.name not in passed:
            for step in steps:
                yield from _leaves(graph, named, (*path, step), passed | {named.name})


def _is_left_out(graph: Graph, type_: Any, name: str, definition: GraphQLField, path: Path) -> bool:
    node = graph.nodes.get(type_.name, Node())
    named = get_named_type(definition.type).name
    return (
        name in node.guards
        or (type_.name, name) in _OF_THE_VIEWER
        or isinstance(node.many.get(name), Connection)
        or definition.deprecation_reason is not None
        or name.lower().endswith("url")
        or (named == "ID" and not (name == "id" and type_.name in _WITH_IDS))
        or _is_per_user(definition)
        or (bool(path) and path[-1].argument == name)
    )


def _is_per_user(definition: GraphQLField) -> bool:
    strawberrys: Any = (definition.extensions or {}).get("strawberry-definition")
    return any(isinstance(directive, PerUserDirective) for directive in getattr(strawberrys, "directives", ()))


def _steps(type_: GraphQLObjectType, name: str, definition: GraphQLField) -> list[Step]:
    """The ways through a field: one, or one for each value of its argument, or none."""
    needed = {key: argument for key, argument in definition.args.items() if is_required_argument(argument)}
    if is_list_type(get_nullable_type(definition.type)):
        return [Step(name, is_list=True)] if not needed and _twin(type_, definition) else []
    if not needed:
        return [Step(name)]
    argument, *more = needed
    enum = get_nullable_type(needed[argument].type)
    return [] if more or not is_enum_type(enum) else [Step(name, argument, value) for value in enum.values]


def _twin(type_: GraphQLObjectType, of: GraphQLField) -> str | None:
    """The field that has one item of this list, by a value of an enum."""
    for name, definition in type_.fields.items():
        same = get_named_type(definition.type) is get_named_type(of.type)
        if same and definition is not of and any(step.argument for step in _steps(type_, name, definition)):
            return str(name)
    return None


def _without_detours(root: str, walks: Mapping[str, Mapping[Path, Any]]) -> dict[Path, Any]:
    """Of two ways to the same, the one that all rows have is enough: a share's candidate is its result's."""
    elsewhere = {path for other, walk in walks.items() if other != root for path in walk}
    ends = [path[-2:] for path in walks[root] if path in elsewhere and len(path) > 1]
    return {
        path: named
        for path, named in walks[root].items()
        if path in elsewhere or len(path) < 2 or path[-2:] not in ends
    }


def _columns(path: Path, named: Any) -> Iterator[CatalogueColumn]:
    text = text_of(path)
    type_ = _TYPES.get(named.name, ColumnType.TEXT)
    column = CatalogueColumn(text, path, type_, example_of(path, named), frozenset())
    words = words_of(named.name, named.values) if is_enum_type(named) and path[-1].field != "code" else None
    if words is None:
        yield column
        return
    code = next(iter(named.values))
    yield replace(column, words=words, example=words[Language.EN][code])
    yield replace(column, path=f"{text}.code", example=code)


def _parts(graph: Graph, column: CatalogueColumn, found: Mapping[str, CatalogueColumn]) -> Mapping[str, str] | None:
    """The paths that a list's column stands for."""
    place = next((place for place, step in enumerate(column.at) if step.is_list), None)
    if place is None:
        return None
    code = column.path.removeprefix(text_of(column.at))
    parts = {}
    for step in _alternatives(graph, column.at[: place + 1]):
        path = text_of((*column.at[:place], step, *column.at[place + 1 :])) + code
        if path in found:
            parts[step.value or ""] = path
    return parts


def _alternatives(graph: Graph, path: Path) -> list[Step]:
    for root in ROOTS:
        type_: Any = graph.schema.type_map[root]
        for step in path[:-1]:
            type_ = (
                get_named_type(type_.fields[step.field].type) if step.field in getattr(type_, "fields", {}) else None
            )
        if isinstance(type_, GraphQLObjectType) and path[-1].field in type_.fields:
            twin = _twin(type_, type_.fields[path[-1].field])
            return [] if twin is None else _steps(type_, twin, type_.fields[twin])
    return []
