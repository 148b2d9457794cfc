"""One run: rows as the viewer, to the writer, to the store. Nothing of it grows with the number of rows."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row

from app.exports.choice import Choice, read
from app.exports.connections import Connection, connected, reading, writing
from app.exports.entry import Made
from app.exports.graph import exported
from app.exports.held_rows import BLOCK, HeldRows
from app.exports.order import Order
from app.exports.pages import pages, photos_of, statement_rows
from app.exports.selection import Selection, selection
from app.exports.starter import RightsEnded, starter
from app.exports.store import FileWriter, NoSpace, Store, key_for
from app.exports.table import Row
from app.models import Download, TemplateVersion
from app.models.enums import CsvDelimiter, CsvEncoding, DownloadFormat, Language
from app.schema.ids import id_of
from app.viewer import Viewer

Report = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made, for whom, and of what."""

    order: Order
    download: Download
    template: TemplateVersion | None
    viewer: Viewer
    by: str
    organisation: str
    choice: Choice

    @property
    def language(self) -> Language:
        """Of headings and words."""
        return Language(self.download.language)

    @property
    def zone(self) -> ZoneInfo:
        """Of moments."""
        return ZoneInfo(self.download.time_zone)

    @property
    def is_pdf(self) -> bool:
        """Whether it is of pages, and not of rows."""
        return self.download.format == DownloadFormat.PDF

    @property
    def photos(self) -> bool:
        """Whether pages may have photos: where they were asked for, and this viewer may see any."""
        wanted = self.download.options.get("photos", True)
        return self.is_pdf and bool(wanted) and self.viewer.may_view_photos


def make(order: Order, store: Store, report: Report) -> Made:
    """The file, which nobody is given before the worker has written so into the history. Raises RightsEnded,
    StoreError, and what the writers raise where there are too many rows."""
    with ExitStack() as stack:
        system, rows = (stack.enter_context(connected(order.database_url)) for _ in range(2))
        with writing(system):
            task = _task(system, order)
        key = key_for(
            task.download.organisation_id, order.download_id, order.attempt, DownloadFormat(task.download.format)
        )
        with store.writing(key) as file, writing(system), reading(rows, task.viewer):
            held = HeldRows(system, order.download_id, order.attempt, task.download.organisation_id)
            with held.kept():
                notes = _written(task, rows, held, file, report)
            # Of a PDF, a row without a result has no page.
            left_out = _left_out(task, rows, held.count) + max(0, held.count - notes["rows"]) * task.is_pdf
        told = {name: count for name, count in notes.items() if name != "rows" and count}
        return Made(key, file.size, file.sha256, notes["rows"], left_out, told, notes.get("photos", 0) > 0)


def _task(system: Connection, order: Order) -> Task:
    with system.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute("SELECT * FROM download WHERE id = %s", (order.download_id,)).fetchone()
    if found is None:
        raise RightsEnded
    download = Download(**found)
    language = Language(download.language)
    viewer, by = starter(system, download.actor_kind, download.actor_id, download.organisation_id, language)
    template = None
    if download.template_id is not None:
        with system.cursor(row_factory=dict_row) as cursor:
            version = cursor.execute(
                "SELECT * FROM template_version WHERE template_id = %s AND version = %s",
                (download.template_id, download.template_version),
            ).fetchone()
        assert version is not None
        template = TemplateVersion(**version)
    name = system.execute("SELECT name FROM organisation WHERE id = %s", (download.organisation_id,)).fetchone()
    assert name is not None
    return Task(order, download, template, viewer, by, name[0], _choice(download))


def _choice(download: Download) -> Choice:
    """With the end of the log as it was when it was made: nobody chose what came later."""
    stored = dict(download.choice)
    up_to = stored.pop("upTo", None)
    choice = read(stored, exported())
    if choice.kind == "verificationFilter":
        return _checked_until(choice, download.started_at)
    if choice.kind != "filter" or up_to is None:
        return choice
    given = choice.filter or {}
    window = given.get("window") or {}
    if window.get("upTo") is not None:
        return choice
    return replace(choice, filter={**given, "window": {**window, "upTo": up_to}})


def _checked_until(choice: Choice, moment: datetime) -> Choice:
    """Checks are in no log; the moment says what came later."""
    given = choice.filter or {}
    when = given.get("checkedAt") or {}
    before = min(moment, when.get("before") or moment)
    return replace(choice, filter={**given, "checkedAt": {**when, "before": before}})


# ---------------------------------------------------------------------------------------------------------- the file


