"""A database with data is brought up to date: nothing is lost, and what was disclosed before is in the ledger."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command

from app import migrating
from app.security.claims import number_hash
from tests.conftest import Server

OLD = """
INSERT INTO organisation (id, name, sort_name, city, country, status, recognised_exams, approved_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'Northmoor', 'northmoor', 'Northmoor', 'GB', 'SUSPENDED', '{}', now());
INSERT INTO app_user (id, organisation_id, email, password_hash, family_name, given_name, role, status, may_view_photos,
                      may_manage_api, language, joined_at, seen_until)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'a@example.org', 'x', 'A', 'B',
        'PRIMARY', 'ACTIVE', true, true, 'EN', now(), 0);
INSERT INTO candidate (id, candidate_number, secret_hash, family_name, given_name, date_of_birth)
VALUES ('00000000-0000-7000-8000-000000000003', 'C1', '', 'C', 'D', '2001-01-01');
INSERT INTO centre (id, number, name, city, country)
VALUES ('00000000-0000-7000-8000-000000000004', 'GB1', 'Hall', 'Northmoor', 'GB');
INSERT INTO result (id, statement_number, candidate_id, exam_code, session_date, centre_id, status, version,
                    certificated, scores, levels, family_name, given_name, display_name, date_of_birth, has_photo)
VALUES ('00000000-0000-7000-8000-000000000005', 'N1', '00000000-0000-7000-8000-000000000003', 'B2_FIRST', '2024-03-01',
        '00000000-0000-7000-8000-000000000004', 'PENDING', 3, false, '{}', '{}', 'C', 'D', 'D C', '2001-01-01', false);
INSERT INTO share (id, organisation_id, candidate_id, result_id, shared_at, hide_photo, candidate_name, sort_name,
                   sort_session, search_text)
VALUES ('00000000-0000-7000-8000-000000000006', '00000000-0000-7000-8000-000000000001',
        '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000005', now(), false, 'D C', 'd c',
        '2024-03-01', 'd c');
INSERT INTO sighting (share_id, user_id, organisation_id, seen_at, opened_at, opened_version)
VALUES ('00000000-0000-7000-8000-000000000006', '00000000-0000-7000-8000-000000000002',
        '00000000-0000-7000-8000-000000000001', '2026-05-01 23:30+00', '2026-05-01 23:30+00', 2);
INSERT INTO verification (id, organisation_id, actor_kind, actor_id, statement_number, outcome, result_id,
                          result_version, checked_at)
VALUES ('00000000-0000-7000-8000-000000000007', '00000000-0000-7000-8000-000000000001', 'USER',
        '00000000-0000-7000-8000-000000000002', 'N1', 'PENDING', '00000000-0000-7000-8000-000000000005', 3,
        '2026-05-02 00:30+00'),
       ('00000000-0000-7000-8000-000000000008', '00000000-0000-7000-8000-000000000001', 'USER',
        '00000000-0000-7000-8000-000000000002', 'N2', 'NO_MATCH', NULL, NULL, '2026-05-02 00:30+00');
"""


CLAIMED = """
INSERT INTO candidate (id, candidate_number, secret_hash, family_name, given_name, date_of_birth, claim_failures)
VALUES ('00000000-0000-7000-8000-00000000000a', 'C10', '', 'C', 'D', '2001-01-01', 0),
       ('00000000-0000-7000-8000-00000000000b', 'C11', '', 'C', 'D', '2001-01-01', 2);
INSERT INTO candidate_account (id, candidate_id, email, password_hash, language, claimed_at)
VALUES ('00000000-0000-7000-8000-00000000001a', '00000000-0000-7000-8000-00000000000a',
        'a@example.org', 'x', 'EN', now()),
       ('00000000-0000-7000-8000-00000000001b', '00000000-0000-7000-8000-00000000000b',
        'b@example.org', 'x', 'EN', now());
INSERT INTO link (id, token_hash, purpose, candidate_account_id, created_at, expires_at, used_at)
VALUES (gen_random_uuid(), '\\x0a', 'SET_PASSWORD', '00000000-0000-7000-8000-00000000001a', now(), now(),
        '2026-05-01 23:30+00'),
       (gen_random_uuid(), '\\x0b', 'SET_PASSWORD', '00000000-0000-7000-8000-00000000001b', now(), now(), NULL);
"""


@pytest.fixture
def old(postgres: Server) -> Iterator[migrating.Urls]:
    """A database as the revision 0001a left it, with data."""
    yield from _at(postgres, "0001a", OLD)


@pytest.fixture
def claimed(postgres: Server) -> Iterator[migrating.Urls]:
    """One as 0002 left it, with candidates' accounts."""
    yield from _at(postgres, "0002", CLAIMED)


def _at(postgres: Server, revision: str, data: str) -> Iterator[migrating.Urls]:
    name = f"rvs_old_{uuid4().hex[:12]}"
    password = sa.make_url(postgres.superuser_url).password
    urls = migrating.provision(postgres.superuser_url, database=name, password=password)
    engine = sa.create_engine(sa.make_url(urls.owner).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        command.upgrade(migrating._config(connection), revision)
        migrating.sync_reference(connection)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("SET app.kind = 'system'")
        connection.execute(data)  # type: ignore[arg-type]
    yield urls
    postgres.drop(name)


def test_what_was_disclosed_before_is_in_the_ledger(old: migrating.Urls) -> None:
    migrating.migrate(old.owner)

    with psycopg.connect(old.owner) as connection:
        connection.execute("SET app.kind = 'system'; SET TimeZone = 'UTC'")
        rows = connection.execute(
            "SELECT kind, way, on_day::text, version, share_id IS NOT NULL, verification_id IS NOT NULL"
            " FROM disclosure ORDER BY kind"
        ).fetchall()
        forced = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relforcerowsecurity"
            " AND relname IN ('share', 'sighting', 'result', 'verification', 'disclosure')"
        ).fetchone()
    assert rows == [
        ("OPENED", "CONSOLE", "2026-05-01", 2, True, False),
        ("VERIFIED", "CONSOLE", "2026-05-02", 3, False, True),
    ]
    assert forced == (5,)


def test_who_has_used_a_mailed_link_has_a_confirmed_address_and_wrong_secrets_count_on(claimed: migrating.Urls) -> None:
    migrating.migrate(claimed.owner)

    with psycopg.connect(claimed.owner) as connection:
        connection.execute("SET app.kind = 'system'; SET TimeZone = 'UTC'")
        accounts = connection.execute("SELECT email, email_confirmed_at::text FROM candidate_account ORDER BY email")
        assert accounts.fetchall() == [("a@example.org", "2026-05-01 23:30:00+00"), ("b@example.org", None)]
        tries = connection.execute("SELECT number_hash, failures, locked_until FROM claim_attempt").fetchall()
        assert tries == [(number_hash("C11"), 2, None)]
        unforced = connection.execute(
            "SELECT relname FROM pg_class WHERE relname IN ('candidate', 'candidate_account', 'link')"
            " AND NOT relforcerowsecurity"
        )
        assert unforced.fetchall() == []
