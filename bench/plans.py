"""What PostgreSQL means to do: the plan of a statement when it is kept for all values (a generic one)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.capture import Statement

ORDERS: dict[tuple[str, str], str] = {
    ("SHARED_AT", "DESC"): "ix_share_organisation_id_shared_at_id",
    ("SHARED_AT", "ASC"): "ix_share_organisation_id_shared_at_id",
    ("NAME", "DESC"): "ix_share_organisation_id_sort_name_id",
    ("NAME", "ASC"): "ix_share_organisation_id_sort_name_id",
    ("OVERALL_SCORE", "DESC"): "ix_share_score_descending",
    ("OVERALL_SCORE", "ASC"): "ix_share_score_ascending",
    ("SESSION", "DESC"): "ix_share_organisation_id_sort_session_id",
    ("SESSION", "ASC"): "ix_share_organisation_id_sort_session_id",
}
"""The index that each ordering walks."""
_LARGE = frozenset({"share", "result", "candidate", "result_version", "sighting", "event", "verification"})


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a plan, and the nodes that it stands under."""

    kind: str
    relation: str | None
    index: str | None
    above: tuple[str, ...]
    details: dict[str, Any]


def generic_plan(connection: psycopg.Connection, statement: Statement) -> list[Step]:
    """All steps, from the top. Runs nothing."""
    holes = ", ".join("NULL" for _ in statement.parameters)
    with connection.transaction():
        connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for name, value in zip(("kind", "organisation", "person", "candidate"), statement.viewer, strict=True):
            connection.execute("SELECT set_config('app.' || %s, %s, true)", [name, value])
        connection.execute(f"PREPARE planned AS {statement.sql}".encode())
        try:
            row = connection.execute(f"EXPLAIN (FORMAT JSON) EXECUTE planned ({holes})".encode()).fetchone()
        finally:
            connection.execute("DEALLOCATE planned")
    assert row is not None
    return list(_steps(row[0][0]["Plan"], ()))


def _steps(node: dict[str, Any], above: tuple[str, ...]) -> Iterator[Step]:
    kind = node["Node Type"]
    yield Step(kind, node.get("Relation Name"), node.get("Index Name"), above, node)
    for child in node.get("Plans", ()):
        yield from _steps(child, (*above, kind))


def faults(steps: Sequence[Step], index: str | None, *, after: bool = False) -> list[str]:
    """What would make a page dearer the longer the list is. `index`: that the list must be walked by, in its order,
    from the cursor on where there is one; None: a search, whose few matches may be sorted."""
    found = [f"reads all of {step.relation}" for step in steps if step.kind == "Seq Scan" and step.relation in _LARGE]
    if index is None:
        return found
    found += [f"{step.kind} over the list" for step in steps if "Sort" in step.kind]
    walks = [step for step in steps if step.index == index and step.kind in ("Index Scan", "Index Only Scan")]
    if not walks:
        used = sorted({step.index for step in steps if step.relation == "share" and step.index is not None})
        found.append(f"does not walk {index}, but {used}")
    found += [f"walks {index} without a limit" for step in walks if "Limit" not in step.above]
    if after:  # a comparison that is not leakproof would be asked of each row, from the list's beginning
        found += [f"walks {index} up to the cursor" for step in walks if "ROW(" not in step.details["Index Cond"]]
    return found
