"""The embedded PostgreSQL, with the real server: as root these run as root, else as whoever calls."""

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from app.embedded import AlreadyRunning, DidNotStart, EmbeddedPostgres, ForeignFolder, OtherMajorVersion
from app.embedded.server import install

SOURCE = Path(__file__).parents[1]
ROOT = os.geteuid() == 0
T = TypeVar("T")

# A process that starts a server on argv[1], tells where it is, and lives until its stdin ends.
HOLDER = """
import json, pathlib, sys
from app.embedded import EmbeddedPostgres
postgres = EmbeddedPostgres.start(pathlib.Path(sys.argv[1]), durable=False)
told = {"url": postgres.url("postgres", "postgres"), "data": str(postgres.data), "notice": postgres.notice}
told["supervisor"] = str(postgres._supervisor.pid)
print(json.dumps(told), flush=True)
sys.stdin.read()
postgres.stop()
"""


def eventually(look: Callable[[], T | None], seconds: float = 15.0) -> T:
    """The first truth that `look` returns, before the deadline."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def ask(url: str, query: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def answers(url: str) -> bool:
    try:
        return ask(url, "select 1") == 1
    except psycopg.OperationalError:
        return False


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split("\n")[0])


def alive(pid: int) -> bool:
    """Orphans may stay as zombies where nobody reaps them, as in a container: those count as dead."""
    try:
        os.kill(pid, 0)
        return sys.platform != "linux" or ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def start(folder: Path, **settings: str) -> EmbeddedPostgres:
    return EmbeddedPostgres.start(folder, durable=False, settings={"shared_buffers": "16MB", **settings})


def holder(folder: Path, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=SOURCE, text=True, **pipes, **how)


def told(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    return json.loads(line) if line else pytest.fail(process.stderr.read())


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    with holder(tmp_path / "pg") as process:
        yield process, told(process)
        process.kill()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, its server stopped: what a test copies, that needs no first start."""
    folder = tmp_path_factory.mktemp("made") / "pg"
    with start(folder) as postgres:
        ask(postgres.url("postgres", "postgres"), "create table kept as select 7 as n")
    return folder


# --- starting and stopping


def test_data_are_kept_over_a_restart(made: Path) -> None:
    with start(made) as postgres:
        assert ask(postgres.url("postgres", postgres.superuser), "select n from kept") == 7
    assert not (made / "data/postmaster.pid").exists()


def test_the_settings_are_the_apps_and_the_callers(made: Path) -> None:
    def shown(postgres: EmbeddedPostgres, *names: str) -> list[str]:
        url = postgres.url("postgres", "postgres")
        return [ask(url, f"select current_setting('{name}')") for name in names]

    with EmbeddedPostgres.start(made, settings={"max_connections": "33", "port": "1"}) as postgres:
        names = ("random_page_cost", "shared_buffers", "TimeZone", "max_connections", "listen_addresses")
        assert shown(postgres, *names) == ["1.1", "256MB", "UTC", "33", ""]
        assert shown(postgres, "fsync", "synchronous_commit", "full_page_writes") == ["on", "on", "on"]
        assert shown(postgres, "server_encoding", "port") == ["UTF8", "5432"]
    with start(made) as postgres:
        assert shown(postgres, "fsync", "synchronous_commit", "full_page_writes") == ["off", "off", "off"]


def test_no_tcp_and_a_socket_that_only_we_reach(made: Path) -> None:
    with start(made) as postgres:
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
        rules = "select array_agg(distinct type || ' ' || auth_method) from pg_hba_file_rules"
        assert sorted(ask(postgres.url("postgres", "postgres"), rules)) == ["host reject", "local trust"]


def test_stopping_twice_is_stopping_once(made: Path) -> None:
    postgres = start(made)
    pid = postmaster(postgres.data)
    postgres.stop()
    postgres.stop()
    assert not alive(pid)


def test_a_forked_child_has_no_say(made: Path) -> None:
    code = """
import os, pathlib, sys
from app.embedded import EmbeddedPostgres
with EmbeddedPostgres.start(pathlib.Path(sys.argv[1]), durable=False) as postgres:
    child = os.fork()
    if child == 0:
        postgres.stop()
        os._exit(0)
    os.waitpid(child, 0)
    import psycopg
    print(psycopg.connect(postgres.url("postgres", "postgres")).execute("select n from kept").fetchone()[0])
"""
    done = subprocess.run([sys.executable, "-c", code, str(made)], cwd=SOURCE, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("7\n", 0), done.stderr


def test_the_programs_of_postgresql_are_at_hand(made: Path) -> None:
    with start(made) as postgres:
        url = postgres.url("postgres", "postgres")
        dumped = subprocess.run([postgres.binary("pg_dump"), url], capture_output=True, text=True, check=True)
        told = subprocess.run([postgres.psql, url, "-Atc", "select 1"], capture_output=True, text=True, check=True)
    assert "CREATE TABLE public.kept" in dumped.stdout
    assert told.stdout == "1\n"


def test_the_environment_changes_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PYTHONPATH": "/nowhere",
        "LC_ALL": "xx",
    }.items():
        monkeypatch.setenv(name, value)
    with start(made) as postgres:
        assert answers(postgres.url("postgres", "postgres"))


