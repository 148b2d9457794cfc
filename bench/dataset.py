"""Fills a migrated database with invented people, set by set: seeded, so that it is the same each time.

200,000 shares take some 20 seconds on two cores. Run as the superuser: row-level security and foreign keys are not
asked (what is made holds to them), and secondary indexes are made last.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import gcd
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from app import exams
from app.folding import folded
from app.models.enums import ExamCode
from app.security.tokens import SESSION_PREFIX, token_hash
from bench.names import JAPANESE_FAMILIES, JAPANESE_GIVEN, LATIN_FAMILIES, LATIN_GIVEN, RARE, Name

SEED = 20_261
_SQL = Path(__file__).parent / "sql"
_ON = date(2023, 6, 10)
"""All twelve products were held then, with the bands of today."""
_OFTEN_FIRST = (
    ExamCode.B2_FIRST,
    ExamCode.C1_ADVANCED,
    ExamCode.B1_PRELIMINARY,
    ExamCode.B2_FIRST_FOR_SCHOOLS,
    ExamCode.C2_PROFICIENCY,
    ExamCode.A2_KEY,
    ExamCode.B1_PRELIMINARY_FOR_SCHOOLS,
    ExamCode.A2_KEY_FOR_SCHOOLS,
    ExamCode.B2_BUSINESS_VANTAGE,
    ExamCode.C1_BUSINESS_HIGHER,
    ExamCode.B1_BUSINESS_PRELIMINARY,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How many shares each organisation gets, and users; at most six organisations have a rare name planted."""

    shares: Sequence[int]
    users: Sequence[int]
    log: bool = True
    """False: events, versions and openings are left out, the log's head says that it has been pruned."""

    @property
    def results(self) -> int:
        return max(self.shares) * 11 // 10 + 10

    @property
    def candidates(self) -> int:
        return self.results * 4 // 5


MAIN = Scale(shares=(100_000, *(9_091,) * 10, 9_090), users=(200, *(2,) * 11))
QUICK = Scale(shares=(5_000, 500, 500), users=(200, 2, 2))


@dataclass(frozen=True, slots=True)
class Organisation:
    """One of those made; `tokens` are of its users' sessions."""

    id: UUID
    shares: int
    users: tuple[UUID, ...]
    tokens: tuple[str, ...]
    rare_name: str
    """Ten of its shares match a search for this."""


def fill(superuser_url: str, scale: Scale) -> list[Organisation]:
    """Make all of it; the organisations in the scale's order."""
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'; SET jit = off")
        organisations = [_organisation(connection, number, scale) for number in range(len(scale.shares))]
        _vocabulary(connection, organisations, scale)
        values = {
            "seed": SEED / 1_000_000,
            "results": scale.results,
            "candidates": scale.candidates,
            "step": _step(scale),
            "log": scale.log,
        }
        with _indexes_last(connection):
            for name in ("people.sql", "shares.sql"):
                _run(connection, (_SQL / name).read_text(), values)
        connection.execute(_NOTIFICATIONS)
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    return organisations


#: What a trigger does, were it asked.
_NOTIFICATIONS = """
INSERT INTO notification (user_id, organisation_id, frequency, hour, weekday, time_zone, corrections, shares_until,
                          corrections_until)
SELECT app_user.id, organisation_id, 'OFF', 8, 'MONDAY', 'UTC', true, coalesce(last, 0), coalesce(last, 0)
FROM app_user LEFT JOIN event_head USING (organisation_id)
"""


def _step(scale: Scale) -> int:
    """Walks all results before it comes to one again, in leaps."""
    step = scale.results * 3 // 8 + 1
    while gcd(step, scale.results) != 1:
        step += 1
    return step


def _first(number: int) -> int:
    return number * 7_919


def _id(kind: str, number: int) -> UUID:
    digest = hashlib.sha256(f"{SEED}:{kind}:{number}".encode()).hexdigest()
    return UUID(f"0180000000007{digest[:3]}a{digest[3:18]}")


