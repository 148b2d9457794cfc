"""schema.graphql is what the code says."""

from pathlib import Path

from app.api import build_schema


def test_schema_graphql_is_the_schema() -> None:
    written = (Path(__file__).parents[1] / "schema.graphql").read_text(encoding="utf-8")

    assert written == build_schema().as_str() + "\n", "rvs schema > schema.graphql"