def _written(task: Task, rows: Connection, held: HeldRows, file: FileWriter, report: Report) -> Mapping[str, int]:
    """What there is to say about the file."""
    if task.is_pdf:
        return _statements(task, rows, held, file, report)
    assert task.template is not None
    chosen = selection(exported(), task.viewer, task.template, task.choice, language=task.language, time_zone=task.zone)
    table = _rows(chosen, _texts(rows, chosen.sql, chosen.parameters), held, report)
    return asdict(_data(task, chosen, table, file))


def _data(task: Task, chosen: Selection, table: Iterator[Row], file: FileWriter) -> Any:
    match task.download.format:
        case DownloadFormat.CSV:
            from app.exports.csv_file import CsvOptions, write_csv

            given = task.download.options
            options = CsvOptions(
                CsvEncoding(given.get("encoding", CsvEncoding.UTF_8_BOM)),
                CsvDelimiter(given.get("delimiter", CsvDelimiter.COMMA)),
                given.get("escapeFormulas", True),
                task.language,
            )
            return write_csv(cast(BinaryIO, file), chosen.columns, table, options)
        case DownloadFormat.JSON_LINES:
            from app.exports.json_lines import write_json_lines

            return write_json_lines(cast(BinaryIO, file), chosen.columns, table)
    from app.exports.xlsx_file import write_xlsx

    # A workbook's writer goes back in its file, which a store cannot.
    with _scratch() as whole:
        notes = write_xlsx(whole, chosen.columns, table, title=task.organisation, language=task.language)
        whole.seek(0)
        shutil.copyfileobj(whole, file, 1 << 20)
    return notes


@contextmanager
def _scratch() -> Iterator[BinaryIO]:
    """A file that is gone afterwards, in the system's folder for such. Raises StoreError where that is full."""
    try:
        with tempfile.TemporaryFile() as file:
            yield file
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace from error
        raise


def _rows(chosen: Selection, texts: Iterable[str], held: HeldRows, report: Report) -> Iterator[Row]:
    add = held.add
    for source, rows in chosen.rows(texts):
        add(source)
        if held.count % BLOCK == 0:
            held.flush()
            report(held.count)
        yield from rows


def _texts(connection: Connection, sql: str, parameters: Any) -> Iterator[str]:
    with psycopg.RawServerCursor(connection, "rows") as cursor:
        cursor.execute(sql, parameters)
        while block := cursor.fetchmany(BLOCK):
            for (text,) in block:
                yield text


def _statements(task: Task, rows: Connection, held: HeldRows, file: FileWriter, report: Report) -> Mapping[str, int]:
    from app.exports.statement.model import Edition
    from app.exports.statement.writer import write_pdf

    now = datetime.now(UTC)
    statement = statement_rows(exported(), task.viewer, task.choice, language=task.language)
    texts = _texts(rows, statement.sql, statement.parameters)

    shown = 0

    def photos(result_ids: Any) -> Mapping[UUID, bytes]:
        nonlocal shown
        asked = photos_of(task.viewer, result_ids)
        with psycopg.RawCursor(rows) as cursor:
            found = dict(cursor.execute(asked.sql, asked.parameters).fetchall())
        shown += len(found)
        return found

    def found() -> Iterator[Any]:
        for source, page in pages(texts, task.choice, photos if task.photos else None, now=now, by=task.by):
            held.add(source)
            if held.count % 64 == 0:
                held.flush()
                report(held.count)
            if page is not None:
                yield page

    edition = Edition(id_of("Download", task.order.download_id), task.organisation, task.order.address)
    notes = write_pdf(
        cast(BinaryIO, file), found(), edition=edition, language=task.language, time_zone=task.zone, now=now
    )
    return {**asdict(notes), "photos": shown}


# --------------------------------------------------------------------------------------------------------- left out

_ENDED = """
SELECT count(*) FROM share
WHERE organisation_id = %(organisation)s
  AND (ended_at >= %(since)s OR ended_at IS NULL AND expires_at > %(since)s AND expires_at <= now())
"""


def _left_out(task: Task, rows: Connection, written: int) -> int:
    """Of those that were there as they were chosen, how many had ended by now. Rows may also have come or gone because
    they match a filter now, or no longer: more than have ended are never told."""
    missing = max(0, (task.download.rows or 0) - written)
    if task.choice.named or not missing:
        return missing
    if task.choice.root != "Share":
        return 0
    asked = {"organisation": task.download.organisation_id, "since": task.download.started_at}
    row = rows.execute(_ENDED, asked).fetchone()
    assert row is not None
    return min(missing, int(row[0]))