def token(organisation: int, user: int) -> str:
    """Of the session of that user, the same in every run."""
    digest = hashlib.sha256(f"{SEED}:{organisation}:{user}".encode()).digest()
    return SESSION_PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _organisation(connection: psycopg.Connection, number: int, scale: Scale) -> Organisation:
    """The organisation with its users and their sessions."""
    id_, name = _id("organisation", number), f"Northmoor University {number + 1}"
    connection.execute(
        "INSERT INTO organisation (id, name, sort_name, city, country, status, recognised_exams, approved_at)"
        " VALUES (%s, %s, %s, 'Northmoor', 'GB', 'APPROVED', '{B2_FIRST,C1_ADVANCED}', '2022-01-03Z')",
        [id_, name, folded(name)],
    )
    users = tuple(_id(f"user of {number}", user) for user in range(scale.users[number]))
    tokens = tuple(token(number, user) for user in range(scale.users[number]))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO app_user (id, organisation_id, email, password_hash, family_name, given_name, role, status,"
            " may_view_photos, may_manage_api, language, joined_at, seen_until)"
            " VALUES (%s, %s, %s, 'signs nobody in', 'Bench', %s, 'MEMBER', 'ACTIVE', true, false, 'EN', '2022-01-04Z',"
            " 0)",
            [(user, id_, f"user{n}@organisation{number}.example", str(n)) for n, user in enumerate(users)],
        )
        cursor.executemany(
            "INSERT INTO session (id, token_hash, kind, user_id, started_at, last_used_at, expires_at, address)"
            " VALUES (%s, %s, 'ORGANISATION', %s, now(), now(), now() + interval '30 days', '127.0.0.1')",
            [(_id(f"session of {number}", n), token_hash(tokens[n]), user) for n, user in enumerate(users)],
        )
    rare = RARE[number].latin if number < len(RARE) else ""
    return Organisation(id_, scale.shares[number], users, tokens, rare)


def _vocabulary(connection: psycopg.Connection, organisations: Sequence[Organisation], scale: Scale) -> None:
    """Temporary tables that the SQL draws from."""
    columns = "(number int, japanese bool, latin text, native text, folded text, folded_native text)"
    for table, latin, japanese in (
        ("family", LATIN_FAMILIES, JAPANESE_FAMILIES),
        ("given", LATIN_GIVEN, JAPANESE_GIVEN),
    ):
        rows = [(n, False, *name.row) for n, name in enumerate(latin, 1)]
        rows += [(n, True, *name.row) for n, name in enumerate(japanese, 1)]
        _table(connection, table, columns, rows)
    _table(
        connection,
        "exam_drawn",
        "(number int, code text, skills int, doubled bool, min_score int, max_score int, sessions date[],"
        " grades text[], levels text[])",
        [_exam_row(number, code) for number, code in enumerate(_OFTEN_FIRST, 1)],
    )
    _table(
        connection,
        "receiver",
        "(id uuid, shares int, first bigint)",
        [(each.id, each.shares, _first(number)) for number, each in enumerate(organisations)],
    )
    _table(
        connection,
        "watcher",
        "(id uuid, organisation_id uuid, number int, users int)",
        [(user, each.id, n, len(each.users)) for each in organisations for n, user in enumerate(each.users, 1)],
    )
    _rare_names(connection, organisations, scale)


def _rare_names(connection: psycopg.Connection, organisations: Sequence[Organisation], scale: Scale) -> None:
    """Ten results of each organisation get its rare name: spread over its list, and no result twice."""
    taken: set[int] = set()
    rows: list[tuple[int, int]] = []
    for number, each in enumerate(organisations[: len(RARE)]):
        k, planted = each.shares // 20, 0
        while planted < 10:
            n = 1 + (_first(number) + k * _step(scale)) % scale.results
            if n in taken:
                k += 1
                continue
            taken.add(n)
            rows.append((n, number))
            planted, k = planted + 1, k + each.shares // 10 - 1
    _table(connection, "rare_result", "(n int, organisation int)", rows)
    names: Sequence[Name] = RARE
    _table(
        connection,
        "rare",
        "(organisation int, latin text, folded text)",
        [(number, name.latin, folded(name.latin)) for number, name in enumerate(names)],
    )


def _exam_row(number: int, code: ExamCode) -> tuple[Any, ...]:
    exam = exams.EXAMS[code]
    assert exam.min_score is not None
    assert exam.max_score is not None
    scores = range(exam.min_score, exam.max_score + 1)
    found = [exams.band(code, score, _ON) for score in scores]
    last = exam.last_session or date(2026, 9, 30)
    sessions = [date(year, month, 14) for year in range(2020, 2027) for month in (3, 6, 7, 9, 12)]
    return (
        number,
        code.value,
        len(exam.skills),
        2 in exam.weights,
        exam.min_score,
        exam.max_score,
        [session for session in sessions if session <= last],
        [None if band is None else band.grade.value for band in found],
        [None if band is None else band.cefr_level.value for band in found],
    )


def _table(connection: psycopg.Connection, name: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} {columns}")
    with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(f"ANALYZE {name}")


def _run(connection: psycopg.Connection, script: str, values: dict[str, Any]) -> None:
    """Each statement by itself, with its values put in by the client: COPY and DDL take no parameters."""
    cursor = psycopg.ClientCursor(connection)
    for statement in script.split(";\n"):
        if statement.strip():
            cursor.execute(statement, values)


@contextmanager
def _indexes_last(connection: psycopg.Connection) -> Iterator[None]:
    """Without secondary indexes within; they are made again, as they were, at the end."""
    rows = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid IN ('share'::regclass, 'result'::regclass, 'event'::regclass, 'sighting'::regclass,"
        " 'verification'::regclass)"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, definition in rows:
        connection.execute(definition)
