"""A template's paths as one selection set, and where each path's value is among the values of a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from graphql import FieldNode, OperationDefinitionNode, parse

from app.exports.path import Path, Step

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Branch:
    """An object of the selection: its own values first, then the objects in it, each in the order asked for."""

    step: Step | None = None
    leaves: list[str] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return self.step is not None and self.step.is_list

    def add(self, path: Path) -> None:
        """Select what is at the path; asked for again, it is there already."""
        step, *rest = path
        if not rest:
            if step.field not in self.leaves:
                self.leaves.append(step.field)
            return
        branch = next((each for each in self.branches if each.step == step), None)
        if branch is None:
            branch = Branch(step)
            self.branches.append(branch)
        branch.add(tuple(rest))

    def paths(self, before: Path = ()) -> Iterable[Path]:
        """All that is selected, in the order of the values; a list is one value, whatever is selected of its items."""
        yield from ((*before, Step(leaf)) for leaf in self.leaves)
        for branch in self.branches:
            assert branch.step is not None
            if branch.is_list:
                yield (*before, branch.step)
            else:
                yield from branch.paths((*before, branch.step))

    def selection(self) -> str:
        """As GraphQL has it. Names are short: the texts of a million rows carry them."""
        fields = [f"{_name(place)}: {leaf}" for place, leaf in enumerate(self.leaves)]
        for place, branch in enumerate(self.branches, len(self.leaves)):
            fields.append(f"{_name(place)}: {branch.step} {branch.selection()}")
        return "{ " + " ".join(fields) + " }"


def branch_of(paths: Sequence[Path]) -> Branch:
    """The selection of these paths, from a row."""
    root = Branch()
    for path in paths:
        root.add(path)
    return root


def field_of(branch: Branch) -> FieldNode:
    """A field with this selection, as it would stand in a document."""
    definition = parse(f"{{ row {branch.selection()} }}", no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    row = definition.selection_set.selections[0]
    assert isinstance(row, FieldNode)
    return row


def _name(place: int) -> str:
    """a, b, … z, ba, bb, …"""
    more, letter = divmod(place, len(_LETTERS))
    return (_name(more) if more else "") + _LETTERS[letter]
