"""Templates: each row is a version of one, so that a file's is what it was."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.expression import ColumnElement

from app.models import Template, TemplateVersion
from app.projection.node import Ask, ListOf, Node, Row
from app.schema.ids import PREFIXES
from app.schema.labels import STANDARD_TEMPLATE
from app.schema.nodes.base import literal
from app.schema.nodes.people import ROW_ACTOR


def _is_standard(row: Row) -> ColumnElement[bool]:
    return row.c.organisation_id.is_(None)


def _language(row: Row, ask: Ask) -> ColumnElement[str]:
    """The standard one is in everybody's own."""
    return sa.case((_is_standard(row), literal(ask.asker.language.value)), else_=row.c.language)


def _name(row: Row, ask: Ask) -> ColumnElement[str]:
    return sa.case((_is_standard(row), literal(STANDARD_TEMPLATE[ask.asker.language])), else_=row.c.name)


def _columns(row: Row, ask: Ask) -> sa.Select[Any]:
    chosen = (
        sa.func.jsonb_array_elements(row.c.columns)
        .table_valued(sa.column("it", JSONB), with_ordinality="place", name="chosen")
        .render_derived()
    )
    label = chosen.c.it.op("->")(literal("label")).op("->>")(_language(row, ask))
    heading = sa.func.coalesce(chosen.c.it.op("->>")(literal("heading")), label)
    return sa.select(chosen.c.it.op("->>")(literal("path")).label("path"), heading.label("heading")).order_by(
        chosen.c.place
    )


def _of_organisation(row: Row, ask: Ask) -> sa.Select[Any]:
    """Those in force, the standard one first."""
    template, version = ask.alias(Template), ask.alias(TemplateVersion)
    return (
        sa.select(*version.c)
        .join(template, sa.and_(template.c.id == version.c.template_id, template.c.version == version.c.version))
        .where(
            sa.or_(template.c.organisation_id == row.c.id, template.c.organisation_id.is_(None)),
            template.c.deleted_at.is_(None),
        )
        .order_by(template.c.organisation_id.is_not(None), version.c.name, version.c.template_id)
    )


TEMPLATE = Node(
    TemplateVersion,
    prefix=PREFIXES["Template"],
    key="template_id",
    columns={"isStandard": lambda row, _ask: _is_standard(row), "name": _name, "language": _language},
    one={"updatedBy": ROW_ACTOR},
    many={"columns": ListOf(_columns)},
)
TEMPLATES = ListOf(_of_organisation)
