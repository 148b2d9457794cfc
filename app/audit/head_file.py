"""The signed end of the chain outside the database: a file that only ever moves forward."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.audit.chain import Head
from app.private_file import write_private
from app.settings import Settings


def head_file(settings: Settings) -> Path:
    """AUDIT_HEAD_FILE, or one under DATA."""
    return settings.audit_head_file or settings.data / "audit-head.json"


def kept_head(path: Path) -> Head | None:
    """The head in the file; None without one. Raises ValueError where it holds something else, OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Head.read(text)


def keep_head(path: Path, head: Head, *, seen: Head | None) -> bool:
    """Put the head there, wholly or not at all, over the one that the caller has `seen` there and judged; a later one
    stays. False: meanwhile another process has put another one there, to be judged anew. Raises OSError, ValueError."""
    with _held(path):
        kept = kept_head(path)
        if kept != seen:
            return False
        if kept is None or kept.sequence < head.sequence:
            write_private(path, head.text + "\n")
        return True


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Others who keep heads there wait, in whatever process. The lock is a file beside it: the file itself is replaced.
    It goes with the process that holds it, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
