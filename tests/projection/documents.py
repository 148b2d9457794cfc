"""Random valid documents over Query: fields, aliases, fragments, directives, arguments, variables.

Arguments that are refused occur at the lists of a root object alone: those are read whatever the rows are, so that any
executor must refuse them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.type import get_nullable_type

_DEEPEST = 8
_WORDS = (
    "ken",
    "YAMA",
    "山本",
    "ささき",
    "ササキ さくら",
    "an",
    "o’shea",
    "126gb",
    "ＥＬＳＡ",
    "z",
    " ",
    "%",
    "nobody",
    "高",
)
_DATES = (
    "2001-12-31",
    "2004-02-29",
    "2010-01-15",
    "2019-05-18",
    "2019-12-31",
    "2023-12-02",
    "2026-03-14",
    "2026-06-20",
)
_MOMENTS = (
    "2026-05-04T12:00:00Z",
    "2026-05-04T12:00:00.000001Z",
    "2026-06-02T14:00:00+02:00",
    "2026-09-30T23:59:59.999Z",
)


class Name(str):
    """An enum's value: no quotes."""


@dataclass(frozen=True)
class Pool:
    """What arguments can be made of, for one viewer."""

    ids: Sequence[str]
    cursors: Mapping[str, Sequence[str]]
    """Of the viewer's own lists, by their order."""
    strangers: Sequence[str]
    """Cursors that belong elsewhere."""
    log: str | None
    """The viewer's organisation as event cursors name it."""
    events: int = 40


@dataclass(frozen=True)
class Document:
    text: str
    variables: dict[str, Any]


def document_of(schema: GraphQLSchema, pool: Pool, draw: int) -> Document:
    """The document that this number stands for."""
    return _Writer(schema, pool, Random(draw)).document()


