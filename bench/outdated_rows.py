"""What it costs to say how many rows of each file of a page are out of date, and to let them go out of date."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psycopg

from app.embedded import EmbeddedPostgres
from app.events import log
from app.models.enums import UserRole
from app.viewer import SYSTEM, Viewer, ViewerKind
from bench import servers
from bench.client import Wrong
from bench.dataset import Scale
from bench.report import Line, Section
from bench.servers import ROOT, Filled

FILES, STEPS, BATCH = 25, (0, 1_000, 21_000), 500
QUICK = (0, 1_000, 3_000)
_FILL = Path(__file__).parent / "sql/files.sql"
_COUNTS = "SELECT {function}(id, NULL) FROM download ORDER BY started_at DESC, id DESC LIMIT %s"
#: As the job that ends shares does, and as many at a time.
_END = """
UPDATE share SET revoked_at = now(), ended_at = now()
WHERE id IN (
    SELECT id FROM share
    WHERE organisation_id = %s AND ended_at IS NULL AND expires_at IS NULL ORDER BY id LIMIT %s
)
RETURNING id
"""
_EVENTS = """
SELECT organisation_id, 'SHARE_REVOKED' AS kind, id AS share_id, result_id, NULL::integer AS result_version,
       NULL::uuid AS verification_id, row_number() OVER (ORDER BY id) AS position
FROM share WHERE id = ANY(%(ended)s)
"""
_SETTINGS = (
    "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
    " set_config('app.person', %s, true), set_config('app.candidate', %s, true)"
)


def run(postgres: EmbeddedPostgres, *, quick: bool) -> Section:
    """Ends some shares, counts, ends more."""
    began = time.monotonic()
    shares = 30_000 if quick else 300_000
    filled = servers.filled(postgres, "outdated", Scale(shares=(shares, 10), users=(1, 1), log=False))
    alone = _ended(filled, STEPS[1])  # no file holds them yet
    _prepare(filled)
    lines, ended, beside = [], 0, alone
    for step in QUICK if quick else STEPS:
        if step > ended:
            ended, beside = step, _ended(filled, step - ended)
        counts, ours = _counted(filled, "outdated_rows")
        before, other = _counted(filled, "outdated_rows_of_0005")
        if counts != before or sum(count == step for count in counts) != (3 if step else FILES):
            raise Wrong(f"{step} shares have ended: {counts}, by the function of 0005 {before}")
        what = f"outdatedRows of {FILES} files, {step:,} changes since, ms: by marks / by the search of 0005"
        lines.append(Line(what, f"{ours * 1_000:.1f}", f"{other * 1_000:.1f}", other / ours, least=1.0))
    what = f"{BATCH} shares ended in one transaction, ms: held by {FILES} files / by none"
    lines.append(Line(what, f"{beside * 1_000:.0f}", f"{alone * 1_000:.0f}", beside / alone))
    notes = [
        f"An organisation with {shares:,} shares; three files hold all active ones without an end, {FILES - 3} a"
        " thousandth each. Shares whose time ran out lately have ended, are in no file, and are what 0005's search goes"
        " through from the start. Both functions gave the same counts, file by file, at each step.",
        "Shares end as in `expire_shares`: with an event each, whose trigger marks the rows. Counts: median of five.",
    ]
    return Section("Rows out of date", lines, notes, time.monotonic() - began)


def _prepare(filled: Filled) -> None:
    organisation = filled.organisations[0]
    values = {"organisation": organisation.id, "user": organisation.users[0], "files": FILES}
    source = (ROOT / "migrations/sql/0005_runs.sql").read_text()
    start, end = source.index("CREATE FUNCTION outdated_rows"), source.index("END;\n") + len("END;\n")
    with psycopg.connect(filled.superuser_url) as connection:
        connection.execute("SET session_replication_role = replica")
        # The job of each minute has ended these.
        connection.execute("UPDATE share SET ended_at = expires_at WHERE ended_at IS NULL AND expires_at <= now()")
        connection.execute("ALTER TABLE download DROP CONSTRAINT ck_download_template_unless_pdf")
        connection.execute(source[start:end].replace("outdated_rows", "outdated_rows_of_0005"))  # type: ignore[arg-type]
        connection.execute("ALTER FUNCTION outdated_rows_of_0005(uuid, integer) OWNER TO rvs_lookup")
        cursor = psycopg.ClientCursor(connection)
        for statement in _FILL.read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) download, download_row, share")


def _ended(filled: Filled, number: int) -> float:
    """Seconds of a batch, the median."""
    seconds = []
    with psycopg.connect(filled.urls.app, options="-c jit=off") as connection:
        for _ in range(number // BATCH):
            began = time.perf_counter()
            connection.execute(_SETTINGS, SYSTEM.settings)
            ended = connection.execute(_END, [filled.organisations[0].id, BATCH]).fetchall()
            told = {"ended": [row[0] for row in ended]} | log.by(SYSTEM)
            connection.execute(log.statement(_EVENTS), told)  # type: ignore[arg-type]
            connection.commit()
            seconds.append(time.perf_counter() - began)
    return median(seconds)


def _counted(filled: Filled, function: str) -> tuple[Sequence[int], float]:
    organisation = filled.organisations[0]
    viewer = Viewer(ViewerKind.USER, organisation.users[0], organisation.id, role=UserRole.MEMBER)
    seconds: list[float] = []
    with psycopg.connect(filled.urls.app, options="-c jit=off -c statement_timeout=0") as connection:
        connection.execute(_SETTINGS, viewer.settings)
        for _ in range(5):
            began = time.perf_counter()
            rows = connection.execute(_COUNTS.format(function=function), [FILES]).fetchall()  # type: ignore[arg-type]
            seconds.append(time.perf_counter() - began)
    return [count for (count,) in rows], median(seconds)
