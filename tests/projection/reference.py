"""What the answer should be: graphql-core's own execution of the committed schema, by ordinary resolvers over ORM
objects. It shares with the product the schema's text, the folding of names and the rules of the exams; no SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLResolveInfo,
    GraphQLSchema,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    execute_sync,
    parse,
)

from app.models import (
    Candidate,
    Exam,
)
from tests.projection.reference_page import Cursors, Listing, cursor_of, page
from tests.projection.reference_rows import Sight

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
PREFIXES = {
    **{"Organisation": "org", "OrganisationProfile": "orp", "User": "usr", "Share": "shr", "CandidateShare": "csh"},
    **{"Candidate": "cnd", "CandidateAccount": "cac", "Result": "res", "Centre": "cen", "Exam": "exm"},
    **{"Verification": "ver", "Event": "evt"},
}


#: Types that the reference does not know, with all that leads to them: the board's, and what belongs to accounts alone.
#: Each has golden triples and tests of its own through the API.
BEYOND = {
    *("Board", "Application", "BoardOrganisation", "BoardResult", "Receiver", "Import", "Staff", "Session"),
    *("AuditEntry", "Disclosure", "Download", "ApiKey", "Registration", "Link", "VerificationBudget", "UserConnection"),
    *("Template", "TemplateColumn", "TemplatePreview", "ChosenColumn"),
}
BEYOND_FIELDS = {"hasSecondFactor", "recoveryCodesLeft"}


def plain_schema() -> GraphQLSchema:
    """The committed schema as far as the reference goes, with scalars that know dates."""
    schema = build_ast_schema(_known(parse(SCHEMA.read_text())))
    moment: Any = schema.type_map["DateTime"]
    moment.parse_value = moment.coerce_input_value = lambda text: datetime.fromisoformat(text)
    moment.serialize = moment.coerce_output_value = lambda value: value.astimezone(UTC).isoformat()
    day: Any = schema.type_map["Date"]
    day.parse_value = day.coerce_input_value = lambda text: date.fromisoformat(text)
    day.serialize = day.coerce_output_value = lambda value: value.isoformat()
    return schema


def _known(document: DocumentNode) -> DocumentNode:
    """What Query leads to, but for the types beyond."""
    definitions: dict[str, Any] = {node.name.value: node for node in document.definitions if hasattr(node, "name")}

    def name_of(type_: Any) -> str:
        return str(type_.name.value) if isinstance(type_, NamedTypeNode) else name_of(type_.type)

    def is_beyond(name: str) -> bool:
        return name.removesuffix("Connection").removesuffix("Edge") in BEYOND or name in BEYOND

    wanted, waiting = set[str](), ["Query", "Node"]
    while waiting:
        name = waiting.pop()
        if name in wanted or name not in definitions:
            continue
        wanted.add(name)
        node = definitions[name]
        if isinstance(node, UnionTypeDefinitionNode):
            types = tuple(each for each in node.types if not is_beyond(each.name.value))
            definitions[name] = node = replace(node, types=types)
            waiting += [each.name.value for each in node.types]
        elif hasattr(node, "fields"):
            fields = tuple(
                each
                for each in node.fields
                if not is_beyond(name_of(each.type)) and each.name.value not in BEYOND_FIELDS
            )
            definitions[name] = node = replace(node, fields=fields)
            for each in node.fields:
                waiting += [name_of(each.type), *(name_of(one.type) for one in getattr(each, "arguments", None) or ())]
    return DocumentNode(
        definitions=tuple(
            definitions.get(getattr(getattr(node, "name", None), "value", ""), node)
            for node in document.definitions
            if not isinstance(node, ObjectTypeDefinitionNode | SchemaDefinitionNode | UnionTypeDefinitionNode)
            or getattr(getattr(node, "name", None), "value", None) in wanted
        )
    )


@dataclass(frozen=True)
class Seen:
    """A row as an object of this type."""

    type_name: str
    row: Any


def seen(type_name: str, row: Any) -> Seen | None:
    return None if row is None else Seen(type_name, row)


def listed(type_name: str, rows: Any) -> list[Seen]:
    return [Seen(type_name, row) for row in rows]


@dataclass(frozen=True)
class Reference:
    """Answers as one viewer."""

    schema: GraphQLSchema
    fields: "Mapping[str, Field]"
    sight: Sight
    cursors: Cursors

    def execute(self, document: str, variables: Mapping[str, Any]) -> ExecutionResult:
        return execute_sync(
            self.schema,
            parse(document),
            variable_values=dict(variables),
            field_resolver=self.resolve,
            type_resolver=lambda value, _info, _type: value.type_name,
        )

    def resolve(self, source: Seen | None, info: GraphQLResolveInfo, **args: Any) -> Any:
        name, parent = info.field_name, info.parent_type.name
        if (own := self.fields.get(f"{parent}.{name}")) is not None:
            return own(self, source.row if source else None, args)
        assert source is not None
        if name == "id":
            key = {"Candidate": "candidate_id", "Exam": "code"}.get(parent, "id")
            return f"{PREFIXES[parent]}_{plain(getattr(source.row, key))}"
        if parent.endswith("Edge"):
            listing, row = source.row
            return cursor_of(listing, row, self.cursors) if name == "cursor" else Seen(listing.type_name, row)
        if parent.endswith("Connection"):
            return self._of_page(parent, name, source.row)
        return plain(getattr(source.row, "".join(f"_{c.lower()}" if c.isupper() else c for c in name)))

    def _of_page(self, parent: str, name: str, found: Any) -> Any:
        listing = found.listing
        if name == "totalCount":
            return len(listing.rows)
        if name == "nodes":
            return listed(listing.type_name, found.rows)
        if name == "edges":
            return listed(parent.replace("Connection", "Edge"), [(listing, row) for row in found.rows])
        ends = [cursor_of(listing, found.rows[end], self.cursors) for end in (0, -1)] if found.rows else [None, None]
        if not found.rows and listing.keeps_cursor:
            ends[1] = found.after
        names = ("has_next_page", "has_previous_page", "start_cursor", "end_cursor")
        return Seen(
            "PageInfo", SimpleNamespace(**dict(zip(names, (found.has_next, found.has_previous, *ends), strict=True)))
        )

    def paged(self, type_name: str, listing: Listing, args: Mapping[str, Any]) -> Seen:
        return Seen(f"{type_name}Connection", page(listing, args, self.cursors))

    @property
    def owner(self) -> str:
        return str(self.sight.viewer.organisation_id or self.sight.viewer.candidate_id or "")

    def person(self, candidate_id: Any) -> Candidate:
        return self.sight.one(Candidate, id=candidate_id)

    def in_language(self, row: Exam, language: str | None = None) -> str:
        return row.name_ja if (language or self.sight.viewer.language.value) == "JA" else row.name_en


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


Field = Callable[[Reference, Any, Any], Any]
