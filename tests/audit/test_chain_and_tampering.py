# ruff: noqa: ASYNC240 - small files of the test's own
"""The chain: sealed by one, proven by reading, and every kind of tampering found; tried as the owner role."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from app.audit.chain import COLUMNS, GENESIS, Head, Signer, canonical, chained
from app.audit.entry import Who, acting, note
from app.audit.head_file import keep_head, kept_head
from app.audit.sealing import Sealer
from app.audit.verify import Proof, verify
from app.database import Database
from app.migrating import Urls
from app.settings import Settings
from app.viewer import SYSTEM

pytestmark = pytest.mark.anyio

KEY = "for tests only, forty characters or so.."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(secret_key=KEY, data=tmp_path)  # type: ignore[arg-type]


@pytest.fixture
def sealer(fresh_database: Database, settings: Settings) -> Sealer:
    return Sealer(fresh_database, settings)


@pytest.fixture
def file(settings: Settings) -> Path:
    return settings.data / "audit-head.json"


async def write(database: Database, *actions: str) -> None:
    async with database.session(SYSTEM) as session:
        acting(session, Who(SYSTEM, "192.0.2.7"))
        for action in actions:
            note(session, action, subject_id="usr_1")
            await session.flush()
        await session.commit()


@pytest.fixture
async def sealed(fresh_database: Database, sealer: Sealer) -> None:
    """Nine entries in three sealings, each with its head."""
    for day in "abc":
        await write(fresh_database, *(f"{day}{number}" for number in range(3)))
        assert await sealer.seal() == 3


@pytest.fixture
def tamperer(owner: psycopg.Connection) -> psycopg.Connection:
    """The owner role, once it has taken off the row-level security that binds it too."""
    for table in ("audit_entry", "audit_pending", "audit_seal", "audit_head"):
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")  # type: ignore[arg-type]
    return owner


Proven = Callable[..., Awaitable[Proof]]


@pytest.fixture
def proven(fresh_urls: Urls, file: Path) -> Proven:
    async def proven(*, with_file: bool = True) -> Proof:
        return await verify(fresh_urls.app, Signer(KEY.encode()), kept_head(file) if with_file else None)

    return proven


def fault(proof: Proof) -> tuple[str, int | None] | None:
    return None if proof.fault is None else (proof.fault.what, proof.fault.sequence)


def test_the_canonical_bytes_and_the_hash_are_what_the_documentation_says() -> None:
    entry = dict.fromkeys(COLUMNS) | {
        "id": UUID(int=1),
        "occurred_at": datetime(2026, 11, 25, 9, tzinfo=UTC),
        "actor_kind": "SYSTEM",
        "action": "signOut",
        "count": 3,
    }
    assert canonical(entry) == (
        b"rvs audit entry 1\n"
        b'["00000000-0000-0000-0000-000000000001","2026-11-25T09:00:00.000000+00:00",null,"SYSTEM",null,"signOut",'
        b"null,null,3,null]"
    )
    assert (
        chained(GENESIS, 1, canonical(entry)).hex()
        == "df423cc70c105001d8836eb0d604995402e7183f660e3f2e9ce4197466957f3d"
    )


async def test_a_sealed_trail_is_proven(sealed: None, proven: Proven, file: Path) -> None:
    proof = await proven()

    assert (proof.entries, proof.fault, proof.waiting, proof.late) == (9, None, 0, False)
    assert proof.head == kept_head(file)
    assert file.stat().st_mode & 0o777 == 0o600


async def test_what_waits_is_stated_and_late_after_five_seconds(
    sealed: None, proven: Proven, fresh_database: Database, tamperer: psycopg.Connection
) -> None:
    await write(fresh_database, "one")
    proof = await proven()
    assert (proof.entries, proof.waiting, proof.late) == (9, 1, False)

    tamperer.execute("UPDATE audit_entry SET occurred_at = now() - interval '9 seconds' WHERE action = 'one'")
    assert (await proven()).late


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("occurred_at", "now()"),
        ("actor_kind", "'STAFF'"),
        ("actor_id", "gen_random_uuid()"),
        ("action", "'b9'"),
        ("code", "'FORBIDDEN'"),
        ("subject_id", "NULL"),
        ("count", "2"),
        ("address", "'192.0.2.8'"),
    ],
)
async def test_an_edited_entry_is_named(
    sealed: None, proven: Proven, tamperer: psycopg.Connection, column: str, value: str
) -> None:
    tamperer.execute(f"UPDATE audit_entry SET {column} = {value} WHERE action = 'b1'")  # type: ignore[arg-type]

    assert fault(await proven()) == ("edited", 5)


@pytest.mark.parametrize("column", ["hash", "previous_hash"])
async def test_an_edited_seal_is_named(sealed: None, proven: Proven, tamperer: psycopg.Connection, column: str) -> None:
    tamperer.execute(f"UPDATE audit_seal SET {column} = sha256('x') WHERE sequence = 5")  # type: ignore[arg-type]

    assert fault(await proven()) == ("edited", 5)


async def test_a_deleted_entry_is_named(sealed: None, proven: Proven, tamperer: psycopg.Connection) -> None:
    tamperer.execute(
        "WITH gone AS (DELETE FROM audit_seal WHERE sequence = 5 RETURNING entry_id) SELECT entry_id FROM gone"
    )
    tamperer.execute("DELETE FROM audit_entry WHERE action = 'b1'")

    assert fault(await proven()) == ("deleted", 5)


async def test_a_deleted_entry_whose_seal_was_left_is_named(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("ALTER TABLE audit_seal DROP CONSTRAINT fk_audit_seal_entry_id")
    tamperer.execute("DELETE FROM audit_entry WHERE action = 'b1'")

    assert fault(await proven()) == ("deleted", 5)


async def test_a_deleted_entry_is_named_though_the_rest_moved_up(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("ALTER TABLE audit_head DROP CONSTRAINT fk_audit_head_sequence")
    tamperer.execute("DELETE FROM audit_seal WHERE sequence = 5")
    for number in range(6, 10):
        tamperer.execute("UPDATE audit_seal SET sequence = sequence - 1 WHERE sequence = %s", [number])

    assert fault(await proven()) == ("deleted", 5)


async def test_two_that_were_swapped_are_named(sealed: None, proven: Proven, tamperer: psycopg.Connection) -> None:
    tamperer.execute("ALTER TABLE audit_seal DROP CONSTRAINT uq_audit_seal_entry_id")
    tamperer.execute(
        "UPDATE audit_seal AS one SET entry_id = other.entry_id FROM audit_seal AS other"
        " WHERE (one.sequence, other.sequence) IN ((4, 6), (6, 4))"
    )

    assert fault(await proven()) == ("reordered", 4)


async def test_one_put_in_between_is_named(
    sealed: None, proven: Proven, tamperer: psycopg.Connection, fresh_database: Database
) -> None:
    tamperer.execute("ALTER TABLE audit_head DROP CONSTRAINT fk_audit_head_sequence")
    await write(fresh_database, "forged")
    tamperer.execute("DELETE FROM audit_pending")
    for number in range(9, 4, -1):
        tamperer.execute("UPDATE audit_seal SET sequence = sequence + 1 WHERE sequence = %s", [number])
    columns = ", ".join(COLUMNS)
    row = tamperer.execute(f"SELECT {columns} FROM audit_entry WHERE action = 'forged'").fetchone()  # type: ignore[arg-type]
    before = tamperer.execute("SELECT hash FROM audit_seal WHERE sequence = 4").fetchone()
    assert row is not None
    assert before is not None
    hash_ = chained(before[0], 5, canonical(dict(zip(COLUMNS, row, strict=True))))
    tamperer.execute("INSERT INTO audit_seal VALUES (5, %s, %s, %s, now())", [row[0], before[0], hash_])

    assert fault(await proven()) == ("inserted", 5)


async def test_an_entry_that_never_waited_for_its_seal_is_named(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_is_pending")
    tamperer.execute(
        "INSERT INTO audit_entry (id, occurred_at, actor_kind, action)"
        " VALUES (gen_random_uuid(), now(), 'SYSTEM', 'forged')"
    )

    assert fault(await proven()) == ("inserted", None)


async def test_a_seal_that_nobody_signed_is_named(sealed: None, proven: Proven, tamperer: psycopg.Connection) -> None:
    tamperer.execute("DELETE FROM audit_head WHERE sequence = 9")

    assert fault(await proven(with_file=False)) == ("inserted", 7)


def cut_the_tail(tamperer: psycopg.Connection, after: int) -> None:
    """With seals, heads and entries: nothing in the database tells of it any more."""
    tamperer.execute("DELETE FROM audit_head WHERE sequence > %s", [after])
    tamperer.execute("CREATE TEMP TABLE cut AS SELECT entry_id FROM audit_seal WHERE sequence > %s", [after])
    tamperer.execute("DELETE FROM audit_seal WHERE sequence > %s", [after])
    tamperer.execute("DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM cut)")


async def test_a_tail_cut_off_with_its_heads_is_named_by_the_kept_head(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    cut_the_tail(tamperer, 6)

    assert fault(await proven(with_file=False)) is None, "this is why a head is kept outside"
    assert fault(await proven()) == ("cut off", 7)


async def test_the_sealer_does_not_write_over_the_evidence(
    sealed: None, proven: Proven, tamperer: psycopg.Connection, fresh_database: Database, sealer: Sealer, file: Path
) -> None:
    before = file.read_text()
    cut_the_tail(tamperer, 6)
    await write(fresh_database, *"defghi")
    assert await sealer.seal() == 6

    assert file.read_text() == before
    assert fault(await proven()) == ("edited", 9)


async def test_a_tail_of_seals_alone_leaves_entries_that_wait_for_none(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("DELETE FROM audit_head WHERE sequence > 6")
    tamperer.execute("DELETE FROM audit_seal WHERE sequence > 6")

    assert fault(await proven(with_file=False)) == ("inserted", None)


def chain_anew(tamperer: psycopg.Connection, since: int, signer: Signer | None = None) -> None:
    """As one who knows how, and has the database: every hash is right again. `signer`: heads too."""
    columns = ", ".join(f"entry.{column}" for column in COLUMNS)
    found = tamperer.execute("SELECT hash FROM audit_seal WHERE sequence = %s", [since - 1]).fetchone()
    assert found is not None
    hash_ = bytes(found[0])
    rows: Any = tamperer.execute(
        f"SELECT seal.sequence, {columns} FROM audit_seal AS seal"  # type: ignore[arg-type]
        " JOIN audit_entry AS entry ON entry.id = seal.entry_id WHERE seal.sequence >= %s ORDER BY 1",
        [since],
    ).fetchall()
    for sequence, *values in rows:
        previous, hash_ = hash_, chained(hash_, sequence, canonical(dict(zip(COLUMNS, values, strict=True))))
        tamperer.execute(
            "UPDATE audit_seal SET previous_hash = %s, hash = %s WHERE sequence = %s", [previous, hash_, sequence]
        )
        if signer is not None:
            head = signer.signed(sequence, hash_, datetime.now(UTC))
            tamperer.execute(
                "UPDATE audit_head SET hash = %s, signed_at = %s, signature = %s WHERE sequence = %s",
                [hash_, head.signed_at, head.signature, sequence],
            )


async def test_a_chain_made_anew_after_an_edit_fails_at_the_next_head(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("UPDATE audit_entry SET action = 'b9' WHERE action = 'b1'")
    chain_anew(tamperer, 5)

    proof = await proven(with_file=False)
    assert fault(proof) == ("edited", 6)
    assert proof.fault is not None
    assert "of entries 4 to 6" in proof.fault.details


async def test_heads_of_another_key_are_none(sealed: None, proven: Proven, tamperer: psycopg.Connection) -> None:
    tamperer.execute("UPDATE audit_entry SET action = 'b9' WHERE action = 'b1'")
    chain_anew(tamperer, 5, Signer(b"somebody else's"))

    assert fault(await proven(with_file=False)) == ("edited", 6)


async def test_heads_that_are_gone_are_missed_by_the_kept_one(
    sealed: None, proven: Proven, tamperer: psycopg.Connection
) -> None:
    tamperer.execute("UPDATE audit_entry SET action = 'b9' WHERE action = 'b1'")
    chain_anew(tamperer, 5)
    tamperer.execute("DELETE FROM audit_head WHERE sequence > 3")

    assert fault(await proven(with_file=False)) == ("inserted", 4)
    assert fault(await proven()) == ("edited", 9)


async def test_a_forged_kept_head_is_none(sealed: None, proven: Proven, file: Path) -> None:
    head = kept_head(file)
    assert head is not None
    file.write_text(Head(12, head.hash, head.signed_at, head.signature).text)

    assert fault(await proven()) == ("head forged", 12)


async def test_the_kept_head_only_moves_forward(tmp_path: Path) -> None:
    signer, path, now = Signer(KEY.encode()), tmp_path / "head.json", datetime.now(UTC)
    for sequence in (2, 5, 3):
        assert keep_head(path, signer.signed(sequence, bytes(32), now), seen=kept_head(path))

    assert kept_head(path) == signer.signed(5, bytes(32), now)


async def test_a_head_is_kept_over_the_judged_one_alone(tmp_path: Path) -> None:
    signer, path, now = Signer(KEY.encode()), tmp_path / "head.json", datetime.now(UTC)
    judged, another = signer.signed(2, bytes(32), now), signer.signed(3, bytes([1] * 32), now)
    assert keep_head(path, judged, seen=None)
    assert keep_head(path, another, seen=judged)

    assert not keep_head(path, signer.signed(4, bytes(32), now), seen=judged)
    assert not keep_head(path, signer.signed(4, bytes(32), now), seen=None)
    assert kept_head(path) == another


KEEPER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.audit.chain import Head
from app.audit.head_file import keep_head, kept_head

path, first = Path(sys.argv[1]), int(sys.argv[2])
for sequence in range(first, 200, 4):
    head = Head(sequence, bytes(32), datetime.now(UTC), b"")
    while not keep_head(path, head, seen=kept_head(path)):
        pass
    assert kept_head(path).sequence >= sequence
"""


