"""Whole downloads: speed beside COPY, memory, from the click to the first byte, and what others feel of a long one."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import psycopg
from psycopg import sql

from app.database import Database
from app.embedded import EmbeddedPostgres
from app.events.broker import LocalBroker
from app.events.work import work
from app.exports.child import READY
from app.exports.choice import Choice
from app.exports.entry import Made
from app.exports.graph import exported
from app.exports.order import Order, heard
from app.exports.selection import selection
from app.exports.standard import renew_standard
from app.models import Download, Template, TemplateVersion, new_id
from app.models.enums import ActorKind, ComponentLayout, DownloadFormat, JobStatus, Language, UserRole
from app.viewer import SYSTEM, Viewer, ViewerKind
from bench import servers, workload
from bench.client import Wrong
from bench.dataset import Scale
from bench.report import Line, Section
from bench.servers import Filled
from bench.sign_in import _open_loop

COLUMNS = (
    *("candidateName", "status", "sharedAt", "expiresAt", "openedAt"),
    *("result.statementNumber", "result.sessionDate", "result.status", "result.version", "result.releasedAt"),
    *("result.overallScore", "result.grade", "result.cefrLevel", "result.certificated", "result.exam.name"),
    *("result.centre.number", "result.centre.name", "result.centre.city", "result.centre.country"),
    "result.candidate.displayName",
)
MOST_MB = 250.0
SOON = 0.5
_START = """mutation ($input: StartDownloadInput!) { startDownload(input: $input) {
  ... on DownloadStarted { download { id } } ... on Refusal { code message } } }"""
_STATE = "query ($id: ID!) { node(id: $id) { ... on Download { status url failure } } }"


@dataclass(frozen=True, slots=True)
class Ran:
    """One child's run."""

    seconds: float
    megabytes: float
    made: Made


def run(postgres: EmbeddedPostgres, *, quick: bool) -> Section:
    """All of it; 100,000 rows and ten times as many, or a hundredth of that."""
    began = time.monotonic()
    few, many = (1_000, 10_000) if quick else (100_000, 1_000_000)
    filled = servers.filled(postgres, "downloads", Scale(shares=(many, few), users=(2, 2), log=False))
    with tempfile.TemporaryDirectory(prefix="rvs-bench-files-") as data:
        template = asyncio.run(_template(filled))
        lines = [*_speed(filled, template, data, few, rounds=1 if quick else 5)]
        lines += _memory(filled, template, data, few, many)
        with servers.product(filled.urls.app, DATA=data) as port:
            lines.append(_click(port, filled, rounds=3 if quick else 15))
            lines.append(_beside(port, filled, many, seconds=3.0 if quick else 20.0))
    notes = [
        f"{few:,} rows x {len(COLUMNS)} columns. A run is a child's, from its order to its last word: reading as the"
        " viewer, writing the file, its digest, and which results it holds (COPY, then three indexes).",
        "COPY (the same SELECT) TO STDOUT is read by psycopg and thrown away, as the same viewer; in turn with ours.",
        "Memory: the child's largest resident set, all libraries included.",
        "The click: from startDownload sent to the first byte of the file (or, where that is not served, to DONE).",
    ]
    return Section("Downloads", lines, notes, time.monotonic() - began)


# ------------------------------------------------------------------------------------------------------ whole runs


def _speed(filled: Filled, template: TemplateVersion, data: str, few: int, *, rounds: int) -> list[Line]:
    organisation = filled.organisations[1]
    viewer = _viewer(filled, 1)
    _copied(filled, viewer, template)  # once beforehand: all is in memory then
    lines = []
    for kind in (DownloadFormat.CSV, DownloadFormat.JSON_LINES, DownloadFormat.XLSX):
        ran, beside = [], []
        for _ in range(rounds):
            beside.append(_copied(filled, viewer, template))
            ran.append(_ran(filled, 1, template, kind, data, few).seconds)
        limit = None if kind is DownloadFormat.XLSX else 2.0
        ratio = median(one / other for one, other in zip(ran, beside, strict=True))
        what = f"{kind.value}, {organisation.shares:,} rows: whole run / COPY, s"
        lines.append(Line(what, f"{median(ran):.2f}", f"{median(beside):.2f}", ratio, most=limit))
    return lines


