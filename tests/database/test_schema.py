"""Migrations: what they make is what the models say; they run once, and forward only."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from app import exams, migrating
from app.models import Exam, ExamBand, metadata
from tests.conftest import Server, at

CATALOGUE = {
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attcollation::regcollation::text,
               pg_get_expr(adbin, adrelid), attidentity, attgenerated
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    """,
    "order of columns": """
        SELECT relname, array_agg(attname ORDER BY attnum) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped GROUP BY 1
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), convalidated
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


def catalogue(url: str) -> dict[str, set[str]]:
    """What PostgreSQL says of all tables but alembic's own."""
    with psycopg.connect(url) as connection:
        return {
            name: {str(row) for row in connection.execute(query) if row[0] != "alembic_version"}
            for name, query in CATALOGUE.items()
        }


@pytest.fixture
def created_from_models(postgres: Server) -> Iterator[str]:
    """A database whose tables the models made."""
    name = f"rvs_models_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = at(postgres.superuser_url, name)
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for name_ in ("0001_functions", "0004_functions"):  # indexes are over search_terms() and result_terms()
            functions = (migrating.SCRIPTS / f"sql/{name_}.sql").read_text()
            connection.execution_options(no_parameters=True).exec_driver_sql(functions)
        metadata.create_all(connection)
    yield url
    postgres.drop(name)


def test_the_migrated_schema_is_that_of_the_models(postgres: Server, created_from_models: str) -> None:
    assert catalogue(postgres.template.owner) == catalogue(created_from_models)


def test_migrating_again_changes_nothing(postgres: Server, fresh_urls: migrating.Urls) -> None:
    before = catalogue(fresh_urls.owner)

    assert migrating.migrate(fresh_urls.owner) == migrating.head() == "0006"
    assert catalogue(fresh_urls.owner) == before


def test_migrations_only_go_forward() -> None:
    for file in sorted((migrating.SCRIPTS / "versions").glob("*.py")):
        with pytest.raises(NotImplementedError, match="restore a backup"):
            import_module(f"migrations.versions.{file.stem}").downgrade()


def test_migrations_are_frozen() -> None:
    """They may not read the models, whose later changes would change what was once done."""
    for file in (migrating.SCRIPTS / "versions").glob("*.py"):
        assert "models" not in file.read_text()


def test_reference_tables_say_what_the_rules_say(fresh_urls: migrating.Urls, owner: psycopg.Connection) -> None:
    owner.execute("UPDATE exam SET name_en = 'Old'; UPDATE exam_band SET max_score = 999")

    migrating.migrate(fresh_urls.owner)

    exam_rows, band_rows = exams.reference_rows()
    assert _rows(owner, Exam, "code") == {row["code"]: row for row in exam_rows}
    keyed = {(row["exam_code"], row["valid_from"], row["min_score"]): row for row in band_rows}
    assert _rows(owner, ExamBand, "exam_code", "valid_from", "min_score") == keyed


def test_a_band_that_is_no_more_goes(fresh_urls: migrating.Urls, owner: psycopg.Connection) -> None:
    owner.execute(
        "INSERT INTO exam_band (exam_code, valid_from, min_score, max_score, grade)"
        " VALUES ('B2_FIRST', '1999-01-01', 1, 2, 'A')"
    )

    migrating.migrate(fresh_urls.owner)

    assert owner.execute("SELECT FROM exam_band WHERE valid_from = '1999-01-01'").fetchall() == []


def test_without_roles_it_says_what_is_missing(postgres: Server) -> None:
    """A database that nobody prepared: its owner owns neither the schema nor the way to rvs_lookup."""
    role, name = (f"rvs_{kind}_{uuid4().hex[:8]}" for kind in ("stranger", "bare"))
    with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'test'").format(sql.Identifier(role)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        url = sa.make_url(at(postgres.superuser_url, name)).set(username=role, password="test")
        try:
            with pytest.raises(migrating.NotProvisioned) as raised:
                migrating.migrate(url.render_as_string(hide_password=False))
        finally:
            postgres.drop(name)
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))

    assert raised.value.wants == [
        f'GRANT rvs_lookup TO "{role}";',
        f'ALTER SCHEMA public OWNER TO "{role}";',
    ]


def test_the_app_may_not_sign_in_as_somebody_privileged(postgres: Server) -> None:
    migrating.check_app_role(postgres.template.app)
    for url, reason in (
        (at(postgres.superuser_url, sa.make_url(postgres.template.app).database or ""), "is a superuser"),
        (postgres.template.owner, "owns tables"),
    ):
        with pytest.raises(migrating.PrivilegedAppRole, match=reason):
            migrating.check_app_role(url)


def test_the_scripts_are_found_beside_the_package() -> None:
    assert Path(__file__).parents[2] / "migrations" == migrating.SCRIPTS


def _rows(connection: psycopg.Connection, model: type, *keys: str) -> dict[object, dict[str, object]]:
    table: Any = sa.inspect(model).local_table
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        rows = cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table.name))).fetchall()
    return {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}