async def test_processes_that_share_the_file_never_take_it_back(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "head.json"
    keepers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", KEEPER, str(path), str(first)) for first in range(4)
    ]

    assert [await keeper.wait() for keeper in keepers] == [0] * 4
    kept = kept_head(path)
    assert kept is not None
    assert kept.sequence == 199
    assert sorted(each.name for each in path.parent.iterdir()) == [".head.json.lock", "head.json"]


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "audit_head"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_the_app_role_changes_nothing(
    sealed: None, fresh_urls: Urls, proven: Proven, table: str, statement: str
) -> None:
    column = "address" if table == "audit_entry" else "hash"
    with psycopg.connect(fresh_urls.app) as connection:
        connection.execute("SET app.kind = 'system'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.format(table, column, column))  # type: ignore[arg-type]

    assert fault(await proven()) is None


async def test_what_waits_can_neither_be_changed_nor_taken_away_by_who_is_not_the_system(fresh_urls: Urls) -> None:
    with psycopg.connect(fresh_urls.app, autocommit=True) as connection:
        for statement in ("UPDATE audit_pending SET entry_id = entry_id", "TRUNCATE audit_pending"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        connection.execute("SET app.kind = 'system'")
        connection.execute(
            "INSERT INTO audit_entry (id, occurred_at, actor_kind, action)"
            " VALUES (gen_random_uuid(), now(), 'SYSTEM', 'one')"
        )
        for kind in ("staff", "user", "anonymous"):
            connection.execute(f"SET app.kind = '{kind}'")  # type: ignore[arg-type]
            assert connection.execute("DELETE FROM audit_pending").rowcount == 0


async def test_two_sealers_at_once_make_one_chain(fresh_database: Database, settings: Settings, proven: Proven) -> None:
    await asyncio.gather(*(write(fresh_database, *(f"e{number}" for number in range(20))) for _ in range(4)))
    sealers = [Sealer(fresh_database, settings) for _ in range(3)]

    numbers = await asyncio.gather(*(sealer.seal() for sealer in sealers))

    assert sum(numbers) == 80
    proof = await proven()
    assert (proof.entries, proof.fault, proof.waiting) == (80, None, 0)


async def test_a_sealer_that_does_not_get_its_turn_does_nothing(
    fresh_database: Database, sealer: Sealer, tamperer: psycopg.Connection
) -> None:
    await write(fresh_database, "one")
    tamperer.execute("SELECT pg_advisory_lock(hashtextextended('the audit sealer', 0))")
    assert await sealer.seal() == 0

    tamperer.execute("SELECT pg_advisory_unlock_all()")
    assert await sealer.seal() == 1


async def test_what_commits_late_gets_a_later_number(
    fresh_database: Database, sealer: Sealer, tamperer: psycopg.Connection, proven: Proven
) -> None:
    async with fresh_database.session(SYSTEM) as late:
        acting(late, Who(SYSTEM))
        note(late, "began first")
        await late.flush()
        await write(fresh_database, "began second")
        assert await sealer.seal() == 1
        await late.commit()
    assert await sealer.seal() == 1

    rows = tamperer.execute(
        "SELECT sequence, action FROM audit_seal JOIN audit_entry ON id = entry_id ORDER BY sequence"
    ).fetchall()
    assert rows == [(1, "began second"), (2, "began first")]
    assert fault(await proven()) is None


async def test_what_is_rolled_back_is_never_sealed(fresh_database: Database, sealer: Sealer) -> None:
    async with fresh_database.session(SYSTEM) as session:
        acting(session, Who(SYSTEM))
        note(session, "nothing")
        await session.flush()

    assert await sealer.seal() == 0


async def test_many_more_than_one_sealing_takes(
    fresh_database: Database, sealer: Sealer, tamperer: psycopg.Connection, proven: Proven
) -> None:
    tamperer.execute(
        "INSERT INTO audit_entry (id, occurred_at, actor_kind, action)"
        " SELECT gen_random_uuid(), now(), 'SYSTEM', 'e' || n FROM generate_series(1, 12000) AS n"
    )
    began = datetime.now(UTC)
    assert await sealer.seal() == 12_000
    took = datetime.now(UTC) - began

    proof = await proven()
    assert (proof.entries, proof.fault, proof.waiting) == (12_000, None, 0)
    assert took < timedelta(seconds=12), "a thousand a second, where the service writes some hundreds"


async def test_a_file_that_lags_is_brought_up(
    sealed: None, settings: Settings, fresh_database: Database, file: Path
) -> None:
    newest = file.read_text()
    file.unlink()

    await Sealer(fresh_database, settings).catch_up()

    assert file.read_text() == newest


async def test_the_sealer_runs_by_itself_and_ends(fresh_database: Database, settings: Settings, file: Path) -> None:
    await write(fresh_database, "one")
    async with Sealer(fresh_database, settings, every=0.01):
        async with asyncio.timeout(10):
            while not file.exists():  # noqa: ASYNC110 - another task makes it
                await asyncio.sleep(0.01)

    head = kept_head(file)
    assert head is not None
    assert head.sequence == 1
