"""The few Linux calls that Python does not have. Elsewhere each does nothing, or raises if it must work."""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS = 28
_PR_SET_CHILD_SUBREAPER = 36
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


def keep_capabilities() -> None:
    """Have the next change of user leave the permitted capabilities alone. OSError where that cannot be."""
    if sys.platform != "linux":
        raise OSError("no capabilities on this system")
    _prctl(_PR_SET_KEEPCAPS, 1)
    # Without this, access(2) ignores the capabilities of whoever is not root, and PostgreSQL's programs ask
    # it about each other. It needs CAP_SETPCAP: where that is missing, only binaries in the open can be used.
    with contextlib.suppress(OSError):
        _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)


def pass_any_folder() -> None:
    """Keep CAP_DAC_OVERRIDE alone, and as ambient, which is what an exec hands on. OSError if refused."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    bit = 1 << _CAP_DAC_OVERRIDE
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    _checked(_LIBC.capset(header, effective_permitted_inheritable))
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE)


def end_with_parent(parent: int) -> None:
    """Have the kernel send us SIGINT, PostgreSQL's fast shutdown, when our parent dies.

    To be called after a change of user, which clears it. It is tied to the parent's *thread*: the supervisor
    has only one. For the application it would be no good, hence the pipe there.
    """
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of what a killed postmaster leaves behind."""
    if sys.platform == "linux":
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """The pids of our children, where the kernel tells them."""
    try:
        said = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    except OSError:
        return []
    return [int(pid) for pid in said.split()]


def _prctl(option: int, *arguments: int) -> None:
    words = [ctypes.c_ulong(word) for word in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_LIBC.prctl(ctypes.c_int(option), *words))


def _checked(status: int) -> None:
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
