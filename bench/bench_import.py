"""The import against the same work typed into psql: the same staged rows, the same statements, role, keys and policies.

psql is given what the product has to find out first: rows that are read, checked and hashed already. It may take them
in the product's batches, or all at once in one transaction (which the product does not: it would hold its locks, and
lose all when interrupted).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from uuid import uuid4

import psycopg

from app.demo_data import write
from app.embedded import EmbeddedPostgres
from app.embedded.server import install
from app.imports import merge
from app.imports.batch import BATCH_ROWS, Batch, Batches
from app.imports.reader import Source
from app.imports.row import RowCheck
from app.migrating import Urls, migrate, provision
from app.viewer import SYSTEM
from bench import servers
from bench.report import Line, ratio

ROWS = 1_000_000
SEED = 20261123
MEGABYTES = 300
ROUNDS = 3
KEY = "a key for benchmarks, of 32 bytes"

#: The product in a process of its own, as `rvs import results` runs it. VmHWM is its own peak, from exec on.
_PRODUCT = """
import sys
from pathlib import Path
from app.imports.command import load_results

status = load_results(Path(sys.argv[1]), database_url=sys.argv[2], secret_key=sys.argv[3].encode())
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
sys.exit(status)
"""

_MERGE = (
    *(merge.MATCHED, merge.COUNTS, merge.ADD_CANDIDATES, merge.CHANGE_SECRETS, merge.ADD_RESULTS),
    *(merge.LOCK_RESULTS, merge.CHANGE_RESULTS, merge.ADD_PHOTOS, merge.ADD_VERSIONS, merge.CHANGE_CANDIDATES),
)


def run(scale: float = 1.0) -> Sequence[Line]:
    """Lines of the table; `scale` 1: memory at a million rows of CSV, rates at a fifth of that, in rounds."""
    rows = int(ROWS * scale)
    compared = rows // 5
    folder = Path(tempfile.mkdtemp(prefix="rvs-bench-import-"))
    try:
        write(folder / "large.csv", seed=SEED, number=rows)
        write(folder / "small.csv", seed=SEED, number=compared)
        staged = _staged(folder / "small.csv", compared)
        batches = _script(folder, "batches", staged, BATCH_ROWS)
        whole = _script(folder, "whole", staged, compared)
        with servers.postgres() as server:
            seconds, kilobytes = _product(_database(server), folder / "large.csv")
            rates: tuple[list[float], list[float], list[float]] = ([], [], [])
            for _ in range(ROUNDS):
                rates[0].append(compared / _product(_database(server), folder / "small.csv")[0])
                rates[1].append(compared / _typed(_database(server), batches, compared))
                rates[2].append(compared / _typed(_database(server), whole, compared))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    memory = kilobytes / 1024
    return [
        _line(f"import of {compared:,} rows of CSV; psql in the same batches", rates[0], rates[1]),
        _line("the same; psql all at once, in one transaction", rates[0], rates[2]),
        Line(f"import of {rows:,} rows of CSV", f"{rows / seconds:,.0f} rows/s"),
        Line("its peak of memory", f"{memory:.0f} MB", f"{MEGABYTES} MB", memory / MEGABYTES, most=1.0),
    ]


def _line(what: str, ours: Sequence[float], others: Sequence[float]) -> Line:
    return Line(
        what,
        f"{median(ours):,.0f} rows/s",
        f"{median(others):,.0f} rows/s",
        ratio(ours, others),
        least=0.6,
    )


def _database(server: EmbeddedPostgres) -> Urls:
    """A new one, empty but for the exams."""
    urls = provision(server.url("postgres", server.superuser), database=f"import_{uuid4().hex[:12]}")
    migrate(urls.owner)
    return urls


def _product(urls: Urls, path: Path) -> tuple[float, int]:
    """Seconds, and the peak of resident memory in kilobytes."""
    began = time.monotonic()
    command = [sys.executable, "-c", _PRODUCT, str(path), urls.app, KEY]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.monotonic() - began, int(done.stdout)


def _typed(urls: Urls, script: Path, rows: int) -> float:
    """Seconds of psql over a script."""
    began = time.monotonic()
    command = [
        str(install() / "bin/psql"),
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-o",
        os.devnull,
        "-f",
        str(script),
        urls.app,
    ]
    subprocess.run(command, check=True)
    seconds = time.monotonic() - began
    with psycopg.connect(urls.owner) as connection:
        connection.execute("SET app.kind = 'system'")
        loaded = connection.execute("SELECT count(*) FROM result_version").fetchone()
    assert loaded == (rows,), "psql did not load what the product loads"
    return seconds


def _staged(path: Path, rows: int) -> Batch:
    """All rows of a file, checked."""
    source = Source(path)
    batch = next(iter(Batches(source, RowCheck(KEY.encode()), batch_rows=rows)))
    source.close()
    assert not batch.rejects, "demo data are good"
    return batch


def _script(folder: Path, name: str, staged: Batch, batch_rows: int) -> Path:
    """What one would type, beside the staged rows as \\copy takes them."""
    script = folder / f"{name}.sql"
    with script.open("w", encoding="utf-8") as file:
        for start in range(0, len(staged.lines), batch_rows):
            rows = folder / f"{name}{start}.tsv"
            with rows.open("w", encoding="utf-8") as lines:
                lines.writelines(staged.lines[start : start + batch_rows])
            file.write(_transaction(rows, staged.centres if start == 0 else {}))
    return script


def _transaction(staged: Path, centres: Mapping[str, tuple[str, str, str]]) -> str:
    settings = ("app.kind", "app.organisation", "app.person", "app.candidate")
    values = ", ".join(
        f"set_config('{name}', '{value}', true)" for name, value in zip(settings, SYSTEM.settings, strict=True)
    )
    places = ", ".join(
        f"(gen_random_uuid(), {', '.join(map(_quoted, (number, *details)))})" for number, details in centres.items()
    )
    lines = ["BEGIN", merge.PLANS, f"SELECT {values}", merge.LOCK, merge.STAGED, merge.STAGED_PHOTO]
    if centres:
        lines.append(f"INSERT INTO centre (id, number, name, city, country) VALUES {places} ON CONFLICT DO NOTHING")
    copy = f"\\copy staged from {_quoted(str(staged))} (NULL '')"
    return ";\n".join(lines) + f";\n{copy}\n" + ";\n".join((*_MERGE, "COMMIT")) + ";\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    for line in run(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print(" | ".join(line.cells))
