"""`rvs import results`: what it says, and its exit status."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from app.events.broker import LocalBroker
from app.imports.command import import_app
from app.migrating import Urls
from tests.imports.files import KEY, numbered, row, write_csv


@pytest.fixture
def app(fresh_urls: Urls) -> typer.Typer:
    return import_app(lambda: (fresh_urls.app, KEY, LocalBroker))


def test_all_good_is_0(app: typer.Typer, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", row(), numbered(2))

    result = CliRunner().invoke(app, ["results", str(path)])

    assert result.exit_code == 0
    assert "2 rows: 2 added, 0 changed, 0 unchanged, 0 rejected" in result.stderr


def test_some_rejected_is_1(app: typer.Typer, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", row(), numbered(2, grade="B"))

    result = CliRunner().invoke(app, ["results", str(path), "--rejects", str(tmp_path / "bad.csv")])

    assert result.exit_code == 1
    assert "2 rows: 1 added, 0 changed, 0 unchanged, 1 rejected" in result.stderr
    assert "Rejects:" in result.stderr
    assert (tmp_path / "bad.csv").exists()


def test_a_refused_photo_is_1(app: typer.Typer, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "r.csv", row(photo="absent.jpg"))

    result = CliRunner().invoke(app, ["results", str(path), "--photos", str(tmp_path)])

    assert result.exit_code == 1
    assert "0 photos stored, 1 refused" in result.stderr


def test_failed_is_2(app: typer.Typer, tmp_path: Path, owner: psycopg.Connection) -> None:
    path = tmp_path / "r.csv"
    path.write_text("a,b\n")

    unreadable = CliRunner().invoke(app, ["results", str(path)])
    absent = CliRunner().invoke(app, ["results", str(tmp_path / "absent.csv")])
    photos = CliRunner().invoke(app, ["results", str(write_csv(path, row())), "--photos", str(tmp_path / "absent")])

    assert [unreadable.exit_code, absent.exit_code, photos.exit_code] == [2, 2, 2]
    assert "The first line does not name the columns" in unreadable.stderr
    assert "absent.csv" in absent.stderr
    assert "No such file or directory" in photos.stderr
    assert owner.execute("SELECT status FROM import ORDER BY id").fetchall() == [("FAILED",), ("FAILED",)]


_STOPPING = """
import asyncio, sys
from pathlib import Path
from app.imports import load
from app.imports.command import load_results

async def stopping(self, *arguments):
    print("in the middle", flush=True)
    await asyncio.Event().wait()

load.Loader._merge = stopping
sys.exit(load_results(Path(sys.argv[1]), database_url=sys.argv[2], secret_key=b"k" * 32))
"""


def test_interrupted_is_2(fresh_urls: Urls, tmp_path: Path, owner: psycopg.Connection) -> None:
    path = write_csv(tmp_path / "r.csv", row())
    command = [sys.executable, "-c", _STOPPING, str(path), fresh_urls.app]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)

    assert process.returncode == 2
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert owner.execute("SELECT status, rows FROM import").fetchall() == [("FAILED", 0)]
    assert owner.execute("SELECT count(*) FROM centre").fetchall() == [(0,)]


def test_no_database_is_2(tmp_path: Path) -> None:
    app = import_app(lambda: (f"postgresql://nobody@/none?host={tmp_path}", KEY, None))

    result = CliRunner().invoke(app, ["results", str(write_csv(tmp_path / "r.csv", row()))])

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
