"""Fields of projected types that no statement can answer: what templates may contain, and what comes of one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.errors import BadInput, InputRefused
from app.exports.catalogue import catalogue
from app.exports.choice import MOST_NAMED, Choice
from app.exports.preview import ROWS, Preview, previewed
from app.exports.selection import selection
from app.exports.template import TIME_ZONE, Layout
from app.ledger import TRACE
from app.models import TemplateVersion
from app.models.enums import ActorKind
from app.projection.executor import Computation
from app.projection.graph import Graph
from app.schema.template import TemplateColumn, TemplatePreview
from app.viewer import Viewer


class _Reader(Protocol):
    async def rows(self, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]: ...


class Asking(Protocol):
    """What these fields need of an operation."""

    asker: Viewer
    reader: _Reader

    @property
    def graph(self) -> Graph: ...


async def _template_columns(asking: Asking, _arguments: Mapping[str, Any]) -> Computation:
    return Computation(
        [
            TemplateColumn(path=column.path, type=column.type, example=column.example, labels=column.label)
            for column in catalogue(asking.graph).values()
        ]
    )


async def _template_preview(asking: Asking, arguments: Mapping[str, Any]) -> Computation:
    """What it tells an API key of results leaves its traces, as all answers do."""
    layout = layout_of(arguments["template"], asking.asker)
    if problems := layout.problems(catalogue(asking.graph), "template"):
        raise InputRefused(problems[0])
    ids = arguments.get("shareIds")
    if ids is not None and len(ids) > MOST_NAMED:
        raise BadInput("At most 1,000 shares can be named at once.")
    choice = Choice("filter", filter={}) if ids is None else Choice("shareIds", tuple(dict.fromkeys(ids)))
    made = await _preview(asking, layout, choice)
    trace = "".join(
        f"\x01{TRACE}:{source.result_id}:{source.version}\x01" for source in made.sources if source.result_id
    )
    return Computation(
        TemplatePreview(headings=list(made.headings), rows=[list(row) for row in made.rows]),
        trace if asking.asker.traced else "",
    )


async def _preview(asking: Asking, layout: Layout, choice: Choice) -> Preview:
    version = TemplateVersion(**layout.stored(catalogue(asking.graph)), name="", version=1, actor_kind=ActorKind.SYSTEM)
    zone = ZoneInfo(layout.time_zone)
    selected = selection(
        asking.graph, asking.asker, version, choice, language=layout.language, time_zone=zone, most=ROWS
    )
    found = await asking.reader.rows(selected.sql, selected.parameters)
    return previewed(selected, (text for (text,) in found), layout.language)


def layout_of(given: Mapping[str, Any], viewer: Viewer) -> Layout:
    """A coerced TemplateInput. What it leaves out is the viewer's or the usual."""
    return Layout(
        [(column["path"], column.get("heading")) for column in given["columns"]],
        given["dateFormat"],
        given["componentLayout"],
        given.get("language") or viewer.language,
        given.get("timeZone") or TIME_ZONE,
    )


COMPUTED: Mapping[tuple[str, str], Callable[[Any, Mapping[str, Any]], Awaitable[Computation]]] = {
    ("Organisation", "templateColumns"): _template_columns,
    ("Organisation", "templatePreview"): _template_preview,
}
"""By type and field."""
