"""`rvs staff`: accounts of the board's people, from the command line."""

import hashlib
import re
from typing import Any

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from app.migrating import Urls
from app.serving import Prepared
from app.settings import Settings
from app.staff_command import staff_app


@pytest.fixture
def rvs(fresh_urls: Urls) -> Any:
    app: typer.Typer = staff_app(lambda: Prepared(Settings(base_url="https://results.example"), fresh_urls.app))
    return lambda *arguments: CliRunner().invoke(app, arguments)


def test_added_again_removed_and_listed(rvs: Any, owner: psycopg.Connection) -> None:
    added = rvs(
        "add", " Ottilie@Board.example ", "--family-name", "Vance", "--given-name", "Ottilie", "--language", "ja"
    )
    assert added.exit_code == 0, added.output
    (token,) = re.findall(r"https://results\.example/links/(rvs_l_[A-Za-z0-9_-]{43})", added.output)
    assert owner.execute("SELECT email, family_name, given_name, language, password_hash FROM staff").fetchall() == [
        ("ottilie@board.example", "Vance", "Ottilie", "JA", None)
    ]
    hashes = "SELECT token_hash, purpose, withdrawn_at IS NULL FROM link ORDER BY created_at"
    first = hashlib.sha256(token.encode()).digest()
    assert owner.execute(hashes).fetchall() == [(first, "SET_PASSWORD", True)]
    assert owner.execute("SELECT kind, recipient, text LIKE %s FROM mail", [f"%{token}%"]).fetchall() == [
        ("staff_added", "ottilie@board.example", True)
    ]
    assert rvs("add", "ottilie@board.example", "--family-name", "Vance").exit_code == 0  # the link was lost: a new one
    assert [row[2] for row in owner.execute(hashes)] == [False, True]
    owner.execute("UPDATE staff SET password_hash = 'x'")
    again = rvs("add", "ottilie@board.example", "--family-name", "Vance")
    assert (again.exit_code, again.output) == (1, "This e-mail address is that of a staff account already.\n")
    assert rvs("list").output == "ottilie@board.example\tVance\tactive\n"

    owner.execute(
        "INSERT INTO session (id, token_hash, kind, staff_id, started_at, last_used_at, expires_at, address)"
        " SELECT gen_random_uuid(), '\\x00', 'STAFF', id, now(), now(), now() + interval '1 day', '' FROM staff"
    )
    owner.execute(
        "INSERT INTO second_factor (id, staff_id, sealed_secret, started_at, last_step, recovery_hashes)"
        " SELECT gen_random_uuid(), id, '\\x00', now(), 0, '{}' FROM staff"
    )
    assert rvs("remove", "ottilie@board.example").output == "Removed: ottilie@board.example\n"
    assert owner.execute(
        "SELECT password_hash, removed_at IS NULL, ended_at IS NULL FROM staff JOIN session ON staff_id = staff.id"
    ).fetchall() == [(None, False, False)]
    assert owner.execute("SELECT count(*) FROM link WHERE withdrawn_at IS NULL").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM second_factor").fetchone() == (0,)
    assert rvs("list").output == ""
    assert rvs("remove", "ottilie@board.example").exit_code == 1
    assert rvs("add", "ottilie@board.example", "--family-name", "Vance").exit_code == 0  # back again
    assert rvs("list").output == "ottilie@board.example\tVance\tinvited\n"
    actions = owner.execute("SELECT action, actor_kind FROM audit_entry ORDER BY occurred_at").fetchall()
    assert actions == [(action, "SYSTEM") for action in ("addStaff", "addStaff", "removeStaff", "addStaff")]


def test_no_address(rvs: Any, owner: psycopg.Connection) -> None:
    answer = rvs("add", "nobody", "--family-name", "Vance")

    assert (answer.exit_code, answer.output) == (1, "'nobody' is not an e-mail address.\n")
    assert owner.execute("SELECT count(*) FROM staff").fetchone() == (0,)


ACCOUNT = """
INSERT INTO staff (id, email, password_hash, family_name, given_name, language, added_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'ottilie@board.example', 'x', 'Vance', 'Ottilie', 'EN', now());
INSERT INTO second_factor (id, staff_id, sealed_secret, started_at, confirmed_at, last_step, recovery_hashes)
VALUES (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', '\\x00', now(), now(), 0, '{}');
INSERT INTO session (id, token_hash, kind, staff_id, started_at, last_used_at, expires_at, address)
VALUES (gen_random_uuid(), '\\x00', 'STAFF', '00000000-0000-7000-8000-000000000001', now(), now(),
        now() + interval '1 day', '')
"""


def test_a_lost_second_factor_is_taken_away(rvs: Any, owner: psycopg.Connection) -> None:
    owner.execute(ACCOUNT)
    reset = ("reset-second-factor", "Ottilie@board.example", "--account")
    for elsewhere in ("ORGANISATION", "CANDIDATE"):
        assert rvs(*reset, elsewhere).output == "There is no such thing here.\n"

    done = rvs(*reset, "STAFF")

    assert (done.exit_code, done.output) == (0, "Second factor taken away: ottilie@board.example\n")
    assert owner.execute("SELECT count(*) FROM second_factor").fetchone() == (0,)
    assert owner.execute("SELECT ended_at IS NOT NULL FROM session").fetchall() == [(True,)]
    assert owner.execute("SELECT kind, recipient FROM mail").fetchall() == [
        ("second_factor_reset", "ottilie@board.example")
    ]
    assert owner.execute("SELECT action, actor_kind, subject_id FROM audit_entry").fetchall() == [
        ("resetSecondFactor", "SYSTEM", "stf_00000000-0000-7000-8000-000000000001")
    ]
    again = rvs(*reset, "STAFF")
    assert (again.exit_code, again.output) == (1, "This account has no second factor.\n")
