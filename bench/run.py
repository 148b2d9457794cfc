"""All benchmarks, one after the other: prints one table and writes bench/RESULTS.md.

    python -m bench.run [--quick] [PART ...]

Parts: pages fanout page_cost verify sign_in import statements downloads.

Everything runs on this machine and talks over the loopback alone. `--quick` takes small data and short rounds, to see
that all of it works. Whatever fails or takes too long is told in its place, and the others still run; then, and only
then, the exit status is 1: a target that is missed is a result.
"""

import importlib.util
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import NoReturn

from rich.console import Console

from app.embedded import EmbeddedPostgres
from bench import dataset, downloads, fanout, page_cost, pages, report, servers, sign_in, statements, verify
from bench.report import Section

_LIMITS = {
    "pages": 480,
    "fanout": 300,
    "page_cost": 480,
    "verify": 180,
    "sign_in": 240,
    "import": 480,
    "statements": 480,
    "downloads": 900,
}
"""Seconds that each part may take."""


class TookTooLong(Exception):
    """It did not end in its time."""


def main() -> None:
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")] or list(_LIMITS)
    if unknown := [word for word in chosen if word not in _LIMITS]:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(_LIMITS)}")
    quick = "--quick" in sys.argv
    console = Console(stderr=True)
    sections: list[Section] = []
    failed = False
    for name, part in _parts(quick).items():
        if name not in chosen:
            continue
        console.print(f"{name} ...")
        try:
            with _at_most(_LIMITS[name]):
                sections.append(part())
        except Exception as error:
            failed = True
            console.print(traceback.format_exc(), markup=False, highlight=False)
            sections.append(Section(name, [], [f"**Failed**: {type(error).__name__}: {str(error)[:500]}"]))
    report.show(sections)
    report.write(sections, quick=quick)
    console.print(f"written to {report.RESULTS}")
    sys.exit(1 if failed else 0)


def _parts(quick: bool) -> dict[str, Callable[[], Section]]:
    return {
        "pages": partial(_with_postgres, partial(_pages, quick)),
        "fanout": partial(_with_postgres, partial(_fanout, quick)),
        "page_cost": partial(_with_postgres, partial(page_cost.run, quick=quick)),
        "verify": partial(_with_postgres, partial(_verify, quick)),
        "sign_in": partial(_with_postgres, partial(_sign_in, quick)),
        "import": partial(_import, quick),
        "statements": partial(statements.run, quick=quick),
        "downloads": partial(_with_postgres, partial(downloads.run, quick=quick)),
    }


def _with_postgres(part: Callable[[EmbeddedPostgres], Section]) -> Section:
    with servers.postgres() as postgres:
        return part(postgres)


def _pages(quick: bool, postgres: EmbeddedPostgres) -> Section:
    return pages.run(postgres, servers.filled(postgres, "pages", _scale(quick)), quick=quick)


def _fanout(quick: bool, postgres: EmbeddedPostgres) -> Section:
    return fanout.run(servers.filled(postgres, "fanout", _scale(quick)), quick=quick)


def _verify(quick: bool, postgres: EmbeddedPostgres) -> Section:
    return verify.run(servers.filled(postgres, "verify", _scale(quick)), quick=quick)


def _sign_in(quick: bool, postgres: EmbeddedPostgres) -> Section:
    return sign_in.run(servers.filled(postgres, "sign_in", _scale(quick)), quick=quick)


def _scale(quick: bool) -> dataset.Scale:
    return dataset.QUICK if quick else dataset.MAIN


def _import(quick: bool) -> Section:
    """bench_import's: `run(scale)` gives lines of the table; scale 1 is a million rows."""
    if importlib.util.find_spec("bench.bench_import") is None:
        return Section("Import", [], ["There is no bench/bench_import.py yet."])
    from bench import bench_import

    began = time.monotonic()
    lines: Sequence[report.Line] = bench_import.run(0.01 if quick else 1.0)
    return Section("Import", lines, [], time.monotonic() - began)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raises TookTooLong within."""

    def over(_number: int, _frame: FrameType | None) -> NoReturn:
        raise TookTooLong(f"not within {seconds:g} s")

    previous = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


if __name__ == "__main__":
    main()
