"""How many rows a choice makes where each component is a row of its own."""

import sqlalchemy as sa
from sqlmodel import col

from app.exports.choice import Choice
from app.exports.selection import Statement, _chosen, _compiled
from app.models import Result
from app.viewer import Viewer


def rows_of_file(viewer: Viewer, choice: Choice) -> Statement:
    """Answers one number. A result without components has one row, and so has a row without a result."""
    rows = _chosen(viewer, choice).order_by(None).subquery("chosen")
    components = sa.func.coalesce(sa.func.cardinality(col(Result.scores)), 0)
    counted = sa.select(sa.func.coalesce(sa.func.sum(sa.func.greatest(components, 1)), 0)).select_from(
        rows.outerjoin(Result, col(Result.id) == rows.c.result_id)
    )
    return _compiled(counted, viewer)
