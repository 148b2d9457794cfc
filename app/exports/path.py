"""Where a column's value is: `result.component(skill: READING).score`, seen from a row of the file."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Step:
    """A field, and its argument where it takes one."""

    field: str
    argument: str | None = None
    value: str | None = None
    is_list: bool = False
    """A list: each row of the file tells of one of its items."""

    def __str__(self) -> str:
        return self.field if self.argument is None else f"{self.field}({self.argument}: {self.value})"


Path: TypeAlias = tuple[Step, ...]


def text_of(path: Path) -> str:
    """The path as templates have it."""
    return ".".join(map(str, path))