@dataclass
class _Writer:
    schema: GraphQLSchema
    pool: Pool
    random: Random
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0
    fields: int = 0

    def document(self) -> Document:
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, 0, set())
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        head = f"query Q({declared})" if declared else "query Q"
        text = "\n".join([f"{head} {body}", *self.fragments])
        return Document(text, {name: value for name, (_, value) in self.variables.items()})

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent

    # -------------------------------------------------------------------------------------------- selections

    def selection(self, type_: Any, depth: int, used: set[str]) -> str:
        if is_abstract_type(type_):
            return self.abstract(type_, depth, used)
        parts = [self.field(type_, depth, used) for _ in range(self.random.randint(1, 4))]
        if self.chance(12):
            parts.append(f"... on {type_.name} {self.directive()} {self.selection(type_, depth + 1, used)}")
        if self.chance(12):
            parts += [self.fragment(type_, depth, used)] * self.random.choice((1, 2))
        self.random.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def fragment(self, type_: Any, depth: int, used: set[str]) -> str:
        name = f"F{len(self.fragments) + 1}"
        self.fragments.append("")
        place = len(self.fragments) - 1
        self.fragments[place] = f"fragment {name} on {type_.name} {self.selection(type_, depth + 1, used)}"
        return f"...{name}{self.directive()}"

    def abstract(self, type_: Any, depth: int, used: set[str]) -> str:
        """Types differ in what a name means: everything but the interface's own is aliased."""
        parts = ["__typename"] if self.chance(70) else []
        if "id" in getattr(type_, "fields", {}):
            parts.append("id")
        possible = list(self.schema.get_possible_types(type_))
        for concrete in self.random.sample(possible, min(len(possible), self.random.randint(1, 5))):
            chosen = [self.field(concrete, depth, used, aliased=True) for _ in range(self.random.randint(1, 3))]
            parts.append(f"... on {concrete.name} {{ {' '.join(chosen)} }}")
        return "{ " + " ".join(parts) + " }"

    def field(self, type_: GraphQLObjectType, depth: int, used: set[str], *, aliased: bool = False) -> str:
        self.fields += 1
        leaves = depth >= _DEEPEST or self.fields > 60
        names = [
            n for n, f in type_.fields.items() if not leaves or (is_leaf_type(get_named_type(f.type)) and not f.args)
        ]
        # Lists of shares are what the projection is about.
        names += [name for name in names if name in ("shares", "edges", "nodes", "pageInfo", "organisation")]
        if self.chance(8) or not names:
            name, rest = "__typename", ""
        else:
            name = self.random.choice(names)
            definition = type_.fields[name]
            rest = self.arguments(type_, name, definition, depth)
        key = name
        if name in used or aliased or self.chance(8):
            self.aliases += 1
            key = f"x{self.aliases}"
        used.add(key)
        text = f"{name if key == name else f'{key}: {name}'}{rest}{self.directive()}"
        if name != "__typename" and not is_leaf_type(get_named_type(definition.type)):
            deeper = depth + (3 if name in ("node", "nodes", "viewer") else 1)
            text += f" {self.selection(get_named_type(definition.type), deeper, set())}"
        return text

    def directive(self) -> str:
        if not self.chance(10):
            return ""
        value = self.value("Boolean!", self.chance(60))
        return f" @{self.random.choice(('include', 'skip'))}(if: {value})"

    # -------------------------------------------------------------------------------------------- arguments

    def arguments(self, type_: GraphQLObjectType, name: str, definition: GraphQLField, depth: int) -> str:
        given: dict[str, Any] = {}
        for argument, each in definition.args.items():
            if argument in ("first", "after", "last", "before"):
                continue
            if is_non_null_type(each.type) or self.chance(45):
                given[argument] = self.of_type(argument, each.type)
        if depth > 1 and (given.get("orderBy") or {}).get("field") in ("OVERALL_SCORE", "SESSION"):
            (given.get("filter") or {}).pop("statuses", None)  # refused with ended ones among them
        if "first" in definition.args:
            given |= self.paging(type_, name, given, depth)
        if not given:
            return ""
        written = (f"{each}: {self.value(str(definition.args[each].type), given[each])}" for each in given)
        return f"({', '.join(written)})"

    def paging(self, type_: GraphQLObjectType, name: str, given: Mapping[str, Any], depth: int) -> dict[str, Any]:
        at_root = depth <= 1
        result: dict[str, Any] = {}
        size = self.random.randint(1, 40 if at_root else 4)
        if at_root and self.chance(4):
            size = self.random.choice((0, -1, 1_001))
        if not at_root or self.chance(80):
            result[self.random.choice(("first", "first", "last"))] = size
        if at_root and self.chance(2):
            result |= {"first": 2, "last": 2}
        for side in ("after", "before"):
            if self.chance(25):
                result[side] = self.cursor(type_, name, given)
            if at_root and self.chance(3) and self.pool.strangers:
                result[side] = self.random.choice(self.pool.strangers)
            if result.get(side, "") is None:
                del result[side]
        return result

    def cursor(self, type_: GraphQLObjectType, name: str, given: Mapping[str, Any]) -> str | None:
        order = {"verifications": "verification", "organisations": "organisation", "results": "result"}.get(name)
        if name == "events":
            return self.event_cursor()
        if name == "shares":
            by = given.get("orderBy") or {}
            order = f"share:{by.get('field', 'SHARED_AT')}:{by.get('direction', 'DESC') == 'DESC'}"
        found = self.pool.cursors.get(order or "")
        return self.random.choice(found) if found else None

    def event_cursor(self) -> str | None:
        return self.pool.log and f"{self.pool.log}-{self.random.randint(0, self.pool.events)}"

    def of_type(self, name: str, type_: Any) -> Any:
        if not is_non_null_type(type_) and self.chance(8):
            return None
        bare = get_nullable_type(type_)
        if is_list_type(bare):
            size = self.random.choice((0, 1, 1, 2, 3, 5))
            return [self.of_type(name, bare.of_type) for _ in range(size)]
        if is_enum_type(bare):
            return Name(self.random.choice(list(bare.values)))
        if isinstance(bare, GraphQLInputObjectType):
            return self.input_object(bare)
        return self.scalar(name, bare.name)

    def input_object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        result = {}
        few = 20 if len(type_.fields) > 6 else 60
        for name, each in type_.fields.items():
            if is_required_input_field(each) or self.chance(few):
                result[name] = self.of_type(name, each.type)
        if type_.name == "EventWindow":
            result = {name: value for name, value in result.items() if value is not None}
        return result

    def scalar(self, name: str, type_name: str) -> Any:
        random = self.random
        match type_name:
            case "Boolean":
                return random.random() < 0.5
            case "Int":
                return random.choice((0, 30, 36_500)) if name == "sharedWithinDays" else random.randint(130, 205)
            case "Date":
                return random.choice(_DATES)
            case "DateTime":
                return random.choice(_MOMENTS)
            case "CountryCode":
                return random.choice(("GB", "JP", "VN", "NO"))
            case "ID":
                return random.choice(self.pool.ids)
        if name in ("after", "upTo"):
            return self.event_cursor()
        numbers = ("126GB0000001", "126gb 0000104", "１２６ＧＢ００００１２０", "126GB0000139")
        return random.choice({"centreNumbers": ("GB001", "JP123", "XX"), "statementNumbers": numbers}.get(name, _WORDS))

    # -------------------------------------------------------------------------------------------- values

    def value(self, type_: str, value: Any) -> str:
        """As a variable or written out, or an object that is written out of variables."""
        if self.chance(40):
            name = f"v{len(self.variables) + 1}"
            self.variables[name] = (type_, value)
            return f"${name}"
        return _literal(value)


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return value if isinstance(value, Name) else json.dumps(value, ensure_ascii=False)
