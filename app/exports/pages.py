"""Statements of a PDF: the same choice of rows, with what a page needs of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse
from graphql.execution.collect_fields import FieldDetails

from app.exports.choice import Choice
from app.exports.rows import Source
from app.exports.selection import Statement, _chosen, _collected, _compiled
from app.exports.statement.model import Statement as Page
from app.exports.statement.selection import (
    SHARE_SELECTION,
    VERIFICATION_SELECTION,
    statement_of_share,
    statement_of_verification,
)
from app.models.enums import Language
from app.projection.build import Builder
from app.projection.graph import Graph
from app.projection.text import joined
from app.scopes import exported_photos
from app.viewer import Viewer

_SOURCE = "id source: result { id version candidate { id } }"
_TOGETHER = 64
"""Rows whose photos are read at once."""
Photos = Callable[[Sequence[UUID]], Mapping[UUID, bytes]]


def statement_rows(graph: Graph, viewer: Viewer, choice: Choice, *, language: Language) -> Statement:
    """What to run: a JSON text a row, in order. Raises BadInput where a filter's value is no good."""
    viewer = replace(viewer, language=language)
    asked = SHARE_SELECTION if choice.root == "Share" else VERIFICATION_SELECTION
    definition = parse(f"{{ row {{ {_SOURCE} {asked} }} }}", no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    field = definition.selection_set.selections[0]
    assert isinstance(field, FieldNode)
    builder = Builder(graph, _collected, None, viewer, False, traced=False)
    type_ = graph.schema.type_map[choice.root]
    assert isinstance(type_, GraphQLObjectType)
    row = _chosen(viewer, choice).subquery(builder.name("r"))
    text = joined(builder.pieces(type_, graph.nodes[choice.root], row, [FieldDetails(field, None)]))
    return _compiled(sa.select(text).select_from(row), viewer)


def photos_of(viewer: Viewer, result_ids: Sequence[UUID]) -> Statement:
    """Result and JPEG, of those that have one which this viewer may see."""
    return _compiled(exported_photos(viewer, result_ids), viewer)


def pages(
    texts: Iterable[str], choice: Choice, photos: Photos | None, *, now: datetime, by: str
) -> Iterator[tuple[Source, Page | None]]:
    """What each row tells of, and its statement, if there is one."""
    rows = map(orjson.loads, texts)
    while together := list(islice(rows, _TOGETHER)):
        wanted = [UUID(row["source"]["id"][4:]) for row in together if photos and row["source"] is not None]
        seen = photos(wanted) if photos and wanted else {}
        for row in together:
            source = _source(row, choice)
            photo = None if source.result_id is None else seen.get(UUID(source.result_id))
            yield source, _page(row, choice, photo, now, by)


def _page(row: Any, choice: Choice, photo: bytes | None, now: datetime, by: str) -> Page | None:
    if choice.root == "Share":
        return statement_of_share(row, verified_at=now, verified_by=by, photo=photo)
    return statement_of_verification(row, photo=photo)


def _source(row: Any, choice: Choice) -> Source:
    key, result = row["id"][4:], row["source"]
    share, verification = (key, None) if choice.root == "Share" else (None, key)
    if result is None:
        return Source(share, verification, None, None, None)
    return Source(share, verification, result["id"][4:], result["version"], result["candidate"]["id"][4:])
