"""Files that only this user reads."""

import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Put the text there, mode 0600, wholly or not at all; the folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp's mode is 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())  # or a crash may leave the new name with nothing in it
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
