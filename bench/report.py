"""Lines of the table: what was compared, both figures, their ratio and what it should be."""

import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "RESULTS.md"
_HEADINGS = ("What", "Product", "Other", "Ratio", "Target", "Held")


@dataclass(frozen=True, slots=True)
class Line:
    """One row. Without a ratio it only tells."""

    what: str
    ours: str = ""
    other: str = ""
    ratio: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        if self.least is not None:
            return f">= {self.least:g}"
        return "" if self.most is None else f"<= {self.most:g}"

    @property
    def held(self) -> bool | None:
        if self.ratio is None or (self.least is None and self.most is None):
            return None
        return self.ratio >= self.least if self.least is not None else self.ratio <= (self.most or 0)

    @property
    def cells(self) -> tuple[str, ...]:
        held = {None: "", True: "yes", False: "**no**"}[self.held]
        return self.what, self.ours, self.other, "" if self.ratio is None else f"{self.ratio:.2f}", self.target, held


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that were measured together, and what has to be known to read them."""

    title: str
    lines: Sequence[Line]
    notes: Sequence[str] = ()
    seconds: float = 0


def ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    """The median over the rounds of what each round's two figures come to."""
    return median(one / other for one, other in zip(ours, others, strict=True))


def rate(values: Sequence[float]) -> str:
    """A median rate, with the least and greatest."""
    return f"{_number(median(values))}/s ({_number(min(values))}-{_number(max(values))})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def show(sections: Sequence[Section]) -> None:
    """The table on the terminal."""
    table = Table(*_HEADINGS)
    for section in sections:
        table.add_section()
        table.add_row(f"[bold]{section.title}")
        for line in section.lines:
            style = "red" if line.held is False else None
            table.add_row(*(cell.replace("**", "") for cell in line.cells), style=style)
    Console(width=150).print(table)


def write(sections: Sequence[Section], *, quick: bool) -> None:
    """bench/RESULTS.md."""
    text = ["# Results of `make bench`", "", *_machine()]
    if quick:
        text += ["", "**A quick run: small data and short rounds, to see that everything works. Not to be quoted.**"]
    for section in sections:
        text += ["", f"## {section.title}", ""]
        if section.lines:
            text += [f"| {' | '.join(_HEADINGS)} |", "| --- | ---: | ---: | ---: | ---: | --- |"]
            text += [f"| {' | '.join(line.cells)} |" for line in section.lines]
        text += ["", *(f"* {note}" for note in section.notes), f"* Took {section.seconds:.0f} s."]
    RESULTS.write_text("\n".join(text) + "\n")


def _machine() -> list[str]:
    processor = next(
        (line.partition(":")[2].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next((int(line.split()[1]) >> 20 for line in _read("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cores = sum(line.startswith("processor") for line in _read("/proc/cpuinfo"))
    packages = ("strawberry-graphql", "graphql-core", "sqlalchemy", "psycopg", "uvicorn", "uvloop", "orjson")
    node = _said(["node", "--version"])
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_said(['git', 'rev-parse', '--short', 'HEAD'])}."
        f" {cores} x {processor},"
        f" {memory} GiB; {platform.system()} {platform.release()}; Python {platform.python_version()};"
        f" Node {node or 'none'}; {', '.join(f'{name} {version(name)}' for name in packages)}.",
        "",
        "Server, database and client share this machine; each server is one process; rounds are interleaved (one, the"
        " other, the one, …); a figure is the median over rounds with the least and greatest, a ratio the median of the"
        " rounds' ratios.",
    ]


def _read(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
