"""What all types of the schema are made with."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import sqlalchemy as sa
import strawberry
from strawberry.schema_directive import Location

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    Rows: TypeAlias = sa.Select[Any] | T
    """What a resolver of a projected field returns: the rows; the selection set chooses the columns."""
else:

    class Rows:
        """At run time just the type, which is all that Strawberry wants to know."""

        def __class_getitem__(cls, type_: Any) -> Any:
            return type_


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.INPUT_FIELD_DEFINITION],
    name="perUser",
    description="Differs between the users of one organisation.",
)
class PerUserDirective:
    """Filled in per user in live payloads, which are otherwise made once for all who sent the same document."""


class Projected(Exception):
    """A field of a projected type was resolved in Python: it should have been built by PostgreSQL."""


def projected(description: str, *, per_user: bool = False, deprecation_reason: str | None = None) -> Callable[[F], Any]:
    """A field with arguments whose value the projection builds: the function gives its signature only."""

    def decorate(signature: F) -> Any:
        directives = [PerUserDirective()] if per_user else []
        field = strawberry.field(
            resolver=signature, description=description, directives=directives, deprecation_reason=deprecation_reason
        )
        field.metadata = {**(field.metadata or {}), "projected": True}
        return field

    return decorate


def described(description: str, *, per_user: bool = False, name: str | None = None) -> Any:
    """A field without arguments."""
    return strawberry.field(description=description, directives=[PerUserDirective()] if per_user else [], name=name)


First = Annotated[int | None, strawberry.argument(description="This many from the beginning, 1 to 1,000; default 25.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="This many from the end, 1 to 1,000; not with first.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor.")]


@strawberry.interface(description="Whatever has an id. Ids are opaque; no two types share one.")
class Node:
    id: strawberry.ID = described("For node(id), and for caches.")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = described("Whether more comes after this page.")
    has_previous_page: bool = described("Whether something comes before this page.")
    start_cursor: str | None = described("Of the first item; null on an empty page.")
    end_cursor: str | None = described("Of the last item; null on an empty page.")