# --- deaths


def test_the_server_ends_with_its_killed_parent_and_the_next_start_recovers(held: Any) -> None:
    process, there = held
    ask(there["url"], "create table kept as select 7 as n")
    pid = postmaster(Path(there["data"]))
    process.kill()
    process.wait()
    # At once, while the old supervisor is still ending the server.
    with start(Path(there["data"]).parent) as postgres:
        assert not alive(pid)
        assert ask(postgres.url("postgres", "postgres"), "select n from kept") == 7


def test_the_server_is_gone_after_its_parent_was_killed(held: Any) -> None:
    process, there = held
    pid = postmaster(Path(there["data"]))
    process.kill()
    process.wait()
    eventually(lambda: not alive(pid))
    assert not answers(there["url"])


def test_a_killed_server_comes_back(made: Path) -> None:
    with start(made) as postgres:
        url, before = postgres.url("postgres", "postgres"), postmaster(postgres.data)
        with closing(psycopg.connect(url, autocommit=True)) as busy:
            # Busy without a wait: such a backend does not notice by itself that its postmaster is gone.
            busy.pgconn.send_query(b"select count(*) from generate_series(1, 1000000000) a")
            os.kill(before, signal.SIGKILL)
            eventually(lambda: not alive(before))
            eventually(lambda: answers(url))
        assert postmaster(postgres.data) != before
        assert ask(url, "select n from kept") == 7


def test_a_server_whose_supervisor_was_killed_too_is_taken_over(held: Any) -> None:
    process, there = held
    pid = postmaster(Path(there["data"]))
    supervisor = int(there["supervisor"])
    os.kill(pid, signal.SIGSTOP)  # so that it cannot end when the supervisor does
    os.kill(supervisor, signal.SIGKILL)
    process.kill()
    process.wait()
    eventually(lambda: not alive(supervisor))
    os.kill(pid, signal.SIGCONT)
    with start(Path(there["data"]).parent) as postgres:
        assert postmaster(postgres.data) != pid
        assert answers(postgres.url("postgres", "postgres"))


def test_a_stale_pid_of_a_living_stranger_is_no_obstacle(made: Path) -> None:
    lines = [str(os.getpid()), str(made / "data"), "1", "5432", str(made / "run"), "", "1 2", "ready"]
    (made / "data/postmaster.pid").write_text("\n".join(lines))
    (made / "run/.s.PGSQL.5432.lock").write_text("\n".join(lines))
    with start(made) as postgres:
        assert answers(postgres.url("postgres", "postgres"))


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(made: Path) -> None:
    with holder(made, start_new_session=True) as process:
        there = told(process)
        pid = postmaster(Path(there["data"]))
        assert os.getpgid(pid) != os.getpgid(process.pid)
        assert os.getsid(pid) != os.getsid(process.pid)
        process.communicate()


# --- refusals


def test_a_second_start_is_refused_with_the_owners_pid(held: Any) -> None:
    process, there = held
    folder = Path(there["data"]).parent
    with pytest.raises(AlreadyRunning) as refused:
        start(folder)
    what = f"Process {process.pid} already runs a PostgreSQL on {folder}"
    assert str(refused.value) == f"{what}: end it first, or choose another DATA folder."
    assert answers(there["url"])


def test_another_major_version_is_refused_with_the_way_out(made: Path) -> None:
    version = made / "data/PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(OtherMajorVersion) as refused:
            start(made)
    finally:
        version.write_text("18\n")
    said = str(refused.value)
    assert said.startswith(f"{made}/data was written by PostgreSQL 16, and this program brings 18. ")
    assert "pg_dumpall" in said
    assert "choose another DATA folder" in said


