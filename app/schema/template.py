"""Templates of data files."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from app.models.enums import ColumnType, ComponentLayout, Language
from app.schema.actor import Actor
from app.schema.common import Node, described
from app.schema.inputs import given, needed
from app.schema.scalars import DateTime, TimeZone


@strawberry.type(description="A column as a template has it.")
class ChosenColumn:
    path: str = described("Of templateColumns.")
    heading: str = described("Own, or the column's label in the template's language.")


@strawberry.type(
    description="A saved choice of columns. What it was when a file was made stays with the file."
    " The standard template has everything, in the viewer's language."
)
class Template(Node):
    name: str = described("Its name; no two of an organisation's have the same.")
    is_standard: bool = described("Whether it is the standard one, which cannot be changed.")
    version: int = described("Counts from 1; each change is a new version.")
    columns: list[ChosenColumn] = described("In order.")
    date_format: str = described("Of dates and moments, in letters of Unicode TR 35.")
    component_layout: ComponentLayout = described("What becomes of columns of component scores.")
    language: Language = described("Of labels, and of words for codes.")
    time_zone: TimeZone = described("In which moments are told.")
    updated_at: DateTime = described("When it was last changed.")
    updated_by: Actor | None = described("Who changed it last.")


def _label(
    root: strawberry.Parent["TemplateColumn"],
    info: Info[Any, Any],
    language: Annotated[Language | None, strawberry.argument(description="Default: the viewer's.")] = None,
) -> str:
    return root.labels[info.context.asker.language if language is None else language]


@strawberry.type(description="A column that a template may have.")
class TemplateColumn:
    path: str = described(
        "Where its value is, from a Share or a Verification; `result.component(skill: READING).score` is one skill's."
        " A path that ends in `.code` tells the code of what the same path without it says in words."
    )

    label: str = strawberry.field(
        resolver=_label, description="What it is called, in the viewer's language unless asked otherwise."
    )
    type: ColumnType = described("What its cells are.")
    example: str | None = described("An invented one.")
    labels: strawberry.Private[Mapping[Language, str]]


@strawberry.type(description="The first rows of a file, as they would be shown.")
class TemplatePreview:
    headings: list[str] = described("Each different from the others.")
    rows: list[list[str | None]] = described("Up to 5.")


@strawberry.input(description="A column to choose.")
class TemplateColumnInput:
    path: str = needed("Of templateColumns.")
    heading: str | None = given("Default: the label.")


@strawberry.input(description="A template but for its name.")
class TemplateInput:
    columns: list[TemplateColumnInput] = needed("In order; 1 to 200.")
    date_format: str = strawberry.field(
        default="yyyy-MM-dd", description="Of dates and moments, in letters of Unicode TR 35: d MMM yyyy HH:mm."
    )
    component_layout: ComponentLayout = strawberry.field(
        default=ComponentLayout.COLUMNS, description="What becomes of columns of component scores."
    )
    language: Language | None = given("Of labels, and of words for codes. Default: the viewer's.")
    time_zone: TimeZone | None = given("In which moments are told. Default: UTC.")


@strawberry.input(description="A new template.")
class CreateTemplateInput:
    name: str = needed("Up to 100 characters.")
    template: TemplateInput = needed("What it is to be.")


@strawberry.input(description="What is left out stays as it is.")
class UpdateTemplateInput:
    id: strawberry.ID = needed("Of a Template.")
    version: int = needed("As it was read: Conflict (OUT_OF_DATE) if somebody was faster.")
    name: str | None = given("Up to 100 characters.")
    template: TemplateInput | None = given("The whole of it.")
