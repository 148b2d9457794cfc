"""The database's making: roles and an empty database (`provision`), schema and reference data (`migrate`).

MigrationError
|-- NotProvisioned      roles, rights or version that only a database administrator can change
`-- PrivilegedAppRole   the app would sign in as somebody whom row-level security does not bind
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy.dialects.postgresql import insert

from app import exams
from app.models import Exam, ExamBand

DATABASE, OWNER, APP, LOOKUP = "rvs", "rvs_owner", "rvs_app", "rvs_lookup"

_HERE = Path(__file__).parent
#: Beside the package in a checkout, within it in a wheel.
SCRIPTS = next((p for p in (_HERE.parent / "migrations", _HERE / "migrations") if (p / "env.py").exists()), _HERE)

#: One migration at a time, whoever started it ("rvs" in ASCII).
_LOCK = sa.text("SELECT pg_advisory_xact_lock(x'727673'::int)")


class MigrationError(Exception):
    """The database could not be brought up to date."""


class NotProvisioned(MigrationError):
    """The database is not ready for migrations; a database administrator has to run what docs/database.md says."""

    def __init__(self, wants: list[str]) -> None:
        super().__init__("\n".join([self.__doc__ or "", *(f"  * {want}" for want in wants)]))
        self.wants = wants


class PrivilegedAppRole(MigrationError):
    """DATABASE_URL signs in as a role that row-level security does not bind."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"{self.__doc__} {role} {reason}; see docs/database.md.")


@dataclass(frozen=True, slots=True)
class Urls:
    """libpq URLs of one database."""

    app: str
    owner: str


def provision(superuser_url: str, *, database: str = DATABASE, password: str | None = None) -> Urls:
    """Make the three roles and an empty database on a server that is ours alone; what exists stays as it is.

    `password`, where the server wants one, is given to both roles that sign in."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        # NOINHERIT: the owner may give functions to rvs_lookup without seeing, day by day, what that role sees.
        for role, attributes in ((LOOKUP, "NOLOGIN"), (APP, "LOGIN"), (OWNER, "LOGIN NOINHERIT")):
            if role not in present:
                connection.execute(sql.SQL("CREATE ROLE {} " + attributes).format(sql.Identifier(role)))
        if password is not None:
            for role in (APP, OWNER):
                statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))
        connection.execute(f"GRANT {LOOKUP} TO {OWNER}")
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    url = sa.make_url(superuser_url).set(database=database)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
        statement = sql.SQL("REVOKE ALL ON DATABASE {0} FROM PUBLIC; GRANT CONNECT, TEMPORARY ON DATABASE {0} TO {1}")
        connection.execute(statement.format(sql.Identifier(database), sql.Identifier(APP)))
    owner, app = (url.set(username=role, password=password) for role in (OWNER, APP))
    return Urls(app=app.render_as_string(hide_password=False), owner=owner.render_as_string(hide_password=False))


def migrate(owner_url: str) -> str:
    """Bring schema and reference data up to date, wholly or not at all; the revision reached.

    Raises NotProvisioned before anything is done."""
    engine = sa.create_engine(sa.make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        check_provisioned(connection)
        connection.execute(_LOCK)
        command.upgrade(_config(connection), "head")
        sync_reference(connection)
    return head()


def head() -> str:
    """The revision that this code needs; `alembic_version` says which one a database has."""
    return ScriptDirectory.from_config(_config(None)).get_current_head() or ""


def run_sql(name: str) -> None:
    """Run a file of `migrations/sql` within a migration, as it stands: no parameters, no escapes."""
    driver = op.get_bind().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    driver.execute((SCRIPTS / "sql" / name).read_bytes())


def sync_reference(connection: sa.Connection) -> None:
    """Make the tables of exams and their bands say what `app.exams` says."""
    exam_rows, band_rows = exams.reference_rows()
    _sync(connection, sa.inspect(Exam).local_table, exam_rows)
    connection.execute(sa.delete(ExamBand))
    _sync(connection, sa.inspect(ExamBand).local_table, band_rows)


def _sync(connection: sa.Connection, table: sa.FromClause, rows: list[dict[str, Any]]) -> None:
    assert isinstance(table, sa.Table)
    statement = insert(table).values(rows)
    keys = [column.name for column in table.primary_key]
    changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def check_provisioned(connection: sa.Connection) -> None:
    """Raises NotProvisioned with all that is missing, in the words of the SQL that mends it."""
    version: int = connection.scalar(sa.text("SELECT current_setting('server_version_num')::int")) or 0
    if version < 150000:
        raise NotProvisioned(["PostgreSQL 15 or later"])
    wants = [f"CREATE ROLE {role};" for role in (APP, LOOKUP) if not _one(connection, _ROLE_EXISTS, role)]
    if not wants and not _one(connection, _MAY_BECOME, LOOKUP, "MEMBER" if version < 160000 else "SET"):
        wants.append(f'GRANT {LOOKUP} TO "{connection.scalar(sa.text("SELECT current_user"))}";')
    if not connection.scalar(_OWNS_SCHEMA):
        wants.append(f'ALTER SCHEMA public OWNER TO "{connection.scalar(sa.text("SELECT current_user"))}";')
    if wants:
        raise NotProvisioned(wants)


def check_app_role(app_url: str) -> None:
    """Raises PrivilegedAppRole where row-level security would not hold for the app's connections."""
    with psycopg.connect(app_url) as connection:
        row = connection.execute(_PRIVILEGES).fetchone()
    if row is not None and row[1] is not None:
        raise PrivilegedAppRole(row[0], row[1])


_ROLE_EXISTS = sa.text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :first)")
_MAY_BECOME = sa.text("SELECT pg_has_role(current_user, :first, :second)")
_OWNS_SCHEMA = sa.text("SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'")
_PRIVILEGES = """
SELECT current_user, CASE
    WHEN rolsuper THEN 'is a superuser'
    WHEN rolbypassrls THEN 'has BYPASSRLS'
    WHEN EXISTS (
        SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')
    ) THEN 'owns tables, or may become their owner'
    WHEN pg_has_role('rvs_lookup', 'MEMBER') THEN 'may become rvs_lookup'
END
FROM pg_roles WHERE rolname = current_user
"""


def _one(connection: sa.Connection, statement: sa.TextClause, first: str, second: str = "") -> bool:
    values = {"first": first, "second": second} if ":second" in statement.text else {"first": first}
    return bool(connection.scalar(statement, values))


def _config(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
