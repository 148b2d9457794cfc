"""How large a GraphQL document is once its fragments are spread out, without spreading them.

Each definition is walked once. What a fragment adds is computed once and added for every spread, so 24 levels
of fragments that double (16 million fields) cost 24 additions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

INTROSPECTION = frozenset({"__schema", "__type"})


class FragmentCycle(Exception):
    """A fragment spreads itself."""

    def __init__(self, fragment: FragmentDefinitionNode) -> None:
        self.fragment = fragment


@dataclass(slots=True)
class Size:
    """What a definition amounts to, the fragments it spreads included.

    `depth` is that of data, `introspection` that from `__schema` and `__type` on down.
    """

    depth: int = 0
    introspection: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0
    directives_in_one_place: int = 0
    longest_alias: int = 0

    def add(self, spread: "Spread", other: "Size") -> None:
        """Takes in the fragment that is spread at that place."""
        if spread.introspecting:
            self.introspection = max(self.introspection, spread.depth + max(other.depth, other.introspection))
        else:
            self.depth = max(self.depth, spread.depth + other.depth)
            self.introspection = max(self.introspection, other.introspection)
        if spread.depth == 0 and not spread.introspecting:
            self.root_fields += other.root_fields
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.spreads += other.spreads
        self.directives_in_one_place = max(self.directives_in_one_place, other.directives_in_one_place)
        self.longest_alias = max(self.longest_alias, other.longest_alias)


@dataclass(frozen=True, slots=True)
class Spread:
    """A fragment's name, `depth` fields below the definition's top or, if introspecting, below `__schema`."""

    name: str
    depth: int
    introspecting: bool


@dataclass(slots=True)
class Definition:
    """An operation or fragment: what it holds itself, and which fragments it spreads where."""

    node: OperationDefinitionNode | FragmentDefinitionNode
    own: Size = field(default_factory=Size)
    spreads: list[Spread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's definitions. `fragments` come in order: each after all that it spreads."""

    operations: list[Definition]
    fragments: dict[str, Definition]
    sizes: dict[str, Size]  # of fragments, spread out

    def size(self, definition: Definition) -> Size:
        return _spread_out(definition, self.sizes)

    def fields_as_written(self) -> int:
        return sum(each.own.fields for each in (*self.operations, *self.fragments.values()))


def outline(document: DocumentNode) -> Outline:
    """Raises FragmentCycle. Unknown fragments and other definitions add nothing: validation refuses them."""
    operations: list[Definition] = []
    written: dict[str, Definition] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            operations.append(walk(node))
        elif isinstance(node, FragmentDefinitionNode):
            written[node.name.value] = walk(node)
    fragments = {name: written[name] for name in _innermost_first(written)}
    sizes: dict[str, Size] = {}
    for name, definition in fragments.items():
        sizes[name] = _spread_out(definition, sizes)
    return Outline(operations, fragments, sizes)


def walk(node: OperationDefinitionNode | FragmentDefinitionNode) -> Definition:
    """One definition by itself: linear in its nodes, no recursion."""
    found = Definition(node)
    own = found.own
    _count_directives(own, node.directives)
    for variable in node.variable_definitions or ():
        _count_directives(own, variable.directives)
    open_sets: list[tuple[SelectionSetNode, int, bool]] = [(node.selection_set, 0, False)]
    while open_sets:
        selection_set, depth, introspecting = open_sets.pop()
        for selection in selection_set.selections:
            _count_directives(own, selection.directives)
            if isinstance(selection, FieldNode):
                below = _count_field(own, selection, depth, introspecting)
                if selection.selection_set:
                    open_sets.append((selection.selection_set, *below))
            elif isinstance(selection, InlineFragmentNode):
                open_sets.append((selection.selection_set, depth, introspecting))
            elif isinstance(selection, FragmentSpreadNode):
                own.spreads += 1
                found.spreads.append(Spread(selection.name.value, depth, introspecting))
    return found


def _count_field(own: Size, node: FieldNode, depth: int, introspecting: bool) -> tuple[int, bool]:
    own.fields += 1
    if depth == 0 and not introspecting:
        own.root_fields += 1
    if node.alias:
        own.aliases += 1
        own.longest_alias = max(own.longest_alias, len(node.alias.value))
    if introspecting:
        own.introspection = max(own.introspection, depth + 1)
        return depth + 1, True
    own.depth = max(own.depth, depth + 1)
    if node.name.value in INTROSPECTION:
        own.introspection = max(own.introspection, 1)
        return 1, True
    return depth + 1, False


def _count_directives(own: Size, here: Sequence[DirectiveNode] | None) -> None:
    if here:
        own.directives += len(here)
        own.directives_in_one_place = max(own.directives_in_one_place, len(here))


def _spread_out(definition: Definition, sizes: dict[str, Size]) -> Size:
    total = Size()
    total.add(Spread("", 0, False), definition.own)
    for spread in definition.spreads:
        if spread.name in sizes:
            total.add(spread, sizes[spread.name])
    return total


def _innermost_first(written: dict[str, Definition]) -> Iterator[str]:
    """The fragments' names, each after all that it spreads; without recursion, so that chains may be long."""
    done: set[str] = set()
    for start in written:
        path = {} if start in done else {start: iter(written[start].spreads)}
        while path:
            name, spreads = next(reversed(path.items()))
            below = next((each.name for each in spreads if each.name in written and each.name not in done), None)
            if below is None:
                del path[name]
                done.add(name)
                yield name
            elif below in path:
                node = written[below].node
                assert isinstance(node, FragmentDefinitionNode)
                raise FragmentCycle(node)
            else:
                path[below] = iter(written[below].spreads)
