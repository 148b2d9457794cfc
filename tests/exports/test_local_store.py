"""The folder: modes, a full disk, keys that lead elsewhere, leftovers."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.exports.local_store import LocalStore
from app.exports.store import FileWriter, NoSpace, NotThere, StoreAway
from tests.exports.test_store import KEY

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


def files(folder: Path) -> list[str]:
    """All that are there, under any name."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_only_this_user_reads_it(folder: Path) -> None:
    with LocalStore(folder).writing(KEY) as file:
        file.write(b"x")
        (part,) = files(folder)

    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, (folder / KEY).parent, folder / KEY)}
    assert list(modes.values()) == [0o700, 0o700, 0o600]
    assert Path(part).name.startswith(f".{Path(KEY).name}.")
    assert files(folder) == [KEY]


#: Writes until it fails, as any user: no file may grow beyond 1 MB.
WRITE_TOO_MUCH = """
import sys
from pathlib import Path
from app.exports.local_store import LocalStore
from app.exports.store import NoSpace
try:
    with LocalStore(Path(sys.argv[1])).writing(sys.argv[2]) as file:
        for _ in range(int(sys.argv[3])):
            file.write(b"x" * 1000)
except NoSpace as full:
    print(full)
"""


@pytest.mark.parametrize("thousands", [1_001, 3_000])
def test_a_full_disk_leaves_no_half_file(folder: Path, thousands: int) -> None:
    """Whether it shows while writing or (of 1,001, with what was buffered) at the end."""
    ended = subprocess.run(
        [sys.executable, "-c", WRITE_TOO_MUCH, str(folder), KEY, str(thousands)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )

    assert (ended.stdout, ended.stderr) == ("[Errno 27] File too large\n", "")
    assert files(folder) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Of 1 MB, of its own; only root makes one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("this user mounts no disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_really_full_disk(small_disk: Path) -> None:
    store = LocalStore(small_disk / "files")
    with store.writing(KEY) as kept:
        kept.write(b"x" * 100_000)

    with pytest.raises(NoSpace, match="No space left on device"), store.writing(KEY.replace(".1.", ".2.")) as file:
        write_thousands(file, 2_000)

    assert files(small_disk / "files") == [KEY]
    assert await store.size(KEY) == 100_000


def write_thousands(file: FileWriter, times: int) -> None:
    """In small pieces, as writers do."""
    for _ in range(times):
        file.write(b"y" * 1_000)


def test_a_folder_that_is_none_is_a_store_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"")

    with pytest.raises(StoreAway), LocalStore(tmp_path / "files").writing(KEY):
        pass

    assert (tmp_path / "files").read_bytes() == b""


@pytest.mark.parametrize("key", ["../secret.key", "/etc/passwd", "a/../../secret.key"])
async def test_a_key_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret.key").write_bytes(b"secret")
    store = LocalStore(tmp_path / "files")

    with pytest.raises(NotThere):
        await store.size(key)
    with pytest.raises(NotThere), store.writing(key) as file:
        file.write(b"x")
    with pytest.raises(NotThere):
        await store.remove(key)
    assert (tmp_path / "secret.key").read_bytes() == b"secret"


async def test_leftovers_of_before_a_moment_go(folder: Path) -> None:
    store = LocalStore(folder)
    with store.writing(KEY) as file:
        file.write(b"x")
    with store.writing(KEY.replace(".1.", ".2.")) as young:
        old = folder / KEY.replace("/", "/.").replace(".csv", ".csv.0123abcd.part")
        old.write_bytes(b"half")
        os.utime(old, (1_000_000_000, 1_000_000_000))

        assert await store.sweep(datetime.now(UTC) - timedelta(days=1)) == 1
        assert old.exists() is False
        young.write(b"y")

    assert files(folder) == [KEY, KEY.replace(".1.", ".2.")]
    assert await LocalStore(folder / "none").sweep(datetime.now(UTC)) == 0
