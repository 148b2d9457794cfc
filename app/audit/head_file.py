"""The signed end of the chain outside the database: a file that only ever moves forward."""

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


def keep_head(path: Path, head: Head) -> None:
    """Put the head there, wholly or not at all; a later one that is there stays. Raises OSError, ValueError."""
    kept = kept_head(path)
    if kept is None or kept.sequence < head.sequence:
        write_private(path, head.text + "\n")
