"""The unprivileged user that the server runs as when we are root, since PostgreSQL refuses to run as root."""

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from app.embedded import kernel


@dataclass(frozen=True)
class Account:
    """A user to become; `overrides`: keeping CAP_DAC_OVERRIDE, which passes a 0700 folder of root's."""

    uid: int
    gid: int
    overrides: bool = True

    @classmethod
    def of(cls, data: Path) -> Self:
        """The owner of data that are there (a user's, who now calls us as root); else `nobody`."""
        if data.exists() and data.stat().st_uid != 0:
            return cls(data.stat().st_uid, data.stat().st_gid)
        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    def without_override(self) -> Self:
        return replace(self, overrides=False)

    def enter(self) -> None:
        """Become this user, for good. OSError where the system forbids it, or the capability."""
        if self.overrides:
            kernel.keep_capabilities()
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.overrides:
            kernel.pass_any_folder()

    def enters(self, folder: Path) -> bool:
        """Whether a process of this user can enter the folder. Tried: mode bits are not the whole truth."""
        return self._can(lambda: os.stat(folder / ".") is not None)

    def runs(self, program: Path) -> bool:
        """Whether access(2) lets a process of this user run the program: initdb asks that way."""
        return self._can(lambda: os.access(program, os.R_OK | os.X_OK))

    def _can(self, deed: Callable[[], bool]) -> bool:
        child = os.fork()
        if child == 0:
            try:
                self.enter()
                os._exit(0 if deed() else 1)
            finally:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0
