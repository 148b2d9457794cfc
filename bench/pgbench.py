"""PostgreSQL alone: pgbench with prepared statements on what the product sends, as the product sends it.

The same statement texts, role, number of connections and session options; in each transaction the viewer's settings
and the statement. `pipelined` sends both in one round trip, which is a transaction by itself, as the product does;
without it there are four round trips, with BEGIN and COMMIT. Viewers, cursors and searches are random: pgbench's
variables are filled from a table by a script of its own, run once for every five pages (whose cost, about a hundredth,
is not taken off). One thing differs: pgbench numbers each occurrence of a placeholder anew, so that a parameter that a
statement uses twice is sent twice.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from app.embedded import EmbeddedPostgres
from bench.capture import Captured, Statement
from bench.servers import DATABASE_CONNECTIONS

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
_SETTINGS = ("kind", "organisation", "person", "candidate")
_PLACEHOLDER = re.compile(r"\$(\d+)")
_LOOKS_LIKE_A_VARIABLE = re.compile(r"(?<!:):[A-Za-z0-9_]")
_TPS = re.compile(r"SQL script \d+: .*?/(\w+)\.sql\n.*?tps = ([\d.]+)", re.DOTALL)
_ROWS = 1_000


class PgBench:
    """Ready to run: a folder of scripts, and a table of random values."""

    def __init__(self, postgres: EmbeddedPostgres, app_url: str, superuser_url: str, captured: Captured) -> None:
        self._binary, self._app_url, self._options = postgres.binary("pgbench"), app_url, captured.options
        self._folder = tempfile.TemporaryDirectory(prefix="rvs-pgbench-")
        kinds: dict[str, list[Statement]] = {}
        for statement in captured.statements:
            kinds.setdefault(statement.sql, []).append(statement)
        self._weights = {f"page{number}": len(each) for number, each in enumerate(kinds.values())}
        self._defaults: dict[str, str] = {}
        columns: dict[str, list[str]] = {}
        for number, each in enumerate(kinds.values()):
            self._write(number, each[0].sql)
            columns |= _columns(number, each)
        self._fill(superuser_url, columns)

    def __enter__(self) -> "PgBench":
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def rate(self, seconds: int, *, pipelined: bool) -> float:
        """Pages a second."""
        total = sum(self._weights.values())
        scripts = [(self._path(name, pipelined), weight) for name, weight in self._weights.items()]
        scripts.append((Path(self._folder.name) / "refresh.sql", max(1, total // 5)))
        command = [
            *(str(self._binary), "-n", "-M", "prepared", "-c", str(DATABASE_CONNECTIONS), "-j", "1"),
            *("-T", str(seconds)),
            *(word for path, weight in scripts for word in ("-f", f"{path}@{weight}")),
            *(word for name, value in self._defaults.items() if value for word in ("-D", f"{name}={value}")),
            self._app_url,
        ]
        done = subprocess.run(
            command, env={**os.environ, "PGOPTIONS": self._options}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2_000:])
        rates = {name: float(tps) for name, tps in _TPS.findall(done.stdout)}
        return sum(tps for name, tps in rates.items() if name != "refresh")

    def _path(self, name: str, pipelined: bool) -> Path:
        return Path(self._folder.name) / ("pipelined" if pipelined else "stepwise") / f"{name}.sql"

    def _write(self, number: int, sql: str) -> None:
        if _LOOKS_LIKE_A_VARIABLE.search(sql) or ";" in sql:
            raise ValueError("pgbench would read variables or statements where there are none")
        settings = ", ".join(f"set_config('app.{name}', :{name}{number}, true)" for name in _SETTINGS)
        page = _PLACEHOLDER.sub(lambda match: f":p{number}_{match[1]}", sql)
        body = f"SELECT {settings};\n{page};\n"
        scripts = {True: f"\\startpipeline\n{body}\\endpipeline\n", False: f"{_BEGIN}\n{body}COMMIT;\n"}
        for pipelined, script in scripts.items():
            path = self._path(f"page{number}", pipelined)
            path.parent.mkdir(exist_ok=True)
            path.write_text(script)

    def _fill(self, superuser_url: str, columns: Mapping[str, Sequence[str]]) -> None:
        names = list(columns)
        self._defaults = {name: values[0] for name, values in columns.items()}
        table = f"bench.{Path(self._folder.name).name.replace('-', '_')}"
        with psycopg.connect(superuser_url) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
            connection.execute("GRANT USAGE ON SCHEMA bench TO rvs_app")
            connection.execute(
                f"CREATE TABLE {table} (number int PRIMARY KEY, {', '.join(f'{name} text' for name in names)})"
            )
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in range(_ROWS):
                    copy.write_row([row, *(columns[name][row % len(columns[name])] for name in names)])
            connection.execute(f"GRANT SELECT ON {table} TO rvs_app")
            connection.commit()
            connection.autocommit = True
            connection.execute(f"VACUUM ANALYZE {table}")
        select = f"SELECT {', '.join(names)} FROM {table} WHERE number = :number \\gset"
        script = f"\\set number random(0, {_ROWS - 1})\n{select}\n"
        (Path(self._folder.name) / "refresh.sql").write_text(script)


def _columns(number: int, statements: Sequence[Statement]) -> dict[str, list[str]]:
    """Values by the names of pgbench's variables."""
    columns = {f"{name}{number}": [each.viewer[place] for each in statements] for place, name in enumerate(_SETTINGS)}
    for place in range(len(statements[0].parameters)):
        columns[f"p{number}_{place + 1}"] = [each.parameters[place] for each in statements]
    return columns
