"""The part of the schema that files are made of, for whoever has no API at hand: workers and their children."""

from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from app.projection.graph import Graph
from app.schema.inputs import ShareFilter, ShareOrder, VerificationFilter
from app.schema.nodes import NODES
from app.schema.scalars import SCALARS
from app.schema.share import Share
from app.schema.verification import Verification


@strawberry.type(description="What the rows of files are, and how they are chosen.")
class Rows:
    @strawberry.field
    def shares(self, filter: ShareFilter | None = None, order_by: ShareOrder | None = None) -> list[Share]:
        return []

    @strawberry.field
    def verifications(self, filter: VerificationFilter | None = None) -> list[Verification]:
        return []


@cache
def exported() -> Graph:
    """Everything that is reached from a share or a verification; made once a process."""
    schema = strawberry.Schema(Rows, config=StrawberryConfig(scalar_map=dict(SCALARS)))
    return Graph(schema._schema, NODES, {})
