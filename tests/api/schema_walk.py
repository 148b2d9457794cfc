"""Documents that together select every field of the schema, by every way there: what is added later is walked too."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
Values = Callable[[str, GraphQLNamedType, str], Sequence[str]]
"""Literals worth trying for an argument or input field of this name and leaf type, on the way to an object of the type
named last; none: it is left out."""


@dataclass(frozen=True)
class Step:
    """One field on the way, with its arguments, and the type condition below it."""

    field: str
    arguments: str
    type_name: str

    def around(self, selection: str) -> str:
        return f"{self.field}{self.arguments} {{ __typename ... on {self.type_name} {{ {selection} }} }}"


@dataclass(frozen=True)
class Walk:
    """Ways through a schema."""

    schema: GraphQLSchema
    values: Values
    deepest: int = 11
    """Fields, so that a document stays within the limits of depth."""
    often: int = 1
    """As often one field is passed on ways from one type at the root."""

    apart: frozenset[tuple[str, str]] = frozenset()
    """(type, field) of leaves that may be refused where what is beside them is not: they are selected by themselves."""

    def documents(self) -> Iterator[str]:
        """Each reachable object's leaf fields, by every way to it, with every argument worth trying."""
        for way, type_ in self._ways():
            refusable = " ".join(name for name in type_.fields if (type_.name, name) in self.apart)
            for selection in filter(None, (self._leaves(type_, self.apart), refusable)):
                yield f"{{ {_around(way, selection)} }}"

    def selection(self, type_: GraphQLNamedType, levels: int) -> str:
        """All fields of a type, and of what lies so many levels below; but what is `apart`."""
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            members = (f"... on {each.name} {{ {self.selection(each, levels)} }}" for each in self._possible(type_))
            return " ".join(["__typename", *members])
        assert isinstance(type_, GraphQLObjectType)
        parts = [self._leaves(type_, self.apart)]
        for name, field in type_.fields.items():
            named = get_named_type(field.type)
            if levels and not is_leaf_type(named):
                # Two members of a union may have a field of one name with other arguments: names of their own.
                (called, *_) = self._calls(field, named.name)
                parts.append(f"{type_.name}_{name}: {name}{called} {{ {self.selection(named, levels - 1)} }}")
        return " ".join(parts)

    def reachable(self) -> set[tuple[str, str]]:
        """(type, field) for all that can be selected from Query on, however deep."""
        found: set[tuple[str, str]] = set()
        waiting: list[GraphQLNamedType] = [self.schema.type_map["Query"]]
        seen: set[str] = set()
        while waiting:
            type_ = waiting.pop()
            if type_.name in seen:
                continue
            seen.add(type_.name)
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                waiting += self._possible(type_)
            elif isinstance(type_, GraphQLObjectType):
                found |= {(type_.name, name) for name in type_.fields}
                waiting += [get_named_type(field.type) for field in type_.fields.values()]
        return found

    def _ways(self) -> Iterator[tuple[tuple[Step, ...], GraphQLObjectType]]:
        """The shortest first. Each field is passed at most `often` times below each type at the root: what lies below
        one object asked for by its id also lies below many. Lists come first, as more is in them."""
        query = self.schema.query_type
        assert query is not None
        passed: Counter[tuple[str, ...]] = Counter()
        waiting: deque[tuple[tuple[Step, ...], GraphQLObjectType]] = deque([((), query)])
        while waiting:
            way, type_ = waiting.popleft()
            yield way, type_
            fields = sorted(type_.fields.items(), key=lambda each: not is_list_type(get_nullable_type(each[1].type)))
            for name, field in fields:
                named = get_named_type(field.type)
                if is_leaf_type(named) or len(way) == self.deepest:
                    continue
                for target in self._possible(named):
                    root = get_named_type(query.fields[way[0].field].type).name if way else named.name
                    place = (root, type_.name, name, target.name)
                    passed[place] += 1
                    if passed[place] > self.often:
                        continue
                    widest, *others = self._calls(field, target.name)
                    waiting.append(((*way, Step(name, widest, target.name)), target))
                    if passed[place] == 1:
                        for call in others:
                            yield (*way, Step(name, call, target.name)), target

    def _possible(self, type_: GraphQLNamedType) -> list[GraphQLObjectType]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return list(self.schema.get_possible_types(type_))
        assert isinstance(type_, GraphQLObjectType)
        return [type_]

    def _leaves(self, type_: GraphQLObjectType, but: frozenset[tuple[str, str]] = frozenset()) -> str:
        parts = ["__typename"]
        for number, (name, field) in enumerate(type_.fields.items()):
            if is_leaf_type(get_named_type(field.type)) and (type_.name, name) not in but:
                for call, arguments in enumerate(self._calls(field, type_.name)):
                    alias = f"{name}_{number}_{call}: " if call else ""
                    parts.append(f"{alias}{name}{arguments}")
        return " ".join(parts)

    def _calls(self, field: GraphQLField, target: str) -> list[str]:
        """Ways to call a field, the widest first: all required arguments, and each optional one in turn."""
        base: list[dict[str, str]] = [{}]
        for name, argument in field.args.items():
            if is_non_null_type(argument.type):
                base = [
                    {**given, name: value} for given in base for value in self._literals(name, argument.type, target)
                ]
        assert base, f"no value is known for a required argument of {field}"
        size = {"first": "10"} if "first" in field.args else {}
        calls = [{**given, **size, **self._widest(field.args, target)} for given in base]
        for name, argument in field.args.items():
            if not is_non_null_type(argument.type) and name not in ("first", "last"):
                calls += [{**base[0], **size, name: value} for value in self._literals(name, argument.type, target)]
        return [_called(call) for call in calls]

    def _widest(self, args: Mapping[str, GraphQLArgument], target: str) -> dict[str, str]:
        """A filter by statuses: all of them, so that ended shares are shown too."""
        named = get_named_type(args["filter"].type) if "filter" in args else None
        if not isinstance(named, GraphQLInputObjectType) or "statuses" not in named.fields:
            return {}
        (every,) = self._literals("statuses", named.fields["statuses"].type, target)
        return {"filter": _written({"statuses": every})}

    def _literals(self, name: str, type_: GraphQLInputType, target: str) -> list[str]:
        nullable = get_nullable_type(type_)
        named = get_named_type(type_)
        if is_list_type(nullable):
            values = self._single(name, named, target)
            return [f"[{', '.join(values)}]"] if values else []
        return self._single(name, named, target)

    def _single(self, name: str, named: GraphQLNamedType, target: str) -> list[str]:
        if isinstance(named, GraphQLEnumType):
            return list(named.values)
        if not isinstance(named, GraphQLInputObjectType):
            return list(self.values(name, named, target))
        needed = {key: field.type for key, field in named.fields.items() if _is_needed(field)}
        fixed = {key: self._literals(key, type_, target)[0] for key, type_ in needed.items()}
        return [
            _written({**fixed, key: value})
            for key, field in named.fields.items()
            for value in self._literals(key, field.type, target)
        ]


def _around(way: Sequence[Step], selection: str) -> str:
    for step in reversed(way):
        selection = step.around(selection)
    return selection


def _is_needed(field: GraphQLInputField) -> bool:
    return is_non_null_type(field.type) and field.default_value is Undefined


def _written(fields: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in fields.items())}}}"


def _called(arguments: Mapping[str, str]) -> str:
    return f"({', '.join(f'{name}: {value}' for name, value in arguments.items())})" if arguments else ""