def test_a_folder_with_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(ForeignFolder, match=r"thesis\.txt"):
        start(tmp_path)
    assert os.listdir(tmp_path) == ["thesis.txt"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_what_postgresql_said_is_in_the_error(made: Path) -> None:
    with pytest.raises(DidNotStart, match=r'unrecognized configuration parameter "no_such"'):
        start(made, no_such="1")


# --- places


def test_a_folder_below_one_of_mode_0700(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    with start(tmp_path / "closed/clone/.rvs/postgres") as postgres:
        assert answers(postgres.url("postgres", "postgres"))
        assert postgres.data == tmp_path / "closed/clone/.rvs/postgres/data"
    assert stat.S_IMODE((tmp_path / "closed").stat().st_mode) == 0o700


def test_a_very_long_path_has_its_socket_in_a_private_short_one(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / "pg"
    with start(folder) as postgres:
        assert answers(postgres.url("postgres", "postgres"))
        assert postgres.sockets == Path((folder / "socket").read_text())
        assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
        assert len(os.fsencode(postgres.sockets)) < 80
    assert not postgres.sockets.exists()


def test_a_short_folder_of_a_strangers_is_not_taken(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / "pg"
    stranger = tmp_path / "stranger"
    (tmp_path / "target").mkdir()
    stranger.symlink_to(tmp_path / "target")
    shutil.copytree(made, folder)
    if ROOT:
        for path in (folder / "data", *(folder / "data").rglob("*")):
            shutil.chown(path, "nobody")
    (folder / "socket").write_text(str(stranger))
    with start(folder) as postgres:
        assert postgres.sockets != stranger
        assert answers(postgres.url("postgres", "postgres"))


def test_a_path_with_spaces_quotes_and_unicode(tmp_path: Path) -> None:
    with start(tmp_path / "a 'b' \"c\" %d ü試$x") as postgres:
        assert answers(postgres.url("postgres", "postgres"))


def test_nothing_outside_the_folder_changes(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    watched = [
        tmp_path,
        *tmp_path.parents,
        install(),
        install() / "bin/postgres",
        Path(tempfile.gettempdir()),
    ]

    def seen() -> list[tuple[int, int, int]]:
        return [(found.st_mode, found.st_uid, found.st_gid) for found in map(os.stat, watched)]

    before = seen()
    start(tmp_path / "pg").stop()
    assert seen() == before


def test_the_log_is_in_the_folder_and_bounded(made: Path) -> None:
    log = made / "server.log"
    log.write_bytes(b"x" * 5_000_000)
    start(made).stop()
    assert b"ready to accept connections" in log.read_bytes()
    assert log.stat().st_size < 100_000
    assert (made / "server.log.1").stat().st_size == 5_000_000


# --- users


def in_other_hands(folder: Path) -> dict[str, Any]:
    """How to run a process as a user with nothing: no home, no environment."""
    bare = {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}
    if not ROOT:
        return {"env": bare}
    entry = pwd.getpwnam("nobody")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    how: dict[str, Any] = {"env": bare, "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    program = Path(sys.executable)
    passable = [*program.parents, *program.resolve().parents, *SOURCE.parents, SOURCE]
    if all(path.stat().st_mode & stat.S_IXOTH for path in passable):
        return how
    # In a clone of mode 0700 no other user can run anything, unless it keeps the right to read it.
    from app.embedded.account import Account

    return {"env": bare, "preexec_fn": Account(entry.pw_uid, entry.pw_gid).enter}


def test_a_user_without_home_or_environment() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        holder(Path(name) / "pg", **in_other_hands(Path(name))) as process,
    ):
        there = told(process)
        assert answers(there["url"])
        assert Path(there["data"]).stat().st_uid != 0
        process.communicate()


def test_as_root_the_server_is_nobody_with_one_capability(made: Path) -> None:
    with start(made) as postgres:
        owner = postgres.data.stat().st_uid
        if not ROOT:
            assert owner == os.geteuid()
            return
        assert owner == pwd.getpwnam("nobody").pw_uid
        status = Path(f"/proc/{postmaster(postgres.data)}/status").read_text()
    fields = dict(line.split(":\t", 1) for line in status.splitlines())
    assert fields["Uid"].split() == [str(owner)] * 4
    assert int(fields["CapEff"], 16) == int(fields["CapPrm"], 16) == 1 << 1  # CAP_DAC_OVERRIDE


# Drops CAP_DAC_OVERRIDE from the bounding set; what is executed next is root without it.
WITHOUT = "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0) and sys.exit('prctl'); " + (
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def test_as_root_without_the_capability_the_data_are_elsewhere(tmp_path: Path) -> None:
    """With the binaries in a folder of mode 0700 as well: they are copied."""
    if not ROOT or sys.platform != "linux":
        with start(tmp_path / "pg") as postgres:
            assert (postgres.notice, postgres.data) == ("", tmp_path / "pg/data")
        return
    package = install().parent
    closed = tmp_path / "closed" / package.name / install().name
    shutil.copytree(install(), closed, symlinks=True)
    shutil.copytree(package.parent / f"{package.name}.libs", tmp_path / "closed" / f"{package.name}.libs")
    (tmp_path / "closed").chmod(0o700)
    code = f"import app.embedded.server as s, pathlib; s.install = lambda: pathlib.Path({str(closed)!r})"
    program = [sys.executable, "-c", code + HOLDER, str(tmp_path / "pg")]
    with without_the_capability(program) as (there, notice):
        data = Path(there["data"])
        why = f"as root it needs CAP_DAC_OVERRIDE and CAP_SETPCAP for {tmp_path}/pg"
        assert notice == f"PostgreSQL's data are in {data.parent}: {why}"
    try:
        assert data.parent.parent == Path("/var/tmp")
        with without_the_capability(program) as (there, notice):  # finds what the first start has made
            assert (notice, there["data"]) == ("", str(data))
    finally:
        shutil.rmtree(data.parent)


@contextmanager
def without_the_capability(program: list[str]) -> Iterator[tuple[dict[str, str], str]]:
    """Run a holder; gives what it told, and what it printed as a notice."""
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT, *program],
        cwd=SOURCE,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        there = told(process)
        assert answers(there["url"])
        yield there, there["notice"]
        assert process.communicate()[1].strip() == there["notice"]