def _memory(filled: Filled, template: TemplateVersion, data: str, few: int, many: int) -> list[Line]:
    lines = []
    for kind in (DownloadFormat.CSV, DownloadFormat.XLSX):
        small = _ran(filled, 1, template, kind, data, few)
        large = _ran(filled, 0, template, kind, data, many)
        what = f"{kind.value}: MB of memory at {many:,} / at {few:,} rows ({large.seconds:.1f} s)"
        lines.append(
            Line(what, f"{large.megabytes:.0f}", f"{small.megabytes:.0f}", large.megabytes / small.megabytes, most=1.2)
        )
        lines.append(
            Line(
                f"{kind.value}: MB at {many:,} rows, of {MOST_MB:g}",
                f"{large.megabytes:.0f}",
                "",
                large.megabytes / MOST_MB,
                most=1.0,
            )
        )
    return lines


def _ran(
    filled: Filled, organisation: int, template: TemplateVersion, format: DownloadFormat, data: str, rows: int
) -> Ran:
    """As a worker's child, without the worker."""
    download_id = _entry(filled, organisation, template, format, rows)
    child = subprocess.Popen(
        [sys.executable, "-m", "app.exports.child"], cwd=servers.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        if child.stdout.readline() != READY:
            raise Wrong("the child did not begin")
        began = time.perf_counter()
        child.stdin.write(Order(filled.urls.app, None, data, "http://localhost", download_id, 1).line())
        child.stdin.flush()
        word: Any = 0
        while isinstance(word, int):
            word = heard(child.stdout.readline())
        seconds = time.perf_counter() - began
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if not isinstance(word, Made) or not 0.9 * rows < word.rows <= rows:  # some shares have ended
        raise Wrong(f"{word}")
    return Ran(seconds, usage.ru_maxrss / 1024, word)


def _copied(filled: Filled, viewer: Viewer, template: TemplateVersion) -> float:
    chosen = selection(
        exported(), viewer, template, Choice("filter", filter={}), language=Language.EN, time_zone=ZoneInfo("UTC")
    )
    text = chosen.sql
    with psycopg.connect(filled.urls.app, options="-c jit=off -c statement_timeout=0") as connection:
        for place in range(len(chosen.parameters), 0, -1):
            text = text.replace(f"${place}", sql.Literal(chosen.parameters[place - 1]).as_string(connection))
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(
            "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
            " set_config('app.person', %s, true), set_config('app.candidate', %s, true)",
            viewer.settings,
        )
        began = time.perf_counter()
        with connection.cursor().copy(f"COPY ({text}) TO STDOUT") as copy:  # type: ignore[arg-type]
            for _ in copy:
                pass
        return time.perf_counter() - began


def _viewer(filled: Filled, number: int) -> Viewer:
    organisation = filled.organisations[number]
    return Viewer(ViewerKind.USER, organisation.users[0], organisation.id, role=UserRole.MEMBER, may_view_photos=True)


async def _template(filled: Filled) -> TemplateVersion:
    """Twenty columns, and the standard one for the API."""
    from app.exports.catalogue import catalogue
    from app.exports.headings import stored

    database = await Database.open(filled.urls.app)
    now, template = datetime.now(UTC), Template(organisation_id=filled.organisations[1].id)
    version = TemplateVersion(
        template_id=template.id,
        version=1,
        organisation_id=template.organisation_id,
        name="Twenty",
        columns=stored([(path, None) for path in COLUMNS], catalogue(exported())),
        date_format="yyyy-MM-dd",
        component_layout=ComponentLayout.COLUMNS,
        language=Language.EN,
        time_zone="UTC",
        updated_at=now,
        actor_kind=ActorKind.SYSTEM,
    )
    async with work(database, LocalBroker(), SYSTEM) as session:
        await renew_standard(session, exported(), now=now)
        session.add(template)
        await session.flush()
        session.add(version)
    await database.close()
    return version


def _entry(filled: Filled, number: int, template: TemplateVersion, format: DownloadFormat, rows: int) -> UUID:
    organisation = filled.organisations[number]
    download = Download(
        id=new_id(),
        organisation_id=organisation.id,
        actor_kind=ActorKind.USER,
        actor_id=organisation.users[0],
        job_id=new_id(),
        attempt=1,
        status=JobStatus.RUNNING,
        format=format,
        filename="bench",
        language=Language.EN,
        time_zone="UTC",
        options={},
        choice={"filter": {}},
        template_id=template.template_id,
        template_version=1,
        rows=rows,
        started_at=datetime.now(UTC),
    )

    async def add() -> None:
        database = await Database.open(filled.urls.app)
        async with work(database, LocalBroker(), SYSTEM) as session:
            session.add(download)
        await database.close()

    asyncio.run(add())
    return download.id


# ------------------------------------------------------------------------------------------------- through the API


def _click(port: int, filled: Filled, *, rounds: int) -> Line:
    token = filled.organisations[0].tokens[0]
    query = "{ organisation { shares(first: 20) { nodes { id } } } }"
    shares = [share["id"] for share in _asked(port, token, query)["organisation"]["shares"]["nodes"]]
    times = []
    for _ in range(rounds + 1):
        time.sleep(2.0)  # the worker is idle, its spare child ready
        began = time.perf_counter()
        id_ = _started(port, token, {"format": "XLSX", "shareIds": shares})
        url = _until_done(port, token, id_)["url"]
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{port}{url}", headers=_bearer(token))
            urllib.request.urlopen(request, timeout=10).read(1)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
        times.append(time.perf_counter() - began)
    ours = median(times[1:])
    return Line(
        f"20 ticked candidates as XLSX, click to first byte, s; of {SOON:g}",
        f"{ours:.3f} ({min(times[1:]):.3f}-{max(times[1:]):.3f})",
        "",
        ours / SOON,
        most=1.0,
    )


def _beside(port: int, filled: Filled, many: int, *, seconds: float) -> Line:
    organisation = filled.organisations[1]
    cursors = workload.walk(port, organisation.tokens[0])
    searches = workload.names(filled.urls.owner, organisation, 100)
    pages = [each.http() for each in workload.mix(cursors, searches, organisation.tokens, 20)]
    _open_loop(port, pages, [], 1.0)
    quiet = _open_loop(port, pages, [], seconds)[0]
    token = filled.organisations[0].tokens[0]
    id_ = _started(port, token, {"format": "XLSX", "filter": {}})
    busy = _open_loop(port, pages, [], seconds)[0]
    state = _asked(port, token, _STATE, id=id_)["node"]["status"]
    _until_done(port, token, id_, poll=0.5)
    used = min(busy / quiet / 3.0, (busy - quiet) / 20.0)
    return Line(
        f"p99 of a small page, ms: beside {many:,} rows as XLSX (then {state}) / quiet; of 3x or +20 ms",
        f"{busy:.1f}",
        f"{quiet:.1f}",
        used,
        most=1.0,
    )


def _started(port: int, token: str, wanted: dict[str, Any]) -> str:
    started = _asked(port, token, _START, input=wanted)["startDownload"]
    if "download" not in started:
        raise Wrong(f"{started}")
    return str(started["download"]["id"])


def _until_done(port: int, token: str, id_: str, *, poll: float = 0.01) -> Any:
    while (state := _asked(port, token, _STATE, id=id_)["node"])["status"] in ("QUEUED", "RUNNING"):
        time.sleep(poll)
    if state["status"] != "DONE":
        raise Wrong(f"{state}")
    return state


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _asked(port: int, token: str, query: str, **variables: Any) -> Any:
    body = orjson.dumps({"query": query, "variables": variables})
    headers = {**_bearer(token), "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = orjson.loads(answer.read())
    if "errors" in found:
        raise Wrong(f"{found['errors']}")
    return found["data"]
